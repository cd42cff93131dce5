import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';

/** What kubectl would list for payments in a cluster, by the API server's own paths. */
const paths = [
  '/api/v1/namespaces/flytower-system/serviceaccounts/payments-deployer',
  '/api/v1/namespaces/flytower-system/serviceaccounts/payments-developer',
  '/api/v1/namespaces/flytower-system/serviceaccounts/payments-owner',
  '/api/v1/namespaces/flytower-system/serviceaccounts/payments-viewer',
  '/api/v1/namespaces/payments--prod',
  '/api/v1/namespaces/payments--prod/limitranges/flytower',
  '/api/v1/namespaces/payments--prod/resourcequotas/flytower',
  ...['allow-dns', 'allow-same-tenant', 'default-deny'].map(
    name =>
      `/apis/networking.k8s.io/v1/namespaces/payments--prod/networkpolicies/${name}`,
  ),
  ...['deployer', 'developer', 'owner', 'viewer'].map(
    name =>
      `/apis/rbac.authorization.k8s.io/v1/namespaces/payments--prod/rolebindings/flytower-${name}`,
  ),
];

describeDatabases('Onboarding', openTestStore => {
  const open = async () => {
    const store = await openTestStore(migrations);
    const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
    const tenancy = openTenancy({ store, fleet: fleet.service });
    return { fleet, tenancy, store };
  };

  it('makes every object in both clusters and says that the tenant is ready', async () => {
    const { fleet, tenancy } = await open();
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    const operation = await tenancy.settle(id);
    expect(operation).toMatchObject({
      state: 'succeeded',
      reason: 'payments is ready in east and west',
      requester: 'user:default/olivia',
    });
    expect(operation.steps).toHaveLength(28);
    expect(new Set(operation.steps.map(({ state }) => state))).toEqual(
      new Set(['succeeded']),
    );
    expect(fleet.cluster('east').api.paths()).toEqual(paths);
    expect(fleet.cluster('west').api.paths()).toEqual(paths);
    expect(tenancy.hub.tenant('payments')).toMatchObject({
      state: 'active',
      environments: [
        { namespace: 'payments--prod', readyClusters: ['east', 'west'] },
      ],
    });
  });

  it('knows the members before the answer to the command is out', async () => {
    const { tenancy } = await open();
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    expect(tenancy.hub.membershipsOf('user:default/tara')).toEqual([
      { person: 'user:default/tara', tenant: 'payments', role: 'owner' },
    ]);
  });

  it('makes one tenant of a double click', async () => {
    const { tenancy } = await open();
    const clicks = await Promise.all([
      tenancy.onboarding.onboard(onboardingOf(), olivia('1')),
      tenancy.onboarding.onboard(onboardingOf(), olivia('1')),
    ]);
    expect(clicks[0].id).toBe(clicks[1].id);
    await tenancy.settle(clicks[0].id);
    const third = await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    expect(third.id).toBe(clicks[0].id);
  });

  it('refuses a name that is taken, in the review as in the act', async () => {
    const { tenancy } = await open();
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    await expect(
      tenancy.onboarding.onboard(onboardingOf(), olivia('2')),
    ).rejects.toThrow('The tenant name "payments" is taken; choose another');
    await expect(
      tenancy.onboarding.plan(onboardingOf()),
    ).resolves.toMatchObject({
      possible: false,
      problems: [{ code: 'name-taken', blocking: true }],
    });
  });

  it('refuses a foreign namespace and saves nothing', async () => {
    const { tenancy, fleet, store } = await open();
    await fleet.service
      .cluster('west')
      .asPlatform('test')
      .create(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'payments--prod' },
        },
        { fieldManager: 'somebody-else' },
      );
    await expect(
      tenancy.onboarding.onboard(onboardingOf(), olivia('1')),
    ).rejects.toThrow(
      'west has a Namespace payments--prod that Flytower did not make for this tenant',
    );
    expect(await store.knex('tenants')).toEqual([]);
    expect(fleet.cluster('east').api.paths()).toEqual([]);
  });

  it('finishes east while west is away, says so, and goes on when west is back', async () => {
    const { tenancy, fleet } = await open();
    const west = fleet.cluster('west').api;
    west.failWith(
      Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    );
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    const waiting = await tenancy.settle(id);
    expect(waiting.state).toBe('waiting');
    expect(waiting.reason).toBe(
      'Cluster "west" cannot be reached: nothing listens at its address. east: done.',
    );
    expect(fleet.cluster('east').api.paths()).toEqual(paths);
    await expect(tenancy.views.detail('payments')).resolves.toMatchObject({
      state: 'onboarding',
      sentence:
        'Usable in east already. Cluster "west" cannot be reached: nothing listens at its address',
    });
    west.failWith(undefined);
    tenancy.clock.advance(120_000);
    expect(await tenancy.settle(id)).toMatchObject({ state: 'succeeded' });
    expect(west.paths()).toEqual(paths);
  });

  it('undoes everything when it is aborted, and the name is free again', async () => {
    const { tenancy, fleet } = await open();
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    await tenancy.engine.runDue();
    await tenancy.control.control(id, 'abort', {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: 'user:default/olivia',
    });
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'aborted',
      reason: 'Onboarding was aborted and undone: nothing of payments is left',
    });
    for (const cluster of ['east', 'west']) {
      const left = fleet.cluster(cluster).api.paths();
      // The API server in memory does not empty a namespace that is deleted, as a real one does.
      expect(left.filter(path => !path.includes('--prod/'))).toEqual([]);
    }
    expect(tenancy.hub.tenant('payments')).toBeUndefined();
  });

  it.each([
    ['retry', []],
    ['retry', ['retry', 'retry']],
    ['pause', []],
    ['resume', ['retry']],
    ['abort', []],
  ] as const)(
    'is undone to its end also where %s (and %p) is asked before the engine has seen the abort',
    async (verb, more) => {
      const { tenancy } = await open();
      const { id } = await tenancy.onboarding.onboard(
        onboardingOf(),
        olivia('1'),
      );
      await tenancy.engine.runDue();
      const asked = {
        scope: { kind: 'all' },
        readable: { kind: 'all' },
        requester: 'user:default/olivia',
      } as const;
      await tenancy.control.control(id, 'abort', asked);
      const answers = await Promise.all(
        [verb, ...more].map(async one =>
          tenancy.control.control(id, one, asked).then(
            () => 'taken',
            ({ message }) => message,
          ),
        ),
      );
      const refused = expect.stringContaining('an abort is final');
      expect(answers).toEqual(
        [verb, ...more].map(one => (one === 'retry' ? 'taken' : refused)),
      );
      expect(await tenancy.settle(id)).toMatchObject({ state: 'aborted' });
      expect(tenancy.hub.tenant('payments')).toBeUndefined();
    },
  );

  it('frees a tenant that an older version left between onboarding and removal', async () => {
    const { tenancy, store } = await open();
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    await tenancy.control.control(id, 'abort', {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: 'user:default/olivia',
    });
    // The abort was overwritten by a retry, and forgotten.
    await store
      .knex('operations')
      .where({ id })
      .update({ wish: null, aborting: false });
    expect(await tenancy.settle(id)).toMatchObject({ state: 'aborted' });
    expect(tenancy.hub.tenant('payments')).toBeUndefined();
  });

  it('writes nothing more into a cluster once its handler is aborted', async () => {
    const { tenancy, fleet } = await open();
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    const { api } = fleet.cluster('east');
    const answer = api.request.bind(api);
    let writes = 0;
    let stopped: Promise<void> | undefined;
    jest.spyOn(api, 'request').mockImplementation(async request => {
      if (request.method !== 'GET') {
        writes += 1;
        stopped ??= tenancy.engine.stop();
      }
      return answer(request);
    });
    tenancy.engine.start();
    await eventually(() => expect(writes).toBeGreaterThan(0));
    await stopped;
    expect(writes).toBe(1);
    expect(await tenancy.operations.get(id)).toMatchObject({
      state: 'in-progress',
      attempts: 0,
    });
  });

  it('leaves out what cannot be read, and nothing besides', async () => {
    const { tenancy, store } = await open();
    for (const slug of ['alpha', 'beta', 'payments']) {
      const { id } = await tenancy.onboarding.onboard(
        onboardingOf({ slug }),
        olivia(slug),
      );
      await tenancy.settle(id);
    }
    await store
      .knex('tenants')
      .where({ slug: 'alpha' })
      .update({ state: 'asleep' });
    await store
      .knex('members')
      .where({ person: 'user:default/dan' })
      .update({ role: 'auditor' });
    const first = await tenancy.views.list({ kind: 'all' }, { limit: 1 });
    expect(first).toEqual({ items: [], nextCursor: 'alpha' });
    const second = await tenancy.views.list(
      { kind: 'all' },
      { limit: 2, cursor: 'alpha' },
    );
    expect(second.items.map(({ slug }) => slug)).toEqual(['beta', 'payments']);
    const { members } = await tenancy.views.detail('payments');
    expect(members.map(({ person }) => person)).toEqual(['user:default/tara']);
  });

  it('does nothing while it is paused', async () => {
    const { tenancy, fleet } = await open();
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    const asked = {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: 'user:default/olivia',
    } as const;
    await tenancy.control.control(id, 'pause', asked);
    expect(await tenancy.settle(id)).toMatchObject({ state: 'paused' });
    expect(fleet.cluster('east').api.paths()).toEqual([]);
    await tenancy.control.control(id, 'resume', asked);
    expect(await tenancy.settle(id)).toMatchObject({ state: 'succeeded' });
  });
});
