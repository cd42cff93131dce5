import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  bindingHubFactory,
  bindingServiceFactory,
} from '@flytower/plugin-public-services-node';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { JsonObject } from '@backstage/types';
import request from 'supertest';
import publicServicesPlugin from '..';
import { dan } from './openPublicServices';

/** The plugin as the backend runs it, over a database in memory; Dan's tenant is payments. */
export async function startPublicServices(options: {
  allowed: boolean;
  publicServices?: JsonObject;
}) {
  const result = options.allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY;
  const permissions = mockServices.permissions.mock({
    authorize: async asked => asked.map(() => ({ result })),
    authorizeConditional: async asked => asked.map(() => ({ result })),
  });
  const tenancy = mockTenancy({
    tenants: [{ slug: 'payments' }],
    members: [{ person: dan, tenant: 'payments', role: 'developer' }],
  });
  const { server } = await startTestBackend({
    features: [
      publicServicesPlugin,
      mockServices.rootConfig.factory({
        data: {
          flytower: {
            seal: {
              keys: [
                { id: 'test', key: Buffer.alloc(32, 7).toString('base64') },
              ],
            },
            egress: { allow: ['127.0.0.0/8'] },
            publicServices: options.publicServices ?? {},
          },
        },
      }),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => permissions,
      }),
      bindingHubFactory,
      bindingServiceFactory,
      ...mockFleet({}).factories,
      ...tenancy.factories,
    ],
  });
  let keys = 0;
  return {
    server,
    call: (
      method: 'get' | 'post' | 'patch' | 'delete',
      path: string,
      body?: object,
      person: string = dan,
    ) => {
      keys += 1;
      return request(server)
        [method](`/api/public-services/v1${path}`)
        .set('authorization', mockCredentials.user.header(person))
        .set('idempotency-key', `key-${keys}`)
        .send(body);
    },
  };
}

export type StartedPublicServices = Awaited<
  ReturnType<typeof startPublicServices>
>;
