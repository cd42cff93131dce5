import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  createPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  defineContract,
  defineRoute,
  TENANT_RESOURCE,
  TenantScope,
} from '@flytower/contract';
import { z } from 'zod';
import { Call, Handlers } from '../Call';
import { createContractRouter } from '../createContractRouter';
import { tenantNotFound } from '../errors';
import { registerTenantPermissions } from '../tenantPermissions';

export const readThings = createPermission({
  name: 'toys.thing.read',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});
export const createThings = createPermission({
  name: 'toys.thing.create',
  attributes: { action: 'create' },
  resourceType: TENANT_RESOURCE,
});
export const readShelves = createPermission({
  name: 'toys.shelf.read',
  attributes: { action: 'read' },
});

const thing = z.object({ name: z.string() });
const inTenant = z.object({ tenant: z.string() });

export const toyContract = defineContract({
  pluginId: 'toys',
  title: 'Toys',
  routes: {
    listThings: defineRoute({
      method: 'get',
      path: '/v1/things',
      summary: 'Things of every tenant that the caller may see',
      access: { kind: 'permission', permission: readThings },
      query: z.object({ limit: z.coerce.number<string>().int().min(1) }),
      result: z.object({ items: z.array(thing) }),
    }),
    createThing: defineRoute({
      method: 'post',
      path: '/v1/tenants/:tenant/things',
      summary: 'Makes a thing',
      access: { kind: 'permission', permission: createThings },
      params: inTenant,
      body: z.object({
        name: z.string().regex(/^[a-z]+$/, 'Names have small letters only'),
        size: z.object({ cm: z.int() }),
      }),
      result: thing,
      status: 201,
      idempotencyKey: 'required',
    }),
    deleteThing: defineRoute({
      method: 'delete',
      path: '/v1/tenants/:tenant/things/:name',
      summary: 'Removes a thing',
      access: { kind: 'permission', permission: createThings },
      params: inTenant.extend({ name: z.string() }),
      result: z.undefined(),
      status: 204,
    }),
    listShelves: defineRoute({
      method: 'get',
      path: '/v1/shelves',
      summary: 'Shelves of the platform',
      access: { kind: 'permission', permission: readShelves },
      result: z.object({}),
    }),
    wind: defineRoute({
      method: 'post',
      path: '/v1/winders/:winder/wind',
      summary: 'Winds a thing up, whose tenant its id does not say',
      access: {
        kind: 'permission',
        permission: createThings,
        readBy: readThings,
      },
      params: z.object({ winder: z.string() }),
      result: z.object({}),
    }),
    exportShelves: defineRoute({
      method: 'get',
      path: '/v1/shelves.csv',
      summary: 'The same as a file',
      access: { kind: 'permission', permission: readShelves },
      result: z.string(),
      produces: 'text/csv',
    }),
    whoAmI: defineRoute({
      method: 'get',
      path: '/v1/me',
      summary: 'Who calls',
      access: { kind: 'signed-in' },
      result: z.object({ ref: z.string() }),
    }),
    changes: defineRoute({
      method: 'get',
      path: '/v1/changes',
      summary: 'For other backends',
      access: { kind: 'service', callers: ['audit', 'catalog'] },
      result: z.object({ subject: z.string() }),
    }),
  },
});

export type ToyHandlers = Handlers<(typeof toyContract)['routes']>;

/** Starts a backend with the toy plugin under a policy that decides everything in the same way. */
export async function startToyBackend(options: {
  decision: PolicyDecision;
  /** On reading things, where that differs. */
  reading?: PolicyDecision;
  /** The tenants that the caller may know of. */
  visible?: string[];
  /** What the caller may at the most: everything when left out. */
  bound?: TenantScope | 'denied';
  audited?: Record<string, unknown>[];
  handlers?: Partial<ToyHandlers>;
}) {
  const { decision, visible = [], bound = { kind: 'all' } } = options;
  /** What the handlers got, without request and credentials. */
  const seen: Record<string, unknown>[] = [];
  const see = ({ caller, request, ...call }: Call<never>) => {
    seen.push({
      ...call,
      caller: caller.kind === 'user' ? caller.ref : caller.subject,
    });
  };
  const reading = options.reading ?? decision;
  const handlers: ToyHandlers = {
    listThings: async call => {
      see(call);
      return { items: [] };
    },
    createThing: async call => {
      see(call);
      // More than the route promises: it must not be sent.
      const row = { name: call.body.name, password: 'canary-1b9' };
      return row;
    },
    deleteThing: async call => {
      see(call);
      throw tenantNotFound(call.params.tenant);
    },
    listShelves: async call => {
      see(call);
      return {};
    },
    wind: async call => {
      see(call);
      return {};
    },
    exportShelves: async call => {
      see(call);
      return 'shelf\r\n';
    },
    whoAmI: async call => {
      see(call);
      return { ref: call.caller.kind === 'user' ? call.caller.ref : '' };
    },
    changes: async call => {
      see(call);
      return { subject: 'x' };
    },
    ...options.handlers,
  };
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() =>
        decision.result === 'CONDITIONAL' ? { result: 'DENY' } : decision,
      ),
    authorizeConditional: async requests =>
      requests.map(({ permission }) =>
        permission.name === readThings.name ? reading : decision,
      ),
  });
  const auditor = mockServices.auditor.mock({
    createEvent: async event => ({
      success: async () => undefined,
      fail: async ({ error }) => {
        options.audited?.push({ ...event.meta, error: error.message });
      },
    }),
  });
  const plugin = createBackendPlugin({
    pluginId: 'toys',
    register({ registerInit }) {
      registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          permissionsRegistry: coreServices.permissionsRegistry,
        },
        async init({ httpAuth, httpRouter, logger, permissionsRegistry }) {
          registerTenantPermissions({
            pluginId: 'toys',
            permissionsRegistry,
            permissions: [readThings, createThings, readShelves],
          });
          httpRouter.use(
            createContractRouter(toyContract, handlers, {
              httpAuth,
              permissions,
              logger,
              auditor,
              rights: {
                scopeOf: () => bound,
                knows: (_, tenant) => visible.includes(tenant),
              },
            }),
          );
        },
      });
    },
  });
  const { server } = await startTestBackend({ features: [plugin] });
  return { server, seen };
}
