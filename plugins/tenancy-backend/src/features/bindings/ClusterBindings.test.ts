import { describeDatabases } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';

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
});
