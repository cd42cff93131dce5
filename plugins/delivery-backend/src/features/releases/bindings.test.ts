import { describeDatabases } from '@flytower/durable/testUtils';
import { BoundCredentials } from '@flytower/plugin-public-services-node';
import { boundTo } from '../../__testUtils__/boundTo';
import {
  dan,
  openDelivery,
  OpenDelivery,
  sixToFour,
} from '../../__testUtils__/openDelivery';

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('releases of a service with a binding', openTestStore => {
  let delivery: OpenDelivery;
  let service: { id: string; tenant: string };

  const bind = (change: Partial<BoundCredentials> = {}) =>
    delivery.bindings.publish(boundTo(service, change));

  beforeEach(async () => {
    delivery = await openDelivery({ store: await openTestStore(migrations) });
    service = await delivery.applications.service('payments', 'checkout');
    bind();
  });

  const uids = (cluster: string) =>
    delivery.clusters[cluster].pods
      .filter(pod => !pod.deleting)
      .map(pod => pod.uid)
      .sort();
  const secrets = () =>
    Object.values(delivery.clusters).map(({ pods }) => [
      ...new Set(pods.filter(pod => !pod.deleting).flatMap(pod => pod.secrets)),
    ]);

  it('carry its Secret in every pod, and say so', async () => {
    const release = await delivery.settled(await delivery.ask(sixToFour(10)));
    expect(release.operation.state).toBe('succeeded');
    expect(release.bindings).toEqual([
      { binding: 'orders-db', instance: 'orders', version: 1 },
    ]);
    expect(secrets()).toEqual([['orders-db-v1'], ['orders-db-v1']]);
  });

  it('restart every pod for a new password, and none for a scale before it', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const before = [uids('east'), uids('west')];
    bind({ version: 2 });
    await delivery.settled(
      await delivery.ask({
        kind: 'scale',
        environment: 'prod',
        instances: 11,
      }),
    );
    expect(uids('east')).toEqual(expect.arrayContaining(before[0]));
    expect(uids('west')).toEqual(before[1]);
    const { operation } = await delivery.settled(
      await delivery.ask(sixToFour(11)),
    );
    expect(operation.state).toBe('succeeded');
    expect(secrets()).toEqual([['orders-db-v2'], ['orders-db-v2']]);
    const after = [...uids('east'), ...uids('west')];
    expect(after).toHaveLength(11);
    expect(before.flat().some(uid => after.includes(uid))).toBe(false);
    await delivery.settled(await delivery.ask(sixToFour(12)));
    expect([...uids('east'), ...uids('west')]).toEqual(
      expect.arrayContaining(after),
    );
  });

  it('roll back to an old revision with today’s credentials', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.draft('payments/checkout:2');
    await delivery.settled(await delivery.ask(sixToFour(10)));
    bind({ version: 2 });
    const back = await delivery.settled(
      await delivery.ask({
        kind: 'rollback',
        environment: 'prod',
        revision: 1,
      }),
    );
    expect(back.operation.state).toBe('succeeded');
    expect(secrets()).toEqual([['orders-db-v2'], ['orders-db-v2']]);
    expect(delivery.clusters.east.pods[0].image).toBe('payments/checkout:1');
  });

  it('wait in a cluster that has no Secret yet, and go on in the others', async () => {
    bind({ clusters: ['east'] });
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(40);
    const waiting = await delivery.release(id);
    expect(waiting.operation.state).toBe('waiting');
    expect(waiting.clusters.map(c => [c.cluster, c.state])).toEqual([
      ['east', 'succeeded'],
      ['west', 'waiting'],
    ]);
    expect(waiting.clusters[1].sentence).toBe(
      'Waits for the credentials of binding orders-db in west',
    );
    expect(delivery.replicas()).toEqual({ east: 6, west: undefined });
    bind();
    expect((await delivery.settled(id)).operation.state).toBe('succeeded');
    expect(secrets()).toEqual([['orders-db-v1'], ['orders-db-v1']]);
  });

  it('bring the credentials of the moment into a cluster that comes back later', async () => {
    delivery.reach('west', false);
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(5);
    bind({ version: 2 });
    delivery.reach('west', true);
    expect((await delivery.settled(id)).operation.state).toBe('succeeded');
    expect(secrets()).toEqual([['orders-db-v1'], ['orders-db-v2']]);
    // And the next plan knows it.
    const plan = await delivery.releases.plan({
      tenant: 'payments',
      service: 'checkout',
      request: sixToFour(10),
    });
    expect(plan.clusters.map(c => c.restarts)).toEqual([6, 0]);
  });

  it('are put back with the binding that was there, in today’s version', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    delivery.bindings.publish();
    await delivery.draft('payments/checkout:2');
    delivery.clusters.west.badImages.add('payments/checkout:2');
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(5);
    bind({ version: 2 });
    await delivery.releaseControl.control({
      tenant: 'payments',
      person: dan,
      key: 'abort',
      release: id,
      verb: 'abort',
    });
    expect((await delivery.settled(id)).operation.state).toBe('aborted');
    expect(secrets()).toEqual([['orders-db-v2'], ['orders-db-v2']]);
  });

  it('go without a binding that is gone', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    delivery.bindings.publish();
    await delivery.settled(await delivery.ask(sixToFour(10)));
    expect(secrets()).toEqual([[], []]);
  });

  it('are refused where a variable would come from two sides', async () => {
    await delivery.draft('payments/checkout:2', {
      variables: [{ name: 'MYSQL_HOST', value: 'localhost' }],
    });
    await expect(delivery.ask(sixToFour(10))).rejects.toThrow(
      'The variable MYSQL_HOST comes from the plain variables and from binding orders-db',
    );
  });

  it('do not let the service be deleted before its bindings', async () => {
    await expect(
      delivery.applications.deleteService({
        tenant: 'payments',
        person: dan,
        service: 'checkout',
      }),
    ).rejects.toThrow(
      'Service "checkout" is still bound: orders-db to orders in prod; delete these bindings first',
    );
  });
});

describeDatabases('releases before the bindings are loaded', openTestStore => {
  it('are refused for now, but for taking a service out', async () => {
    const delivery = await openDelivery({
      store: await openTestStore(migrations),
      bindingsReady: false,
    });
    await expect(delivery.ask(sixToFour(10))).rejects.toThrow(
      'Bindings are not loaded yet',
    );
  });

  it('wait after a restart, and render nothing without them', async () => {
    const store = await openTestStore(migrations);
    const delivery = await openDelivery({ store });
    const service = await delivery.applications.service('payments', 'checkout');
    delivery.bindings.publish(boundTo(service));
    const id = await delivery.ask(sixToFour(10));
    const later = await openDelivery({ store, bindingsReady: false });
    await later.pass(5);
    expect((await later.release(id)).clusters[0]).toMatchObject({
      state: 'waiting',
      sentence: 'Waits until the bindings are loaded',
    });
    expect(later.replicas()).toEqual({ east: undefined, west: undefined });
    later.bindings.publish(boundTo(service));
    expect((await later.settled(id)).operation.state).toBe('succeeded');
    expect(later.clusters.east.pods[0].secrets).toEqual(['orders-db-v1']);
  });
});
