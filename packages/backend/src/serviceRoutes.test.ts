import { generateKeyPairSync } from 'node:crypto';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  AuthService,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { Contract } from '@flytower/contract';
import { createContractRouter } from '@flytower/contract-node';
import { noRights } from '@flytower/contract-node/testUtils';
import { assertBoundedServiceFactory } from '@flytower/hardening';
import request from 'supertest';
import { allContracts } from './__testUtils__/documents';
import { addressOf, signed, startIssuer } from './__testUtils__/issuer';

/** Who calls what, written down once more: whoever adds a caller to a contract adds it here too. */
const CALLERS: Record<string, string[]> = {
  'fleet listChanges': ['audit', 'catalog'],
  'fleet getSnapshot': ['catalog'],
  'tenancy listChanges': ['audit', 'catalog'],
  'tenancy getSnapshot': ['catalog', 'delivery'],
  'tenancy getReservedQuota': ['delivery'],
  'tenancy reserveQuota': ['delivery'],
  'tenancy holdQuota': ['delivery'],
  'tenancy commitQuota': ['delivery'],
  'tenancy releaseQuota': ['delivery'],
  'delivery listChanges': ['audit', 'catalog', 'metering'],
  'delivery snapshot': ['catalog', 'metering', 'public-services'],
  'delivery listOwnership': ['metering'],
  'public-services listChanges': ['audit', 'catalog', 'metering'],
  'public-services snapshot': ['catalog', 'metering'],
};
const PLUGINS = [
  'audit',
  'catalog',
  'delivery',
  'fleet',
  'metering',
  'public-services',
  'scaffolder',
  'tenancy',
];
const TOKEN = 'a-static-token-of-the-tests';

const contracts = allContracts();
const serviceRoutes = contracts.flatMap(({ pluginId, routes }) =>
  Object.entries(routes)
    .filter(([, { access }]) => access.kind === 'service')
    .map(([id, route]) => ({
      name: `${pluginId} ${id}`,
      pluginId,
      method: route.method,
      path: `/api/${pluginId}${route.path.replace(/:[A-Za-z]+/g, 'one')}`,
    })),
);

/** A plugin that serves the service routes of its contract, and never gets further than to the handler. */
function pluginOf(
  pluginId: string,
  contract: Contract | undefined,
  auths: Map<string, AuthService>,
) {
  const routes = Object.fromEntries(
    Object.entries(contract?.routes ?? {}).filter(
      ([, { access }]) => access.kind === 'service',
    ),
  );
  const handlers = Object.fromEntries(
    Object.keys(routes).map(id => [
      id,
      async () => {
        throw new ConflictError('reached');
      },
    ]),
  );
  return createBackendPlugin({
    pluginId,
    register({ registerInit }) {
      registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
        },
        async init(deps) {
          auths.set(pluginId, deps.auth);
          deps.httpRouter.use(
            createContractRouter(
              { pluginId, title: pluginId, routes },
              handlers,
              {
                ...deps,
                rights: noRights,
              },
            ),
          );
        },
      });
    },
  });
}

describe('the routes between plugins, by real tokens', () => {
  const auths = new Map<string, AuthService>();
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let backend: TestBackend;

  beforeAll(async () => {
    issuer = await startIssuer();
    backend = await startTestBackend({
      features: [
        authServiceFactory,
        httpAuthServiceFactory,
        assertBoundedServiceFactory,
        ...PLUGINS.map(id =>
          pluginOf(
            id,
            contracts.find(({ pluginId }) => pluginId === id),
            auths,
          ),
        ),
        mockServices.rootConfig.factory({
          data: {
            permission: { enabled: true },
            backend: {
              auth: {
                externalAccess: [
                  { type: 'static', options: { token: TOKEN, subject: 'ci' } },
                  {
                    type: 'jwks',
                    options: { url: `${addressOf(issuer.server)}/keys` },
                  },
                ],
              },
            },
          },
        }),
      ],
    });
  });
  afterAll(async () => {
    await backend?.stop();
    issuer?.server.close();
  });

  const ask = async (
    { method, path }: (typeof serviceRoutes)[number],
    token: string,
  ) => {
    const { status, body } = await request(backend.server)
      [method](path)
      .set('authorization', `Bearer ${token}`);
    return { status, message: body.error?.message as string | undefined };
  };
  const tokenOf = async (plugin: string, targetPluginId: string) => {
    const auth = auths.get(plugin);
    if (!auth) {
      throw new Error(`${plugin} has not started`);
    }
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId,
    });
    return token;
  };

  it('are those that are written down', () => {
    expect(serviceRoutes.map(({ name }) => name).sort()).toEqual(
      Object.keys(CALLERS).sort(),
    );
  });

  it.each(serviceRoutes.map(route => [route.name, route] as const))(
    '%s lets the plugins in that it names, and no other',
    async (name, route) => {
      const statuses = await Promise.all(
        PLUGINS.map(async plugin => {
          const token = await tokenOf(plugin, route.pluginId);
          return (await ask(route, token)).status;
        }),
      );
      // Past the door: at the handler, or at a body that is not there.
      expect([400, 403, 409]).toEqual(expect.arrayContaining(statuses));
      expect(PLUGINS.filter((_, nth) => statuses[nth] !== 403)).toEqual(
        CALLERS[name],
      );
    },
  );

  it.each(serviceRoutes.map(route => [route.name, route] as const))(
    '%s lets in nobody from outside, by whatever name',
    async (name, route) => {
      const fixed = await ask(route, TOKEN);
      expect(fixed).toMatchObject({
        status: 403,
        message: expect.stringContaining('and ci is none of them'),
      });
      for (const plugin of CALLERS[name]) {
        await expect(
          ask(route, issuer.tokenOf(`plugin:${plugin}`)),
        ).resolves.toMatchObject({
          status: 403,
          message: expect.stringContaining(`external:plugin:${plugin} is none`),
        });
      }
    },
  );

  it.each(serviceRoutes.map(route => [route.name, route] as const))(
    '%s does not take a token that says it is of a plugin and is signed by somebody else',
    async (name, route) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const [plugin] = CALLERS[name];
      const forged = signed(
        privateKey,
        plugin,
        'vnd.backstage.plugin',
        route.pluginId,
      );
      await expect(ask(route, forged)).resolves.toMatchObject({ status: 401 });
    },
  );
});

describe('a backend', () => {
  const start = (auth: object, permission: object = { enabled: true }) =>
    startTestBackend({
      features: [
        assertBoundedServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            permission: { ...permission },
            backend: { auth: { ...auth } },
          },
        }),
      ],
    });

  it('does not start with a token from outside that bears the name of a plugin', async () => {
    await expect(
      start({
        externalAccess: [
          {
            type: 'static',
            options: { token: TOKEN, subject: 'plugin:delivery' },
          },
        ],
      }),
    ).rejects.toThrow('plugin:delivery');
  });

  it('does not start without permissions', async () => {
    await expect(start({}, { enabled: false })).rejects.toThrow(
      'Flytower does not start without permissions: set permission.enabled to true in the configuration',
    );
  });
});
