import { createBackendPlugin } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createContractClient, Operation } from '@flytower/contract';
import { deniedCases } from '@flytower/contract-node/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  membershipServiceFactory,
  tenancyHubFactory,
  TenancyService,
  tenancyServiceFactory,
  tenancyServiceRef,
} from '@flytower/plugin-tenancy-node';
import { mockRights } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { tenancyPlugin } from './plugin';
import { onboardingOf } from './__testUtils__/openTenancy';

type Answer = AuthorizeResult.ALLOW | AuthorizeResult.DENY;

async function startTenancy(answer: Answer) {
  const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
  const decide = jest.fn(async (queries: unknown[]) =>
    queries.map(() => ({ result: answer })),
  );
  let tenancy: TenancyService | undefined;
  const other = createBackendPlugin({
    pluginId: 'delivery',
    register(env) {
      env.registerInit({
        deps: { service: tenancyServiceRef },
        async init({ service }) {
          tenancy = service;
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      tenancyPlugin,
      other,
      tenancyServiceFactory,
      tenancyHubFactory,
      membershipServiceFactory,
      mockRights(),
      ...fleet.factories,
      mockServices.permissions.mock({
        authorize: decide,
        authorizeConditional: decide,
      }).factory,
    ],
  });
  const clientAs = (headers: { authorization: string }) =>
    createContractClient(tenancyContract, {
      discoveryApi: {
        getBaseUrl: async id => {
          const address = server.address();
          const port = typeof address === 'object' ? address?.port : undefined;
          return `http://localhost:${port}/api/${id}`;
        },
      },
      fetchApi: { fetch },
      headers: async () => headers,
    });
  const tenancyOf = () => {
    if (!tenancy) {
      throw new Error('The other plugin has not started');
    }
    return tenancy;
  };
  return { server, clientAs, tenancyOf };
}

const asOlivia = {
  authorization: mockCredentials.user.header('user:default/olivia'),
};
const asCatalog = {
  authorization: mockCredentials.service.header({
    onBehalfOf: mockCredentials.service('plugin:catalog'),
    targetPluginId: 'tenancy',
  }),
};

async function finished(get: () => Promise<Operation>): Promise<Operation> {
  for (;;) {
    const operation = await get();
    if (operation.finishedAt) {
      return operation;
    }
    await new Promise(resolve => setImmediate(resolve));
  }
}

describe('tenancy, denied', () => {
  let server: Awaited<ReturnType<typeof startTenancy>>['server'];
  beforeAll(async () => {
    ({ server } = await startTenancy(AuthorizeResult.DENY));
  });

  it.each(deniedCases(tenancyContract))(
    'denies $title',
    async ({ method, path, headers, status }) => {
      const answer = await request(server)
        [method](`/api/tenancy${path}`)
        .set(headers);
      expect(answer.status).toBe(status);
    },
  );
});

describe('tenancy, over HTTP', () => {
  it('onboards a tenant, shows it, and tells of it', async () => {
    const { clientAs } = await startTenancy(AuthorizeResult.ALLOW);
    const client = clientAs(asOlivia);
    const plan = await client.planOnboarding({ body: onboardingOf() });
    expect(plan).toMatchObject({ possible: true, problems: [] });
    expect(plan.objects).toHaveLength(28);

    const { id } = await client.onboardTenant({ body: onboardingOf() });
    const operation = await finished(() =>
      client.getOperation({ params: { operation: id } }),
    );
    expect(operation.state).toBe('succeeded');

    const { items } = await client.listTenants();
    expect(items).toMatchObject([
      { slug: 'payments', state: 'active', memberCount: 2 },
    ]);
    const detail = await client.getTenant({ params: { tenant: 'payments' } });
    expect(detail).toMatchObject({
      sentence: 'Usable in east and west',
      operationId: id,
      members: [
        { person: 'user:default/dan', role: 'developer' },
        { person: 'user:default/tara', role: 'owner' },
      ],
    });

    const feed = clientAs(asCatalog);
    const page = await feed.listChanges();
    const changes = page.kind === 'changes' ? page.changes : [];
    expect(changes[0]).toMatchObject({
      type: 'tenant.operation-requested.v1',
      outcome: 'requested',
      operationId: id,
      actor: 'user:default/olivia',
    });
    expect(changes.at(-1)).toMatchObject({
      type: 'tenant.onboarded.v1',
      outcome: 'succeeded',
      operationId: id,
    });
    const snapshot = await feed.getSnapshot();
    expect(snapshot.cursor).toBe(page.cursor);
    expect(snapshot.tenants).toMatchObject([{ slug: 'payments' }]);
    const part = async (subjects: string) =>
      (await feed.getSnapshot({ query: { subjects } })).tenants.map(
        ({ slug }) => slug,
      );
    expect(await part('shop,payments')).toEqual(['payments']);
    expect(await part('shop')).toEqual([]);
  });

  it('tells other backends which teams its database has in this moment', async () => {
    const { clientAs, tenancyOf } = await startTenancy(AuthorizeResult.ALLOW);
    const client = clientAs(asOlivia);
    await client.onboardTenant({ body: onboardingOf() });
    const { id } = await client.createTeam({
      params: { tenant: 'payments' },
      body: { slug: 'cards', displayName: 'Cards', members: [] },
    });
    const tenancy = tenancyOf();
    expect([...(await tenancy.teamIdsNow(['shop', 'payments']))]).toEqual([id]);
    expect([...(await tenancy.teamIdsNow(['shop']))]).toEqual([]);
    expect([...(await tenancy.teamIdsNow([]))]).toEqual([]);
  });

  it('reserves quota for other backends, and denies that to people', async () => {
    const { clientAs, tenancyOf } = await startTenancy(AuthorizeResult.ALLOW);
    const client = clientAs(asOlivia);
    const { id } = await client.onboardTenant({ body: onboardingOf() });
    await finished(() => client.getOperation({ params: { operation: id } }));
    const tenancy = tenancyOf();
    const amount = { cpuMillicores: 100, memoryBytes: 2 ** 20, pods: 10 };
    const wanted = {
      tenant: 'payments',
      key: '01JD0000000000000000000000.prod',
      environment: 'prod',
      amounts: [{ cluster: 'east', amount }],
      expiresInMs: 60_000,
    };
    await expect(tenancy.reserveQuota(wanted)).resolves.toMatchObject({
      kind: 'reserved',
    });
    await expect(tenancy.commitQuota(wanted)).resolves.toMatchObject({
      used: { pods: 10 },
      reserved: { pods: 0 },
    });
    const tooMuch = { cluster: 'west', amount: { ...amount, pods: 31 } };
    await expect(
      tenancy.reserveQuota({ ...wanted, key: 'other', amounts: [tooMuch] }),
    ).resolves.toMatchObject({
      kind: 'exceeded',
      sentence: expect.stringContaining(
        'The quota of payments is 40 pods: 10 pods used',
      ),
    });
    await expect(
      tenancy.quota('payments', { except: wanted.key }),
    ).resolves.toMatchObject({ used: { pods: 0 }, free: { pods: 40 } });
    await expect(
      tenancy.holdQuota({
        ...wanted,
        amounts: [{ cluster: 'east', amount: { ...amount, pods: 50 } }],
      }),
    ).resolves.toMatchObject({ used: { pods: 50 }, free: { pods: 0 } });
    await tenancy.releaseQuota({ ...wanted, part: 'everything' });
    await expect(tenancy.quota('payments')).resolves.toMatchObject({
      free: { pods: 40 },
    });
    await expect(
      client.getReservedQuota({ params: { tenant: 'payments' } }),
    ).rejects.toMatchObject({ statusCode: 403 });
    await expect(
      client.holdQuota({
        params: { tenant: 'payments', key: wanted.key },
        body: { environment: 'prod', amounts: [] },
      }),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it.each([
    ['a malformed name', { slug: 'Pay_ments' }, 'small letters'],
    ['a reserved name', { slug: 'kube-payments' }, 'reserved'],
    ['no owner', { members: [] }, 'at least one owner'],
    ['an unknown cluster', { clusters: ['north'] }, 'no cluster "north"'],
    [
      'an unknown environment',
      { environments: ['moon'] },
      'no environment "moon"; choose of dev, test and prod',
    ],
    [
      'an unknown quota',
      { quota: { kind: 'choice' as const, name: 'huge' } },
      'no quota "huge"; choose small, medium and large',
    ],
  ])(
    'refuses %s with a sentence and saves nothing',
    async (_, change, sentence) => {
      const { clientAs } = await startTenancy(AuthorizeResult.ALLOW);
      const client = clientAs(asOlivia);
      await expect(
        client.onboardTenant({ body: onboardingOf(change) }),
      ).rejects.toThrow(sentence);
      await expect(client.listTenants()).resolves.toEqual({ items: [] });
    },
  );
});
