import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventually } from '@flytower/durable/testUtils';
import permissionModule from '@flytower/plugin-permission-backend-module-flytower';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { asPerson } from './asPerson';
import { catalogAndSearch } from './catalogAndSearch';

export const dan = 'user:default/dan';
export const tara = 'user:default/tara';
export const shen = 'user:default/shen';
export const lee = 'user:default/lee';
export const olivia = 'user:default/olivia';
/** Signed in, and in no tenant. */
export const eve = 'user:default/eve';

/**
 * Tara and Dan are in payments, Shen is in analytics, and Lee is in both. The company's own directory has groups besides:
 * sre with Dan and Shen, finance with Tara and Lee, and the operations of Olivia.
 */
const members = [
  { person: tara, tenant: 'payments', role: 'owner' as const },
  { person: dan, tenant: 'payments', role: 'developer' as const },
  { person: lee, tenant: 'payments', role: 'viewer' as const },
  { person: lee, tenant: 'analytics', role: 'owner' as const },
  { person: shen, tenant: 'analytics', role: 'developer' as const },
];

/** As of what is read from a file of the server. */
const LOCATION = 'file:/srv/kept-to-itself/org.yaml';

const made = (
  kind: string,
  ref: string,
  spec: Entity['spec'],
  tenant?: string,
): Entity => {
  const [namespace, name] = ref.split('/');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      namespace,
      name,
      title: `${kind} ${name}`,
      annotations: {
        'backstage.io/managed-by-location': LOCATION,
        'backstage.io/managed-by-origin-location': LOCATION,
        ...(tenant ? { 'flytower.dev/tenant': tenant } : {}),
      },
    },
    spec,
  };
};
const user = (name: string, ...memberOf: string[]) =>
  made('User', `default/${name}`, {
    profile: { displayName: name, email: `${name}@example.com` },
    memberOf,
  });
const group = (ref: string, spec: object = {}, tenant?: string) =>
  made('Group', ref, { type: 'team', children: [], ...spec }, tenant);

const entities: Entity[] = [
  user('tara', 'finance'),
  user('dan', 'sre'),
  user('lee', 'finance'),
  user('shen', 'sre'),
  user('olivia', 'operations'),
  user('eve'),
  group('default/operations', { parent: 'board' }),
  group('default/sre', { parent: 'board' }),
  group('default/finance', { parent: 'board' }),
  group('default/board'),
  group('flytower/payments', { members: [tara, dan, lee] }, 'payments'),
  group(
    'payments/cards',
    { parent: 'flytower/payments', members: [dan] },
    'payments',
  ),
  group('flytower/analytics', { members: [lee, shen] }, 'analytics'),
  group(
    'analytics/models',
    { parent: 'flytower/analytics', members: [lee] },
    'analytics',
  ),
  made(
    'System',
    'payments/shop',
    { owner: 'group:payments/cards' },
    'payments',
  ),
  made(
    'Component',
    'payments/checkout',
    {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:payments/cards',
      system: 'shop',
      // A dependency that crosses tenants: each side knows only its own.
      dependsOn: ['component:analytics/scores', 'resource:flytower/east'],
    },
    'payments',
  ),
  made(
    'Component',
    'analytics/scores',
    { type: 'service', lifecycle: 'production', owner: 'models' },
    'analytics',
  ),
  made('Resource', 'flytower/east', {
    type: 'kubernetes-cluster',
    owner: 'group:default/operations',
  }),
  made('Component', 'default/handbook', {
    type: 'website',
    lifecycle: 'production',
    owner: 'finance',
  }),
];

/** The company's directory. */
const directory = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'directory',
  register({ registerInit }) {
    registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        processing.addEntityProvider({
          getProviderName: () => 'directory',
          connect: connection =>
            connection.applyMutation({
              type: 'full',
              entities: entities.map(entity => ({
                entity,
                locationKey: 'directory',
              })),
            }),
        });
      },
    });
  },
});

/** The real catalog and search with our policy and modules, filled. */
async function startPeople() {
  const tenancy = mockTenancy({
    tenants: [
      { slug: 'payments', teams: ['cards'] },
      { slug: 'analytics', teams: ['models'] },
    ],
    members,
  });
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      ...tenancy.factories,
      permissionsServiceFactory,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      ...catalogAndSearch,
      permissionModule,
      directory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          permission: { enabled: true },
          catalog: { processingInterval: { seconds: 1 } },
          flytower: {
            operationsAdmins: ['group:default/operations', olivia],
          },
        },
      }),
    ],
  });
  const { server } = backend;
  const as = (person: string) => {
    const asked = asPerson(server, person);
    return {
      get: (path: string) => asked.get(`/api${path}`),
      head: (path: string) => asked.head(`/api${path}`),
      delete: (path: string) => asked.delete(`/api${path}`),
      put: (path: string, body: object) => asked.put(`/api${path}`).send(body),
      post: (path: string, body: object) =>
        asked.post(`/api${path}`).send(body),
    };
  };
  await eventually(async () => {
    const { body } = await as(olivia).get('/catalog/entities');
    const relations = (body as Entity[]).flatMap(one => one.relations ?? []);
    expect(body).toHaveLength(entities.length);
    // Both sides of each: 10 memberships, 5 parents, 6 owners, a system, 2 dependencies and the directory's 5 memberships.
    expect(relations.length).toBeGreaterThanOrEqual(
      2 * (7 + 5 + 5 + 1 + 2 + 5),
    );
  }, 30_000);
  await scheduler.triggerTask('flytower-operations-admins');
  await scheduler.triggerTask('search_index_software_catalog');
  return {
    as,
    setMembers: tenancy.setMembers,
    resetMembers: () => tenancy.setMembers(members),
    /** As another plugin. */
    service: request.agent(server).set(
      'authorization',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:search'),
        targetPluginId: 'catalog',
      }),
    ),
    /** As a service of somebody else, with a token of the configuration. */
    outsider: request
      .agent(server)
      .set('authorization', mockCredentials.service.header()),
    stop: () => backend.stop(),
  };
}

/** One such portal for all tests of a file. */
export function peoplePortal() {
  // A whole catalog under each call takes its time where many files run side by side.
  jest.setTimeout(60_000);
  let portal: Awaited<ReturnType<typeof startPeople>> | undefined;
  beforeAll(async () => {
    portal = await startPeople();
  });
  afterAll(() => portal?.stop());
  return () => {
    if (!portal) {
      throw new Error('The portal has not started');
    }
    return portal;
  };
}

export const refsIn = (found: Entity[]) =>
  found.map(one => stringifyEntityRef(one)).sort();
