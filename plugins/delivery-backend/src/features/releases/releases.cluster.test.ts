import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isFinished } from '@flytower/contract';
import { openStore } from '@flytower/durable';
import { V1Deployment, V1Pod } from '@flytower/kube';
import {
  describeClusters,
  eventually,
  TestCluster,
} from '@flytower/kube/testUtils';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import {
  openClusterDelivery,
  OpenClusterDelivery,
} from '../../__testUtils__/openClusterDelivery';
import { dan, sixToFour, specOf } from '../../__testUtils__/openDelivery';

jest.setTimeout(120_000);

describeClusters('Releases in real clusters', clusters => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  let delivery: OpenClusterDelivery;

  beforeAll(async () => {
    const store = await openStore({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      migrations: `${__dirname}/../../../migrations`,
      logger: mockServices.logger.mock(),
    });
    delivery = await openClusterDelivery({ store, clusters });
  });

  afterAll(async () => {
    await delivery?.close();
  });

  let keys = 0;
  async function release(request: ReleaseRequest) {
    keys += 1;
    const { tenant } = delivery;
    const id = await delivery.releases.create({
      tenant,
      person: dan,
      key: `key-${keys}`,
      service: 'checkout',
      request,
    });
    return eventually(
      `release ${keys} is over`,
      async () => {
        const view = await delivery.releaseViews.get(tenant, id);
        return isFinished(view.operation.state) && view;
      },
      60_000,
    );
  }

  /** The pods as the cluster's own administrator sees them. */
  async function podsIn({ admin }: TestCluster): Promise<V1Pod[]> {
    const { items } = await admin.list<V1Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: delivery.namespace,
    });
    return items.filter(({ metadata }) => !metadata?.deletionTimestamp);
  }

  async function uidsIn(cluster: TestCluster): Promise<string[]> {
    const pods = await podsIn(cluster);
    return pods.map(({ metadata }) => metadata?.uid ?? '').sort();
  }

  async function imagesIn(cluster: TestCluster): Promise<Set<string>> {
    const pods = await podsIn(cluster);
    return new Set(
      pods.flatMap(({ spec }) =>
        (spec?.containers ?? []).map(({ image }) => image ?? ''),
      ),
    );
  }

  const [east, west] = clusters;

  it('runs 10 instances 6:4, adds one without touching ten, takes a new image, goes back, and leaves nothing', async () => {
    const first = await release(sixToFour(10));
    expect(first.operation).toMatchObject({
      state: 'succeeded',
      reason: '10 instances run: 6 in east, 4 in west',
    });
    const before = [await uidsIn(east), await uidsIn(west)];
    expect(before.map(uids => uids.length)).toEqual([6, 4]);

    const eleven = await release({
      kind: 'scale',
      environment: 'prod',
      instances: 11,
    });
    expect(eleven.operation.state).toBe('succeeded');
    const after = [await uidsIn(east), await uidsIn(west)];
    expect(after[0]).toHaveLength(7);
    expect(after[0]).toEqual(expect.arrayContaining(before[0]));
    expect(after[1]).toEqual(before[1]);

    const { tenant } = delivery;
    await delivery.applications.updateService(
      { tenant, person: dan, service: 'checkout' },
      { spec: specOf('payments/checkout:2') },
    );
    const second = await release(sixToFour(11));
    expect(second).toMatchObject({
      operation: { state: 'succeeded' },
      revision: { number: 2 },
    });
    expect(await imagesIn(east)).toEqual(new Set(['payments/checkout:2']));
    expect(await imagesIn(west)).toEqual(new Set(['payments/checkout:2']));

    const back = await release({
      kind: 'rollback',
      environment: 'prod',
      revision: 1,
    });
    expect(back.operation.state).toBe('succeeded');
    expect(await imagesIn(east)).toEqual(new Set(['payments/checkout:1']));
    expect(await podsIn(west)).toHaveLength(4);

    const deployment = await east.admin.get<V1Deployment>({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: delivery.namespace,
      name: 'checkout',
    });
    const owners = (deployment?.metadata?.managedFields ?? [])
      .filter(({ fieldsV1 }) =>
        JSON.stringify(fieldsV1).includes('"f:replicas"'),
      )
      .filter(({ subresource }) => subresource === undefined)
      .map(({ manager }) => manager);
    expect(owners).toEqual(['flytower-release']);

    const gone = await release({ kind: 'unpublish', environment: 'prod' });
    expect(gone.operation.state).toBe('succeeded');
    for (const { admin } of clusters) {
      for (const [apiVersion, kind] of [
        ['apps/v1', 'Deployment'],
        ['apps/v1', 'ReplicaSet'],
        ['v1', 'Service'],
        ['v1', 'Pod'],
      ]) {
        const { items } = await admin.list({
          apiVersion,
          kind,
          namespace: delivery.namespace,
        });
        expect(items).toEqual([]);
      }
    }
  });

  it('deletes one pod as Dan, and its workload starts another', async () => {
    const { tenant } = delivery;
    await release(sixToFour(2));
    const where = { tenant, service: 'checkout', environment: 'prod' };
    const seen = await delivery.instanceViews.instances(where);
    expect(seen.health.status).toBe('healthy');
    const [pod] = seen.clusters[0].pods;
    await delivery.pods.delete({
      ...where,
      cluster: east.name,
      pod: pod.name,
      uid: pod.uid,
      person: dan,
    });
    await eventually('another pod runs in its place', async () => {
      const view = await delivery.instanceViews.instances(where);
      const [now] = view.clusters;
      return now.ready === 1 && !now.pods.some(one => one.uid === pod.uid);
    });
    const again = await delivery.instanceViews.instances(where);
    expect(again.clusters[0].pods).toHaveLength(1);
  });
});
