import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isFinished } from '@flytower/contract';
import { openStore } from '@flytower/durable';
import { labelsOf, V1Pod } from '@flytower/kube';
import {
  describeClusters,
  eventually,
  TestCluster,
} from '@flytower/kube/testUtils';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import { BoundCredentials } from '@flytower/plugin-public-services-node';
import { boundTo } from '../../__testUtils__/boundTo';
import {
  openClusterDelivery,
  OpenClusterDelivery,
} from '../../__testUtils__/openClusterDelivery';
import { dan, sixToFour, specOf } from '../../__testUtils__/openDelivery';

jest.setTimeout(120_000);

describeClusters('A service with a database in real clusters', clusters => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  let delivery: OpenClusterDelivery;
  let service: { id: string; tenant: string };

  beforeAll(async () => {
    const store = await openStore({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      migrations: `${__dirname}/../../../migrations`,
      logger: mockServices.logger.mock(),
    });
    delivery = await openClusterDelivery({ store, clusters });
    service = await delivery.applications.service(delivery.tenant, 'checkout');
  });

  afterAll(async () => {
    await delivery?.close();
  });

  const [east, west] = clusters;
  let keys = 0;

  async function ask(request: ReleaseRequest): Promise<string> {
    keys += 1;
    return delivery.releases.create({
      tenant: delivery.tenant,
      person: dan,
      key: `key-${keys}`,
      service: 'checkout',
      request,
    });
  }

  async function over(id: string) {
    return eventually(
      'the release is over',
      async () => {
        const view = await delivery.releaseViews.get(delivery.tenant, id);
        return isFinished(view.operation.state) && view;
      },
      60_000,
    );
  }

  /** Puts the Secret of a version there, as the tenant's deployer, and publishes the binding. */
  async function bind(version: number, places: TestCluster[]): Promise<void> {
    const { tenant, namespace } = delivery;
    const name = `orders-db-v${version}`;
    for (const { name: cluster } of places) {
      await delivery.fleet
        .cluster(cluster)
        .asDeployer({ tenant, requester: dan })
        .apply(
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: {
              namespace,
              name,
              labels: labelsOf({ tenant, tenantId: `id-of-${tenant}` }),
            },
            immutable: true,
            stringData: { host: 'db.example', password: `password-${version}` },
          },
          { fieldManager: 'flytower-binding' },
        );
    }
    publish(version, places);
  }

  function publish(version: number, places: TestCluster[]): void {
    const bound: BoundCredentials = boundTo(service, {
      version,
      clusters: places.map(({ name }) => name),
    });
    delivery.bindings.publish(bound);
  }

  async function podsIn({ admin }: TestCluster): Promise<V1Pod[]> {
    const { items } = await admin.list<V1Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: delivery.namespace,
    });
    return items.filter(({ metadata }) => !metadata?.deletionTimestamp);
  }

  async function uids(): Promise<string[]> {
    const pods = [...(await podsIn(east)), ...(await podsIn(west))];
    return pods.map(({ metadata }) => metadata?.uid ?? '').sort();
  }

  /** Variable → Secret and key, as each pod of the cluster has it: one entry where all are alike. */
  async function environments(cluster: TestCluster): Promise<string[]> {
    const pods = await podsIn(cluster);
    const each = pods.map(({ spec }) =>
      (spec?.containers[0].env ?? [])
        .map(
          ({ name, valueFrom }) =>
            `${name}=${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`,
        )
        .join(),
    );
    return [...new Set(each)];
  }

  const carrying = (version: number) => [
    `MYSQL_HOST=orders-db-v${version}/host,MYSQL_PASSWORD=orders-db-v${version}/password`,
  ];

  it('gives its variables to ten pods 6:4, restarts all for a new password, waits for a Secret, and rolls back to today’s', async () => {
    await bind(1, clusters);
    const first = await over(await ask(sixToFour(10)));
    expect(first.operation.state).toBe('succeeded');
    expect(await podsIn(east)).toHaveLength(6);
    expect(await podsIn(west)).toHaveLength(4);
    expect(await environments(east)).toEqual(carrying(1));
    expect(await environments(west)).toEqual(carrying(1));
    const ten = await uids();

    // A new password: a scale touches nobody, the same release again replaces everybody.
    await bind(2, clusters);
    await over(
      await ask({ kind: 'scale', environment: 'prod', instances: 11 }),
    );
    expect(await uids()).toEqual(expect.arrayContaining(ten));
    const again = await over(await ask(sixToFour(10)));
    expect(again.operation.state).toBe('succeeded');
    expect(await environments(east)).toEqual(carrying(2));
    expect(await environments(west)).toEqual(carrying(2));
    const replaced = await uids();
    expect(replaced).toHaveLength(10);
    expect(replaced.some(uid => ten.includes(uid))).toBe(false);

    // The same once more restarts nobody.
    await over(await ask(sixToFour(10)));
    expect(await uids()).toEqual(replaced);

    // The Secret of the next password is in east alone: west waits and keeps its old instances.
    await delivery.applications.updateService(
      { tenant: delivery.tenant, person: dan, service: 'checkout' },
      { spec: specOf('payments/checkout:2') },
    );
    await bind(3, [east]);
    const id = await ask(sixToFour(10));
    const waiting = await eventually(
      'west waits alone',
      async () => {
        const view = await delivery.releaseViews.get(delivery.tenant, id);
        return (
          view.clusters[0].state === 'succeeded' &&
          view.clusters[1].state === 'waiting' &&
          view
        );
      },
      60_000,
    );
    expect(waiting.clusters[1].sentence).toBe(
      'Waits for the credentials of binding orders-db in west',
    );
    expect(await environments(west)).toEqual(carrying(2));
    await bind(3, clusters);
    expect((await over(id)).operation.state).toBe('succeeded');
    expect(await environments(west)).toEqual(carrying(3));

    const back = await over(
      await ask({ kind: 'rollback', environment: 'prod', revision: 1 }),
    );
    expect(back.operation.state).toBe('succeeded');
    expect(await environments(east)).toEqual(carrying(3));
    const [pod] = await podsIn(east);
    expect(pod.spec?.containers[0].image).toBe('payments/checkout:1');
  });
});
