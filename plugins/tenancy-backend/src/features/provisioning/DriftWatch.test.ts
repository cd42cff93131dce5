import { describeDatabases } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';

const LIMITS = {
  apiVersion: 'v1',
  kind: 'LimitRange',
  namespace: 'payments--prod',
  name: 'flytower',
};

describeDatabases('DriftWatch', openTestStore => {
  const open = async () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: fleet.service,
    });
    const { id } = await tenancy.onboarding.onboard(
      onboardingOf(),
      olivia('1'),
    );
    const west = fleet.service.cluster('west').asPlatform('test');
    const repairs = async () => {
      const { items } = await tenancy.operations.list({
        scope: { kind: 'all' },
        kind: 'tenant.repair',
        limit: 10,
      });
      return items;
    };
    return { tenancy, fleet, west, onboarding: id, repairs };
  };

  it('starts nothing where nothing is wrong', async () => {
    const { tenancy, onboarding, repairs } = await open();
    await tenancy.settle(onboarding);
    expect(await tenancy.drift.check()).toEqual([]);
    expect(await repairs()).toEqual([]);
  });

  it('puts back what is missing, once, in its own name and where it is missing', async () => {
    const { tenancy, onboarding, west, repairs } = await open();
    await tenancy.settle(onboarding);
    await west.delete(LIMITS);
    expect(await tenancy.drift.check()).toEqual(['payments']);
    expect(await tenancy.drift.check()).toEqual([]);
    const [repair, ...more] = await repairs();
    expect(more).toEqual([]);
    expect(await tenancy.settle(repair.id)).toMatchObject({
      state: 'succeeded',
      requester: 'flytower',
      reason: 'All objects of payments are as they should be in west',
    });
    expect(await west.get(LIMITS)).toBeDefined();
  });

  it('puts right what is wrong in one cluster while a repair waits for another', async () => {
    const { tenancy, onboarding, fleet, west, repairs } = await open();
    await tenancy.settle(onboarding);
    const east = fleet.service.cluster('east').asPlatform('test');
    await east.delete(LIMITS);
    await tenancy.drift.check();
    const { api } = fleet.cluster('east');
    api.failWith(Object.assign(new Error('refused'), { code: 'EPIPE' }));
    await tenancy.settle((await repairs())[0].id);
    await west.delete(LIMITS);
    expect(await tenancy.drift.check()).toEqual(['payments']);
    const [newest, waiting, ...more] = await repairs();
    expect(more).toEqual([]);
    expect(waiting.state).toBe('waiting');
    expect(await tenancy.settle(newest.id)).toMatchObject({
      state: 'succeeded',
      reason: 'All objects of payments are as they should be in west',
    });
  });

  it('tells that a namespace is somebody else’s by now, once', async () => {
    const { tenancy, onboarding, west, repairs } = await open();
    await tenancy.settle(onboarding);
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'payments--prod' },
    };
    await west.delete({ ...namespace, name: 'payments--prod' });
    await west.create(namespace, { fieldManager: 'somebody' });
    expect(await tenancy.drift.check()).toEqual(['payments']);
    const [repair] = await repairs();
    expect(await tenancy.settle(repair.id)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining(
        'west has a Namespace payments--prod that Flytower did not make for this tenant',
      ),
    });
    await tenancy.control.control(repair.id, 'abort', {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: 'user:default/olivia',
    });
    await tenancy.settle(repair.id);
    expect(await tenancy.drift.check()).toEqual([]);
  });

  it('leaves a tenant alone that is still being onboarded', async () => {
    const { tenancy, repairs } = await open();
    expect(await tenancy.drift.check()).toEqual([]);
    expect(await repairs()).toEqual([]);
  });

  it('takes a cluster that does not answer for no drift', async () => {
    const { tenancy, onboarding, fleet } = await open();
    await tenancy.settle(onboarding);
    fleet
      .cluster('west')
      .api.failWith(Object.assign(new Error('refused'), { code: 'EPIPE' }));
    expect(await tenancy.drift.check()).toEqual([]);
  });
});
