import { describeDatabases } from '@flytower/durable/testUtils';
import { deploymentWorkload } from '../../workloads/deploymentWorkload';
import {
  dan,
  openDelivery,
  OpenDelivery,
  sixToFour,
} from '../../__testUtils__/openDelivery';

jest.setTimeout(60_000);

const migrations = `${__dirname}/../../../migrations`;
const PATH = '/apis/apps/v1/namespaces/payments--prod/deployments/checkout';

describeDatabases('a published service is kept', openTestStore => {
  let delivery: OpenDelivery;

  beforeEach(async () => {
    delivery = await openDelivery({ store: await openTestStore(migrations) });
    await delivery.settled(await delivery.ask(sixToFour(10)));
    await delivery.pass(5);
  });

  afterEach(() => jest.restoreAllMocks());

  const deployment = (cluster: string) =>
    delivery.clusters[cluster].deployments.get(PATH);

  /** What somebody does with kubectl. */
  const byHand = async (cluster: string, spec: object) => {
    const present = deployment(cluster);
    await delivery.clusters[cluster].request({
      method: 'PATCH',
      path: PATH,
      query: { fieldManager: 'kubectl-edit', force: 'true' },
      timeoutMs: 1_000,
      body: JSON.stringify({
        metadata: {
          name: 'checkout',
          namespace: 'payments--prod',
          labels: present?.labels,
          annotations: present?.annotations,
        },
        spec,
      }),
    });
  };

  const repairs = async () => {
    const service = await delivery.applications.service('payments', 'checkout');
    const { items } = await delivery.operations.list({
      scope: { kind: 'all' },
      limit: 50,
      subject: { id: service.id },
    });
    return items.filter(({ kind }) => kind === 'service.repair');
  };

  it('is left alone while everything stands as it was applied', async () => {
    const before = deployment('east')?.generation;
    await delivery.pass(40);
    expect(await repairs()).toEqual([]);
    expect(deployment('east')?.generation).toBe(before);
  });

  it('comes back where its Deployment was deleted, and it is said', async () => {
    delivery.clusters.east.deployments.clear();
    await delivery.pass(20);
    expect(delivery.replicas()).toEqual({ east: 6, west: 4 });
    const [repair] = await repairs();
    expect(repair).toMatchObject({
      state: 'succeeded',
      requester: 'flytower',
      reason: 'east: Deployment payments--prod/checkout is gone; applied again',
    });
    await delivery.pass(40);
    expect(await repairs()).toHaveLength(1);
  });

  it('has its number of instances again where somebody scaled it by hand', async () => {
    await byHand('west', { replicas: 9 });
    await delivery.pass(20);
    expect(delivery.replicas()).toEqual({ east: 6, west: 4 });
    expect((await repairs())[0].reason).toContain(
      'west: Deployment payments--prod/checkout has 9 replicas in place of 4; applied again',
    );
    // Nothing is jammed by it.
    const { operation } = await delivery.settled(
      await delivery.ask(sixToFour(11)),
    );
    expect(operation.state).toBe('succeeded');
  });

  it('has its image again where somebody changed it by hand', async () => {
    const template = deployment('east')?.template;
    await byHand('east', {
      template: {
        ...template,
        spec: { containers: [{ name: 'main', image: 'evil:1', env: [] }] },
      },
    });
    await delivery.pass(30);
    expect(deployment('east')?.template.spec.containers[0].image).toBe(
      'payments/checkout:1',
    );
  });

  it('restarts no pod by being kept with a Flytower that renders otherwise', async () => {
    const uids = () => delivery.clusters.east.pods.map(({ uid }) => uid).sort();
    const before = uids();
    const { render } = deploymentWorkload;
    const newer = jest
      .spyOn(deploymentWorkload, 'render')
      .mockImplementation(rendering =>
        render({
          ...rendering,
          cluster: { ...rendering.cluster, dataCentre: 'renamed' },
        }),
      );
    await byHand('east', { replicas: 6, paused: true });
    await delivery.pass(20);
    expect(deployment('east')?.paused).toBe(false);
    expect(uids()).toEqual(before);
    await delivery.settled(
      await delivery.ask({ kind: 'scale', environment: 'prod', instances: 11 }),
    );
    expect(uids()).toEqual(expect.arrayContaining(before));
    expect(newer).not.toHaveBeenCalled();
    // The next release takes the new rendering up, and its plan says so.
    const { clusters } = await delivery.releases.plan({
      tenant: 'payments',
      service: 'checkout',
      request: sixToFour(11),
    });
    expect(clusters.map(({ restarts }) => restarts)).toEqual([7, 4]);
  });

  it('has its Kubernetes Service again where somebody deleted or changed it', async () => {
    const { services } = delivery.clusters.east;
    const [path] = services.keys();
    services.clear();
    await delivery.pass(20);
    expect([...services.keys()]).toEqual([path]);
    const present = services.get(path);
    services.set(path, {
      uid: present?.uid ?? '',
      manifest: JSON.parse(
        JSON.stringify(present?.manifest).replace('"on"', '"off"'),
      ),
    });
    await delivery.pass(20);
    expect(JSON.stringify(services.get(path)?.manifest)).toContain('"on"');
    expect((await repairs()).map(({ reason }) => reason.split(';')[0])).toEqual(
      [
        'east: Service payments--prod/checkout was changed by somebody else',
        'east: Service payments--prod/checkout is gone',
      ],
    );
  });

  it('waits longer and longer where somebody keeps changing it', async () => {
    for (let i = 0; i < 60; i += 1) {
      if (deployment('west')?.replicas === 4) {
        await byHand('west', { replicas: 9 });
      }
      await delivery.pass(5);
    }
    // Ten minutes: three at once, then after 10, 20, 40, 80, 160 and 320 seconds.
    expect((await repairs()).length).toBeGreaterThan(4);
    expect((await repairs()).length).toBeLessThan(10);
  });

  it('is not repaired while that is paused', async () => {
    const service = await delivery.applications.service('payments', 'checkout');
    const spot = { serviceId: service.id, environment: 'prod' };
    await delivery.store.transaction(trx =>
      delivery.stores.wishes.setRepairPaused(trx, spot, {
        by: dan,
        at: delivery.clock.now().toISOString(),
      }),
    );
    await byHand('west', { replicas: 9 });
    await delivery.pass(20);
    expect(delivery.replicas()).toEqual({ east: 6, west: 9 });
    await delivery.store.transaction(trx =>
      delivery.stores.wishes.setRepairPaused(trx, spot, undefined),
    );
    await delivery.pass(30);
    expect(delivery.replicas()).toEqual({ east: 6, west: 4 });
  });

  it('is left alone where its cluster holds what this database never wrote', async () => {
    const present = deployment('east');
    if (present) {
      present.annotations['flytower.dev/generation'] = '99';
      present.replicas = 8;
    }
    await delivery.pass(30);
    expect(delivery.replicas()).toEqual({ east: 8, west: 4 });
    const { operation } = await delivery.settled(
      await delivery.ask(sixToFour(20)),
    );
    expect(operation.state).toBe('failed');
    expect(operation.reason).toContain('it was put back from an older copy');
    expect(delivery.replicas().east).toBe(8);
  });

  it('keeps what a paused release has reserved, however long it is paused', async () => {
    await delivery.draft('payments/checkout:2');
    const id = await delivery.ask(sixToFour(10));
    await delivery.pass(2);
    await delivery.releaseControl.control({
      tenant: 'payments',
      person: dan,
      key: 'pause',
      release: id,
      verb: 'pause',
    });
    await delivery.pass(5);
    const reserve = jest.spyOn(delivery.tenancy.tenancy, 'reserveQuota');
    delivery.clock.advance(3_600_000);
    await delivery.pass(1);
    expect(reserve).toHaveBeenCalled();
  });
});
