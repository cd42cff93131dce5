import { describeDatabases } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
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

describeDatabases('Binding clusters', openTestStore => {
  /** Payments, ready in east; prod may use east and west. */
  const open = async () => {
    const fleet = mockFleet({
      clusters: [{ name: 'east' }, { name: 'west' }, { name: 'lab' }],
    });
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: fleet.service,
      config: { environments: [{ name: 'prod', clusters: ['east', 'west'] }] },
    });
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf({ clusters: ['east'] }),
      olivia('1'),
    );
    await tenancy.settle(id);
    return { tenancy, fleet };
  };

  it('brings the tenant into another cluster', async () => {
    const { tenancy, fleet } = await open();
    const { id } = await tenancy.bindings.bind('payments', 'west', olivia('2'));
    expect(await tenancy.settle(id)).toMatchObject({
      state: 'succeeded',
      reason: 'payments can use west',
    });
    expect(fleet.cluster('west').api.paths()).toEqual(
      fleet.cluster('east').api.paths(),
    );
    expect(tenancy.hub.tenant('payments')?.environments).toMatchObject([
      { readyClusters: ['east', 'west'] },
    ]);
  });

  it.each([
    ['one that is bound', 'east', 'payments is bound to east already'],
    ['one that is not there', 'north', 'There is no cluster "north"'],
    [
      'one that no environment may use',
      'lab',
      'None of the environments of payments may use lab',
    ],
  ])('refuses %s', async (_, cluster, sentence) => {
    const { tenancy } = await open();
    await expect(
      tenancy.bindings.bind('payments', cluster, olivia('2')),
    ).rejects.toThrow(sentence);
  });

  it('refuses what was decided on an older version of the tenant', async () => {
    const { tenancy } = await open();
    const { generation } = await tenancy.views.detail('payments');
    const ifMatch = `"${generation}"`;
    await tenancy.bindings.bind('payments', 'west', {
      ...olivia('2'),
      ifMatch,
    });
    await expect(
      tenancy.bindings.unbind('payments', 'west', { ...olivia('3'), ifMatch }),
    ).rejects.toThrow('payments has changed since you looked');
  });

  it('does not let the only cluster go', async () => {
    const { tenancy } = await open();
    await expect(
      tenancy.bindings.unbind('payments', 'east', olivia('2')),
    ).rejects.toThrow('east is the only cluster of payments');
  });

  describe('lets a cluster go', () => {
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
      ['Deployment', 'apps/v1'],
      ['CronJob', 'batch/v1'],
    ])(
      'not while a %s is in it that nobody accounted for',
      async (kind, apiVersion) => {
        const { tenancy, fleet } = await openBoth();
        await fleet.service
          .cluster('west')
          .asPlatform('test')
          .create(
            {
              apiVersion,
              kind,
              metadata: { name: 'stray', namespace: 'payments--prod' },
            },
            { fieldManager: 'somebody' },
          );
        const { id } = await tenancy.bindings.unbind(
          'payments',
          'west',
          olivia('3'),
        );
        const operation = await tenancy.settle(id);
        expect(operation).toMatchObject({ state: 'waiting' });
        expect(operation.reason).toContain(
          `Namespace payments--prod in west still holds 1 ${kind}; unpublish`,
        );
      },
    );

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
});
