import { clusterBundle } from '@flytower/plugin-fleet-common';
import { Operation } from '@flytower/contract';
import {
  OnboardingPlan,
  Team,
  TenantDetail,
  TenantSummary,
} from '@flytower/plugin-tenancy-common';

const GiB = 1024 ** 3;
const small = { cpuMillicores: 8_000, memoryBytes: 16 * GiB, pods: 50 };
const nothing = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

export const quotaChoices = [
  { name: 'small', displayName: 'Small', amount: small },
  {
    name: 'medium',
    displayName: 'Medium',
    amount: { cpuMillicores: 32_000, memoryBytes: 64 * GiB, pods: 200 },
  },
];

export const environments = [
  { name: 'prod', displayName: 'Production', approval: false },
];

const dataCentre = (name: string) => ({
  name,
  displayName: name === 'east' ? 'Eastern data centre' : 'Western data centre',
  region: 'north',
  role: 'production' as const,
  provider: 'self-built',
});

export const targets = ['east', 'west'].map(name => ({
  id: `01TARGET${name}`,
  name,
  displayName: name,
  dataCentre: dataCentre(name),
  securityZone: 'core',
  simulated: true,
  health: { status: 'healthy' as const, sentence: 'Everything answers' },
  bundle: clusterBundle(3),
}));

export const payments: TenantSummary = {
  id: '01PAYMENTS',
  slug: 'payments',
  displayName: 'Payments',
  state: 'active',
  sentence: 'Everything is in place',
  quota: {
    limit: small,
    used: { cpuMillicores: 2_500, memoryBytes: 5 * GiB, pods: 10 },
    reserved: nothing,
    free: { cpuMillicores: 5_500, memoryBytes: 11 * GiB, pods: 40 },
  },
  clusters: ['east', 'west'],
  environments: [
    {
      id: '01PROD',
      name: 'prod',
      displayName: 'Production',
      namespace: 'payments--prod',
      approval: false,
      clusters: [
        { name: 'east', state: 'ready', sentence: 'All objects are there' },
        { name: 'west', state: 'ready', sentence: 'All objects are there' },
      ],
    },
  ],
  memberCount: 2,
  generation: 1,
  createdAt: '2026-11-20T08:00:00Z',
};

/** West did not answer while the tenant was onboarded. */
export const shop: TenantSummary = {
  ...payments,
  id: '01SHOP',
  slug: 'shop',
  displayName: 'Shop',
  state: 'onboarding',
  sentence: 'Waiting for west: connection refused',
  environments: [
    {
      ...payments.environments[0],
      id: '01SHOPPROD',
      namespace: 'shop--prod',
      clusters: [
        { name: 'east', state: 'ready', sentence: 'All objects are there' },
        { name: 'west', state: 'waiting', sentence: 'Connection refused' },
      ],
    },
  ],
};

export const cards: Team = {
  id: '01CARDS',
  tenant: 'payments',
  slug: 'cards',
  displayName: 'Cards',
  members: [
    { person: 'user:default/dan', lead: true },
    { person: 'user:default/tara', lead: false },
  ],
  generation: 3,
  createdAt: '2026-11-20T08:00:00Z',
};

export const paymentsDetail: TenantDetail = {
  ...payments,
  members: [
    {
      id: '01TARA',
      person: 'user:default/tara',
      role: 'owner',
      since: '2026-11-20T08:00:00Z',
    },
    {
      id: '01DAN',
      person: 'user:default/dan',
      role: 'developer',
      since: '2026-11-20T08:00:00Z',
    },
  ],
  teams: [],
  operationId: '01ONBOARD',
};

export const onboarding: Operation = {
  id: '01ONBOARD',
  kind: 'tenant.onboard',
  subject: { kind: 'tenant', id: '01PAYMENTS', name: 'payments' },
  tenant: 'payments',
  requester: 'user:default/olivia',
  actor: 'flytower',
  state: 'in-progress',
  steps: [
    {
      id: 'east/namespace',
      title: 'Namespace payments--prod',
      cluster: 'east',
      state: 'succeeded',
      message: 'Created',
    },
    {
      id: 'west/namespace',
      title: 'Namespace payments--prod',
      cluster: 'west',
      state: 'in-progress',
    },
  ],
  reason: 'Making 16 objects in east and west',
  attempts: 1,
  generation: 3,
  createdAt: '2026-11-20T08:00:00Z',
  updatedAt: '2026-11-20T08:00:05Z',
};

export const plan: OnboardingPlan = {
  possible: true,
  quota: small,
  environments: [
    {
      name: 'prod',
      displayName: 'Production',
      namespace: 'payments--prod',
      clusters: ['east', 'west'],
    },
  ],
  objects: ['east', 'west'].map(cluster => ({
    cluster,
    apiVersion: 'v1',
    kind: 'Namespace',
    name: 'payments--prod',
    environment: 'prod',
    purpose: 'The space of the environment prod',
    manifest: { kind: 'Namespace', metadata: { name: 'payments--prod' } },
    dryRun: 'accepted' as const,
    message: 'The API server would accept it',
  })),
  problems: [],
};
