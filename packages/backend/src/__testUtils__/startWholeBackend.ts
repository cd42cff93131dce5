import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
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
import catalog from '@backstage/plugin-catalog-backend';
import templateModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import permission from '@backstage/plugin-permission-backend';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import scaffolder from '@backstage/plugin-scaffolder-backend';
import search from '@backstage/plugin-search-backend';
import searchCatalog from '@backstage/plugin-search-backend-module-catalog';
import { boundPermissionsServiceFactory } from '@flytower/hardening';
import audit from '@flytower/plugin-audit-backend';
import {
  auditHubFactory,
  auditorServiceFactory,
} from '@flytower/plugin-audit-node';
import catalogModule from '@flytower/plugin-catalog-backend-module-flytower';
import delivery from '@flytower/plugin-delivery-backend';
import fleet from '@flytower/plugin-fleet-backend';
import {
  fleetHubServiceFactory,
  fleetServiceRef,
} from '@flytower/plugin-fleet-node';
import {
  mockFleet,
  mockNode,
  mockPod,
} from '@flytower/plugin-fleet-node/testUtils';
import metering from '@flytower/plugin-metering-backend';
import permissionModule from '@flytower/plugin-permission-backend-module-flytower';
import publicServices from '@flytower/plugin-public-services-backend';
import {
  bindingHubFactory,
  bindingServiceFactory,
} from '@flytower/plugin-public-services-node';
import scaffolderModule from '@flytower/plugin-scaffolder-backend-module-flytower';
import searchModule from '@flytower/plugin-search-backend-module-flytower';
import tenancy from '@flytower/plugin-tenancy-backend';
import {
  membershipServiceFactory,
  rightsServiceFactory,
  tenancyHubFactory,
  tenancyServiceFactory,
} from '@flytower/plugin-tenancy-node';
import type { Knex } from 'knex';
import { resolve } from 'node:path';
import request from 'supertest';
import { actingAuth } from './actingAuth';

const often = {
  frequency: { seconds: 1 },
  timeout: { seconds: 30 },
  initialDelay: { seconds: 1 },
};

const config = {
  app: { baseUrl: 'https://portal.example.com' },
  permission: { enabled: true },
  catalog: {
    rules: [{ allow: ['Template', 'User', 'Group'] }],
    locations: [
      {
        type: 'file',
        target: resolve(__dirname, '../../../../templates/new-worker.yaml'),
      },
      {
        type: 'file',
        target: resolve(__dirname, '../../../../examples/org.yaml'),
      },
    ],
    processingInterval: { seconds: 1 },
  },
  search: { collators: { catalog: { schedule: often } } },
  flytower: {
    operationsAdmins: ['user:default/olivia'],
    seal: {
      keys: [{ id: 'test', key: Buffer.alloc(32, 1).toString('base64') }],
    },
    audit: {
      keys: [{ id: 'test', key: Buffer.alloc(32, 2).toString('base64') }],
    },
    egress: { allow: ['127.0.0.0/8'] },
  },
};

/** A policy that knows nothing of Flytower. */
const allowsEverything = createBackendModule({
  pluginId: 'permission',
  moduleId: 'allows-everything',
  register({ registerInit }) {
    registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy({
          handle: async () => ({ result: AuthorizeResult.ALLOW }),
        });
      },
    });
  },
});

export type Policy = 'ours' | 'allows-everything';

/** What a person was answered. */
export interface Answer {
  status: number;
  text: string;
  // Parsed by whoever reads it.
  body: unknown;
}

/** All backends of Flytower with catalog, search and scaffolder, over two clusters in memory; Olivia is the operations admin. */
export async function startWholeBackend(policy: Policy) {
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const clusters = mockFleet({
    clusters: ['east', 'west'].map(name => ({
      name,
      nodes: [mockNode({ name: `${name}-node-1` })],
      pods: [
        mockPod({
          name: 'zebra-pod',
          namespace: 'zebras--prod',
          createdAt: anHourAgo,
          startedAt: anHourAgo,
        }),
      ],
      namespaces: [
        {
          name: 'zebras--prod',
          uid: 'namespace',
          phase: 'Active',
          labels: {
            'flytower.dev/tenant': 'zebras',
            'flytower.dev/environment': 'prod',
          },
          annotations: {},
        },
      ],
    })),
  });
  let publicServicesDatabase: Knex | undefined;
  const databases = createBackendModule({
    pluginId: 'public-services',
    moduleId: 'rows-of-the-test',
    register({ registerInit }) {
      registerInit({
        deps: { database: coreServices.database },
        async init({ database }) {
          publicServicesDatabase = await database.getClient();
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      actingAuth,
      schedulerServiceFactory,
      boundPermissionsServiceFactory,
      auditHubFactory,
      auditorServiceFactory,
      fleetHubServiceFactory,
      createServiceFactory({
        service: fleetServiceRef,
        deps: {},
        factory: () => clusters.service,
      }),
      tenancyHubFactory,
      membershipServiceFactory,
      rightsServiceFactory,
      tenancyServiceFactory,
      bindingHubFactory,
      bindingServiceFactory,
      fleet,
      tenancy,
      delivery,
      publicServices,
      databases,
      audit,
      metering,
      permission,
      policy === 'ours' ? permissionModule : allowsEverything,
      catalog,
      catalogModule,
      templateModel,
      search,
      searchCatalog,
      searchModule,
      scaffolder,
      scaffolderModule,
      mockServices.rootConfig.factory({ data: config }),
    ],
  });
  let keys = 0;
  const call = async (
    person: string,
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<Answer> => {
    keys += 1;
    const asked = request(backend.server)
      [method as 'get'](`/api${path}`)
      .set(
        'authorization',
        mockCredentials.user.header(`user:default/${person}`),
      )
      .set('idempotency-key', key ?? `key-${keys}`);
    const answer = await (body === undefined
      ? asked
      : asked.send(body as object));
    return {
      status: answer.status,
      text: answer.text,
      body: answer.body,
    };
  };
  return {
    call,
    publicServicesDatabase: () => {
      if (!publicServicesDatabase) {
        throw new Error('public-services has not started');
      }
      return publicServicesDatabase;
    },
    stop: () => backend.stop(),
  };
}

export type WholeBackend = Awaited<ReturnType<typeof startWholeBackend>>;
