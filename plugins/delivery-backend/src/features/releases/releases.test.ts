import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import {
  dan,
  openDelivery,
  OpenDelivery,
  sixToFour,
  tara,
} from '../../__testUtils__/openDelivery';
import { SimulatedCluster } from '../../__testUtils__/SimulatedCluster';

jest.setTimeout(60_000);

/** The images of the pods that are to stay. */
function imagesIn({ pods }: SimulatedCluster): string[] {
  return pods.filter(pod => !pod.deleting).map(pod => pod.image);
}

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('releases', openTestStore => {
  let delivery: OpenDelivery;

  beforeEach(async () => {
    delivery = await openDelivery({ store: await openTestStore(migrations) });
  });

  const uids = (cluster: string) =>
    delivery.clusters[cluster].pods.map(pod => pod.uid).sort();

  it('brings 10 instances 6:4 into two clusters', async () => {
    const { operation, clusters } = await delivery.settled(
      await delivery.ask(sixToFour(10)),
    );
    expect(operation).toMatchObject({
      state: 'succeeded',
      reason: '10 instances run: 6 in east, 4 in west',
    });
    expect(delivery.replicas()).toEqual({ east: 6, west: 4 });
    expect(clusters.map(c => [c.cluster, c.ready])).toEqual([
      ['east', 6],
      ['west', 4],
    ]);
    expect([...delivery.clusters.east.services.keys()]).toEqual([
      '/api/v1/namespaces/payments--prod/services/checkout',
    ]);
  });

  it('writes nothing more into a cluster once its handler is aborted', async () => {
    const { east } = delivery.clusters;
    const answer = east.request.bind(east);
    const writes: string[] = [];
    let stopped: Promise<void> | undefined;
    jest.spyOn(east, 'request').mockImplementation(async request => {
      if (request.method !== 'GET') {
        writes.push(`${request.method} ${request.path}`);
        stopped ??= delivery.engine.stop();
      }
      return answer(request);
    });
    const id = await delivery.ask(sixToFour(10));
    delivery.engine.start();
    await eventually(() => expect(writes).not.toEqual([]));
    await stopped;
    expect(writes).toEqual([
      'PATCH /api/v1/namespaces/payments--prod/services/checkout',
    ]);
    const { operation } = await delivery.release(id);
    expect(operation).toMatchObject({ state: 'in-progress', attempts: 0 });
    // Who comes next finishes it.
    delivery.engine.start();
    await eventually(async () => {
      delivery.clock.advance(2_000);
      Object.values(delivery.clusters).forEach(cluster => cluster.step());
      delivery.see();
      const { operation: now } = await delivery.release(id);
      expect(now.state).toBe('succeeded');
    }, 20_000);
    await delivery.engine.stop();
  }, 30_000);

  it('takes over from a release that is being aborted, asked and seen', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    for (const looks of [0, 2]) {
      const aborted = await delivery.ask(sixToFour(20 + looks));
      await delivery.pass(2);
      await delivery.releaseControl.control({
        tenant: 'payments',
        person: dan,
        key: `abort-${looks}`,
        release: aborted,
        verb: 'abort',
      });
      delivery.reach('west', false);
      await delivery.pass(looks);
      const next = await delivery.ask(sixToFour(12 + looks));
      delivery.reach('west', true);
      expect((await delivery.settled(next)).operation.state).toBe('succeeded');
      expect((await delivery.release(aborted)).operation.state).toBe('aborted');
    }
  }, 30_000);

  it('adds one pod for 10 → 11 and leaves the others alone, as a scale or as a release', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const before = { east: uids('east'), west: uids('west') };
    await delivery.settled(
      await delivery.ask({
        kind: 'scale',
        environment: 'prod',
        instances: 11,
      }),
    );
    expect(delivery.replicas()).toEqual({ east: 7, west: 4 });
    expect(uids('east')).toEqual(expect.arrayContaining(before.east));
    expect(uids('east')).toHaveLength(7);
    expect(uids('west')).toEqual(before.west);
    await delivery.settled(await delivery.ask(sixToFour(12)));
    expect(uids('east')).toEqual(expect.arrayContaining(before.east));
    expect(uids('west')).toEqual(expect.arrayContaining(before.west));
  });

  it('replicas belong to flytower-scale alone after the first release', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.draft('payments/checkout:2');
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const [deployment] = delivery.clusters.east.deployments.values();
    expect([...deployment.owners]).toEqual(['flytower-scale']);
    expect(deployment.replicas).toBe(6);
  });

  it('rolls back to an older revision with the placement of today', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.draft('payments/checkout:2');
    await delivery.settled(await delivery.ask(sixToFour(12)));
    const back = await delivery.settled(
      await delivery.ask({
        kind: 'rollback',
        environment: 'prod',
        revision: 1,
      }),
    );
    expect(back.operation.state).toBe('succeeded');
    expect(delivery.replicas()).toEqual({ east: 7, west: 5 });
    expect(new Set(delivery.clusters.west.pods.map(pod => pod.image))).toEqual(
      new Set(['payments/checkout:1']),
    );
  });

  it('leaves nothing after unpublish, and gives the quota back', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const { operation } = await delivery.settled(
      await delivery.ask({ kind: 'unpublish', environment: 'prod' }),
    );
    expect(operation.state).toBe('succeeded');
    for (const cluster of Object.values(delivery.clusters)) {
      expect(cluster.deployments.size).toBe(0);
      expect(cluster.services.size).toBe(0);
      expect(cluster.pods).toEqual([]);
    }
    const quota = await delivery.tenancy.tenancy.quota('payments');
    expect(quota.used.pods + quota.reserved.pods).toBe(0);
    const {
      items: [line],
    } = await delivery.overview();
    expect(line.health.sentence).toBe('Is not published');
  });

  it('counts the quota it uses, surge only while it goes on', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const pods = async () => {
      const { used, reserved } = await delivery.tenancy.tenancy.quota(
        'payments',
      );
      return { used: used.pods, reserved: reserved.pods };
    };
    expect(await pods()).toEqual({ used: 10, reserved: 0 });
    await delivery.draft('payments/checkout:2');
    const id = await delivery.ask(sixToFour(10));
    // 25 % of 6 and of 4, each rounded up: 2 and 1.
    expect(await pods()).toEqual({ used: 10, reserved: 3 });
    await delivery.settled(id);
    expect(await pods()).toEqual({ used: 10, reserved: 0 });
  });

  it('says which instances cannot pull which image, and fails when nothing moves', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.draft('payments/checkout:1.4.2');
    delivery.clusters.west.badImages.add('payments/checkout:1.4.2');
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(10);
    expect((await delivery.release(id)).clusters[1].sentence).toBe(
      '1 of 4 instances in west cannot pull payments/checkout:1.4.2: not found',
    );
    const { operation, clusters, controls } = await delivery.settled(id);
    expect(operation.state).toBe('failed');
    expect(clusters.map(c => c.state)).toEqual(['succeeded', 'failed']);
    // The old instances still serve.
    expect(delivery.clusters.west.pods.filter(p => p.ready)).toHaveLength(4);
    expect(controls).toEqual(['retry']);

    delivery.clusters.west.badImages.clear();
    const again = await delivery.releaseControl.control({
      tenant: 'payments',
      person: dan,
      key: 'again',
      release: id,
      verb: 'retry',
    });
    expect(again).not.toBe(id);
    expect((await delivery.settled(again)).operation.state).toBe('succeeded');
  });

  it('finishes in east while west is away, says what it waits for, and goes on when it is back', async () => {
    delivery.reach('west', false);
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(100);
    const waiting = await delivery.release(id);
    expect(waiting.operation).toMatchObject({
      state: 'waiting',
      reason:
        'west: Cluster "west" cannot be reached: nothing listens at its address',
    });
    expect(waiting.clusters.map(c => c.state)).toEqual([
      'succeeded',
      'waiting',
    ]);
    delivery.reach('west', true);
    expect((await delivery.settled(id)).operation.state).toBe('succeeded');
    expect(delivery.replicas()).toEqual({ east: 6, west: 4 });
  });

  it('does not spin while a cluster that failed to answer cannot be seen', async () => {
    delivery.clusters.west.reachable = false;
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(3);
    delivery.reach('west', false);
    await delivery.pass(20);
    expect((await delivery.release(id)).operation.state).toBe('waiting');
    // No time has passed since the last look, so nothing may be due again.
    expect(await delivery.engine.runDue()).toBe(0);
  });

  it('moves instances without ever having fewer: who loses waits for who gains', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const id = await delivery.ask({
      kind: 'scale',
      environment: 'prod',
      clusters: [{ cluster: 'west', weight: 1 }],
    });
    let fewest = 10;
    for (let i = 0; i < 20; i += 1) {
      await delivery.pass(1);
      const ready = Object.values(delivery.clusters).flatMap(c =>
        c.pods.filter(pod => pod.ready && !pod.deleting),
      ).length;
      fewest = Math.min(fewest, ready);
    }
    expect((await delivery.release(id)).operation.state).toBe('succeeded');
    expect(fewest).toBe(10);
    expect(delivery.replicas()).toEqual({ east: undefined, west: 10 });
  });

  it('lets a newer release take over', async () => {
    delivery.reach('west', false);
    const first = await delivery.ask(sixToFour(10));
    await delivery.pass(5);
    const second = await delivery.ask(sixToFour(5));
    await delivery.pass(3);
    expect((await delivery.release(first)).operation).toMatchObject({
      state: 'aborted',
      reason: 'Release 2 took over',
    });
    delivery.reach('west', true);
    await delivery.settled(second);
    expect(delivery.replicas()).toEqual({ east: 3, west: 2 });
  });

  it('puts everything back when it is aborted', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.draft('payments/checkout:bad');
    delivery.clusters.west.badImages.add('payments/checkout:bad');
    const id = await delivery.ask(sixToFour(20));
    await delivery.pass(8);
    await delivery.releaseControl.control({
      tenant: 'payments',
      person: dan,
      key: 'abort',
      release: id,
      verb: 'abort',
    });
    const { operation } = await delivery.settled(id);
    expect(operation).toMatchObject({
      state: 'aborted',
      reason: 'Aborted: everything is as it was before',
    });
    expect(delivery.replicas()).toEqual({ east: 6, west: 4 });
    for (const cluster of Object.values(delivery.clusters)) {
      expect(new Set(imagesIn(cluster))).toEqual(
        new Set(['payments/checkout:1']),
      );
    }
    const service = await delivery.applications.service('payments', 'checkout');
    expect(
      await delivery.stores.placements.placement({
        serviceId: service.id,
        environment: 'prod',
      }),
    ).toMatchObject({ placement: { instances: 10 } });
    const quota = await delivery.tenancy.tenancy.quota('payments');
    expect(quota).toMatchObject({ used: { pods: 10 }, reserved: { pods: 0 } });
  });

  it('takes a first release away altogether when it is aborted', async () => {
    delivery.clusters.east.badImages.add('payments/checkout:1');
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(5);
    await delivery.releaseControl.control({
      tenant: 'payments',
      person: dan,
      key: 'abort',
      release: id,
      verb: 'abort',
    });
    await delivery.settled(id);
    expect(delivery.replicas()).toEqual({ east: undefined, west: undefined });
    await delivery.applications.deleteService({
      tenant: 'payments',
      person: dan,
      service: 'checkout',
    });
  });

  it('stops where it stands when it is paused, and goes on when it is resumed', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.draft('payments/checkout:2');
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(2);
    const control = (verb: 'pause' | 'resume') =>
      delivery.releaseControl.control({
        tenant: 'payments',
        person: tara,
        key: verb,
        release: id,
        verb,
      });
    await control('pause');
    await delivery.pass(10);
    expect((await delivery.release(id)).operation.state).toBe('paused');
    const images = () =>
      Object.values(delivery.clusters).flatMap(imagesIn).sort();
    const stood = images();
    expect(new Set(stood).size).toBe(2);
    await delivery.pass(10);
    expect(images()).toEqual(stood);
    await control('resume');
    expect((await delivery.settled(id)).operation.state).toBe('succeeded');
    expect(new Set(images())).toEqual(new Set(['payments/checkout:2']));
  });

  it('pauses when the requester may no longer release, until somebody who may resumes it', async () => {
    const id = await delivery.ask(sixToFour(10));
    delivery.tenancy.setMembers([
      { person: tara, tenant: 'payments', role: 'owner' },
    ]);
    await delivery.pass(3);
    expect((await delivery.release(id)).operation).toMatchObject({
      state: 'paused',
      reason: expect.stringContaining(
        'user:default/dan may not release in payments any more',
      ),
    });
    expect(delivery.replicas()).toEqual({ east: undefined, west: undefined });
    await delivery.releaseControl.control({
      tenant: 'payments',
      person: tara,
      key: 'resume',
      release: id,
      verb: 'resume',
    });
    expect((await delivery.settled(id)).operation.state).toBe('succeeded');
  });

  it('makes one release of a double click, and refuses the key for another', async () => {
    const asking = {
      tenant: 'payments',
      person: dan,
      key: 'click',
      service: 'checkout',
    };
    const [one, two] = [
      await delivery.releases.create({ ...asking, request: sixToFour(10) }),
      await delivery.releases.create({ ...asking, request: sixToFour(10) }),
    ];
    expect(two).toBe(one);
    await expect(
      delivery.releases.create({ ...asking, request: sixToFour(11) }),
    ).rejects.toThrow('was used for another call');
  });

  it('takes the services of an application out one after the other', async () => {
    await delivery.settled(await delivery.ask(sixToFour(10)));
    const ids = await delivery.releases.unpublishApplication({
      tenant: 'payments',
      person: dan,
      key: 'all',
      application: 'shop',
      environment: 'prod',
    });
    expect(ids).toHaveLength(1);
    await delivery.settled(ids[0]);
    expect(delivery.replicas()).toEqual({ east: undefined, west: undefined });
  });

  it('leaves a foreign object of that name alone, and says so', async () => {
    await delivery.clusters.west.request({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/payments--prod/deployments/checkout',
      query: { fieldManager: 'kubectl' },
      timeoutMs: 1_000,
      body: JSON.stringify({
        metadata: { name: 'checkout', namespace: 'payments--prod' },
        spec: {
          replicas: 3,
          template: {
            metadata: { labels: {} },
            spec: { containers: [{ image: 'foreign' }] },
          },
        },
      }),
    });
    const { operation } = await delivery.settled(
      await delivery.ask(sixToFour(10)),
    );
    expect(operation.state).toBe('failed');
    expect(operation.reason).toContain(
      'In west there is a Deployment payments--prod/checkout that Flytower did not make for this service',
    );
    expect(delivery.replicas()).toEqual({ east: 6, west: 3 });
  });
});
