import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalog from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import kubernetes from '@backstage/plugin-kubernetes-backend';
import permission from '@backstage/plugin-permission-backend';
import { eventually } from '@flytower/kube/testUtils';
import {
  MockClusterOptions,
  mockFleet,
} from '@flytower/plugin-fleet-node/testUtils';
import catalogModule from '@flytower/plugin-catalog-backend-module-flytower';
import kubernetesModule from '@flytower/plugin-kubernetes-backend-module-flytower';
import permissionModule from '@flytower/plugin-permission-backend-module-flytower';
import { Membership } from '@flytower/plugin-tenancy-node';
import {
  mockTenancy,
  MockTenant,
} from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { actingAuth } from './actingAuth';

/** The backends behind the tab, started, with their catalog filled. */
export async function openKubernetesTab(options: {
  clusters: MockClusterOptions[];
  tenants: MockTenant[];
  members: Membership[];
  /** By a provider of the process, as Flytower's are. */
  emitted: Entity[];
  /** By a catalog-info.yaml. */
  registered: Entity[];
}) {
  const folder = await mkdtemp(join(tmpdir(), 'kubernetes-tab-'));
  const target = join(folder, 'catalog-info.yaml');
  await writeFile(
    target,
    options.registered.map(one => JSON.stringify(one)).join('\n---\n'),
  );
  const fleet = mockFleet({ clusters: options.clusters });
  const tenancy = mockTenancy({
    tenants: options.tenants,
    members: options.members,
  });
  const backend = await startTestBackend({
    features: [
      ...fleet.factories,
      ...tenancy.factories,
      actingAuth,
      permissionsServiceFactory,
      catalog,
      catalogModule,
      permission,
      permissionModule,
      kubernetes,
      kubernetesModule,
      emitting(options.emitted),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          permission: { enabled: true },
          kubernetes: {},
          catalog: {
            rules: [{ allow: ['Component'] }],
            locations: [{ type: 'file', target }],
            processingInterval: { seconds: 1 },
          },
          flytower: { operationsAdmins: ['user:default/olivia'] },
        },
      }),
    ],
  });
  const { server } = backend;
  const as = (person: string, headers: Record<string, string> = {}) => {
    const head = {
      ...headers,
      authorization: mockCredentials.user.header(person),
    };
    return {
      get: (path: string) => request(server).get(path).set(head),
      post: (path: string, body: object) =>
        request(server).post(path).set(head).send(body),
    };
  };
  const expected = options.emitted.length + options.registered.length;
  await eventually('the catalog has all entities', async () => {
    const { body } = await as('user:default/olivia').get(
      '/api/catalog/entities/by-query?filter=kind=component',
    );
    return body.totalItems === expected;
  });
  return {
    server,
    as,
    setMembers: tenancy.setMembers,
    stop: async () => {
      await backend.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type KubernetesTab = Awaited<ReturnType<typeof openKubernetesTab>>;

function emitting(entities: Entity[]) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'emitting',
    register({ registerInit }) {
      registerInit({
        deps: { processing: catalogProcessingExtensionPoint },
        async init({ processing }) {
          processing.addEntityProvider({
            getProviderName: () => 'flytower-delivery',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: entities.map(entity => ({ entity })),
              }),
          });
        },
      });
    },
  });
}
