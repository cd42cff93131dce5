import { describeDatabases } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { forbid } from '../../__testUtils__/forbid';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';

const anyTenant = {
  scope: { kind: 'all' },
  readable: { kind: 'all' },
  requester: 'user:default/olivia',
} as const;

describeDatabases('A tenant leaves a cluster', openTestStore => {
  /** Payments, ready in east. */
  const open = async () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: fleet.service,
    });
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf({ clusters: ['east'] }),
      olivia('1'),
    );
    await tenancy.settle(id);
    return { tenancy, fleet };
  };

  const openBoth = async () => {
    const world = await open();
    const { id } = await world.tenancy.bindings.bind(
      'payments',
      'west',
      olivia('2'),
    );
    await world.tenancy.settle(id);
    return world;
  };

  it('and leaves nothing there', async () => {
    const { tenancy, fleet } = await openBoth();
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'succeeded',
      reason: 'Nothing of payments is left in west',
    });
    // The API server in memory does not empty a namespace that is deleted, as a real one does.
    const left = fleet.cluster('west').api.paths();
    expect(left.filter(path => !path.includes('--prod/'))).toEqual([]);
    expect(tenancy.hub.tenant('payments')?.clusters).toEqual(['east']);
  });

  it('not while a service holds quota there', async () => {
    const { tenancy } = await openBoth();
    await tenancy.reservations.reserve('payments', 'checkout', {
      environment: 'prod',
      expiresInMs: 60_000,
      amounts: [
        {
          cluster: 'west',
          amount: { cpuMillicores: 100, memoryBytes: 100, pods: 1 },
        },
      ],
    });
    await expect(
      tenancy.bindings.unbind('payments', 'west', olivia('3')),
    ).rejects.toThrow('1 service runs or will run for payments in west');
  });

  it.each([
    ['nothing', '[]'],
    [
      'nothing, as an older version wrote it',
      JSON.stringify([
        {
          cluster: 'west',
          amount: { cpuMillicores: 0, memoryBytes: 0, pods: 0 },
        },
      ]),
    ],
  ])('though a service that has moved away holds %s there', async (_, kept) => {
    const { tenancy } = await openBoth();
    const amount = { cpuMillicores: 100, memoryBytes: 100, pods: 1 };
    await tenancy.reservations.hold('payments', 'checkout', {
      environment: 'prod',
      amounts: [{ cluster: 'east', amount }],
    });
    await tenancy.store.knex('reservations').update({ committed: kept });
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    expect(await tenancy.settle(id)).toMatchObject({ state: 'succeeded' });
  });

  const stray = (apiVersion: string, kind: string, name = 'stray') => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'payments--prod' },
  });
  const by = { fieldManager: 'somebody' };

  it.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['apps/v1', 'ReplicaSet'],
    ['batch/v1', 'CronJob'],
    ['batch/v1', 'Job'],
    ['v1', 'Pod'],
    ['v1', 'PersistentVolumeClaim'],
    ['v1', 'Service'],
    ['v1', 'ConfigMap'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler'],
    ['policy/v1', 'PodDisruptionBudget'],
  ])(
    'not while a %s %s is in it that nobody accounted for',
    async (apiVersion, kind) => {
      const { tenancy, fleet } = await openBoth();
      const west = fleet.service.cluster('west').asPlatform('test');
      await west.create(stray(apiVersion, kind), by);
      await expect(
        tenancy.bindings.unbind('payments', 'west', olivia('3')),
      ).rejects.toThrow(
        `Namespace payments--prod in west still holds ${kind} stray; unpublish or move the services, and have the rest removed first. Secrets and custom resources in it cannot be looked at`,
      );
      expect(tenancy.hub.tenant('payments')?.clusters).toEqual([
        'east',
        'west',
      ]);
    },
  );

  it('and gives the same answer to a second click, whatever came there since', async () => {
    const { tenancy, fleet } = await openBoth();
    const first = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    await fleet.service
      .cluster('west')
      .asPlatform('test')
      .create(stray('apps/v1', 'Deployment'), by);
    const second = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    expect(second.id).toBe(first.id);
  });

  it('but waits with the list where something comes in between, and the accounts stay for it', async () => {
    const { tenancy, fleet } = await openBoth();
    const { api } = fleet.cluster('west');
    const west = fleet.service.cluster('west').asPlatform('test');
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    await west.create(stray('apps/v1', 'Deployment'), by);
    await west.create(stray('v1', 'Pod', 'debug'), by);
    const before = api.paths();
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining(
        'Namespace payments--prod in west still holds Deployment stray and Pod debug; unpublish',
      ),
    });
    expect(api.paths()).toEqual(before);
  });

  it('waits for one that cannot be seen, and looks into it when it is back', async () => {
    const { tenancy, fleet } = await openBoth();
    const { api } = fleet.cluster('west');
    const west = fleet.service.cluster('west').asPlatform('test');
    await west.create(stray('v1', 'PersistentVolumeClaim', 'data-0'), by);
    api.failWith(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('"west" cannot be reached'),
    });
    api.failWith(undefined);
    tenancy.clock.advance(120_000);
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining(
        'still holds PersistentVolumeClaim data-0;',
      ),
    });
  });

  it('though an older bundle hides kinds, and says which', async () => {
    const { tenancy, fleet } = await openBoth();
    forbid(fleet.cluster('west'), 'statefulsets');
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    await tenancy.engine.runDue();
    const operation = await tenancy.operations.get(id);
    expect(
      operation?.steps.find(({ title }) => title.startsWith('Namespace')),
    ).toMatchObject({
      message:
        'Removed from west; StatefulSets, Secrets and custom resources in it cannot be looked at',
    });
    expect(await tenancy.settle(id)).toMatchObject({ state: 'succeeded' });
  });

  it('not where even CronJobs are hidden, as in a cluster of the first bundle', async () => {
    const { tenancy, fleet } = await openBoth();
    forbid(fleet.cluster('west'), 'cronjobs');
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('cronjobs is forbidden'),
    });
    expect(fleet.cluster('west').api.paths()).toContain(
      '/api/v1/namespaces/payments--prod',
    );
  });

  it('and looks at Services as the deployer, who alone may see them', async () => {
    const { tenancy, fleet } = await openBoth();
    await tenancy.bindings.unbind('payments', 'west', olivia('3'));
    const asked = fleet
      .cluster('west')
      .api.requests.filter(({ path }) => path.endsWith('/services'));
    expect(asked.map(({ headers }) => headers?.['Impersonate-User'])).toEqual([
      'system:serviceaccount:flytower-system:payments-deployer',
    ]);
  });

  it('not by an abort of its binding either, while something is there', async () => {
    const { tenancy, fleet } = await open();
    const { id } = await tenancy.bindings.bind('payments', 'west', olivia('2'));
    await tenancy.engine.runDue();
    await fleet.service
      .cluster('west')
      .asPlatform('test')
      .create(stray('v1', 'ConfigMap', 'settings'), by);
    const operation = await tenancy.operations.get(id);
    expect(operation?.state).toBe('in-progress');
    await expect(
      tenancy.control.control(id, 'abort', anyTenant),
    ).rejects.toThrow('in west still holds ConfigMap settings;');
  });

  it('and takes it back when that is aborted', async () => {
    const { tenancy } = await openBoth();
    const { id } = await tenancy.bindings.unbind(
      'payments',
      'west',
      olivia('3'),
    );
    await tenancy.control.control(id, 'abort', anyTenant);
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'aborted',
      reason:
        'Unbinding was aborted and undone: payments can use west as before',
    });
    expect(tenancy.hub.tenant('payments')?.environments).toMatchObject([
      { readyClusters: ['east', 'west'] },
    ]);
  });
});
