import { Application, Service } from '@flytower/plugin-delivery-common';
import { Binding, Instance } from '@flytower/plugin-public-services-common';
import { TenancySnapshot } from '@flytower/plugin-tenancy-common';

const AT = '2026-03-01T10:00:00.000Z';

export const DATA_CENTRE = {
  name: 'east',
  displayName: 'East',
  region: 'Hangzhou',
  role: 'production' as const,
  provider: 'self-built',
};

/** A cluster with the name of its data centre. */
export const CLUSTER = {
  id: 'c-east',
  name: 'east',
  displayName: 'East 1',
  dataCentre: 'east',
  securityZone: 'core',
  generation: 1,
};

type Tenant = TenancySnapshot['tenants'][number];

export function tenantOf(slug: string, rest: Partial<Tenant> = {}): Tenant {
  return {
    id: `t-${slug}`,
    slug,
    displayName: 'Payments',
    state: 'active',
    quota: { cpuMillicores: 8000, memoryBytes: 2 ** 34, pods: 40 },
    clusters: ['east'],
    environments: [],
    installationId: '01INSTALLATION',
    generation: 1,
    members: [
      { id: 'm-1', person: 'user:default/tara', role: 'owner', since: AT },
      { id: 'm-2', person: 'user:default/dan', role: 'developer', since: AT },
    ],
    teams: [],
    ...rest,
  };
}

export function teamOf(tenant: string, slug: string): Tenant['teams'][number] {
  return {
    id: `team-${slug}`,
    tenant,
    slug,
    displayName: 'Checkout team',
    members: [{ person: 'user:default/dan', lead: false }],
    generation: 1,
    createdAt: AT,
  };
}

export function applicationOf(
  tenant: string,
  slug: string,
  rest: Partial<Application> = {},
): Application {
  return {
    id: `a-${slug}`,
    tenant,
    slug,
    displayName: 'Shop',
    description: 'Where people buy',
    services: 1,
    createdBy: 'user:default/dan',
    createdAt: AT,
    updatedAt: AT,
    generation: 1,
    ...rest,
  };
}

export function serviceOf(
  tenant: string,
  application: string,
  slug: string,
): Service {
  return {
    id: `s-${slug}`,
    tenant,
    application,
    slug,
    kind: 'web',
    displayName: 'Checkout',
    draft: {
      image: 'payments/checkout:1.4.2',
      command: [],
      args: [],
      variables: [{ name: 'TOKEN', value: 'hunter2' }],
      ports: [],
      resources: { cpuMillicores: 100, memoryBytes: 2 ** 27 },
      probes: {},
    },
    draftReleased: false,
    environments: [],
    createdBy: 'user:default/dan',
    createdAt: AT,
    updatedAt: AT,
    generation: 1,
  };
}

const HEALTHY = { status: 'healthy' as const, sentence: 'It is well' };

export function instanceOf(tenant: string, name: string): Instance {
  return {
    id: `i-${name}`,
    tenant,
    environment: 'prod',
    name,
    displayName: 'Orders',
    offering: 'mysql',
    plan: 'small',
    engine: 'mysql',
    edition: 'host',
    limits: { connections: 20 },
    state: 'ready',
    health: HEALTHY,
    endpoint: { host: '10.9.8.7', port: 3306, database: 'payments_orders' },
    accounts: [
      { id: 'acc', username: 'u_orders', state: 'active', version: 1 },
    ],
    bindings: 1,
    createdBy: 'user:default/dan',
    createdAt: AT,
    updatedAt: AT,
    generation: 1,
  };
}

export function bindingOf(
  tenant: string,
  instance: string,
  service: string,
): Binding {
  return {
    id: `b-${service}`,
    tenant,
    environment: 'prod',
    instance,
    engine: 'mysql',
    name: `${service}-${instance}`,
    service,
    serviceId: `s-${service}`,
    application: 'shop',
    state: 'ready',
    health: HEALTHY,
    version: 1,
    secretName: `${service}-${instance}-v1`,
    variables: [{ name: 'MYSQL_PASSWORD', key: 'password' }],
    clusters: [],
    createdBy: 'user:default/dan',
    createdAt: AT,
    updatedAt: AT,
    generation: 1,
  };
}
