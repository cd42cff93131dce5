import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isFinished, Operation } from '@flytower/contract';
import { openStore } from '@flytower/durable';
import { Manifest, V1Deployment, V1Pod } from '@flytower/kube';
import {
  describeClusters,
  eventually,
  TestCluster,
} from '@flytower/kube/testUtils';
import { dan, sixToFour } from '../../__testUtils__/openDelivery';
import {
  openClusterDelivery,
  OpenClusterDelivery,
} from '../../__testUtils__/openClusterDelivery';

jest.setTimeout(120_000);

describeClusters('A published service in real clusters', clusters => {
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
    const { tenant } = delivery;
    const id = await delivery.releases.create({
      tenant,
      person: dan,
      key: 'release',
      service: 'checkout',
      request: sixToFour(5),
    });
    await eventually(
      'the release has succeeded',
      async () =>
        (await delivery.releaseViews.get(tenant, id)).operation.state ===
        'succeeded',
      60_000,
    );
  });

  afterAll(async () => {
    await delivery?.close();
  });

  const ref = () => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: delivery.namespace,
    name: 'checkout',
  });

  const deployment = ({ admin }: TestCluster) => admin.get<V1Deployment>(ref());

  /** Somebody with every right, and another manager's name. */
  const byHand = ({ admin }: TestCluster, change: object) =>
    admin.apply(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { namespace: delivery.namespace, name: 'checkout' },
        ...change,
      } as Manifest,
      { fieldManager: 'kubectl', force: true },
    );

  async function podUids({ admin }: TestCluster): Promise<string[]> {
    const { items } = await admin.list<V1Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: delivery.namespace,
    });
    return items
      .filter(({ metadata }) => !metadata?.deletionTimestamp)
      .map(({ metadata }) => metadata?.uid ?? '')
      .sort();
  }

  async function operations(kind: string): Promise<Operation[]> {
    const { items } = await delivery.operations.list({
      scope: { kind: 'all' },
      limit: 50,
    });
    return items.filter(one => one.kind === kind);
  }

  it('has its Deployment again where somebody deleted it', async () => {
    const [east] = clusters;
    await east.admin.delete(ref());
    await eventually(
      'the Deployment is back',
      async () => (await deployment(east))?.spec?.replicas === 3,
      30_000,
    );
    await eventually('the repair is over', async () =>
      (
        await operations('service.repair')
      ).every(({ state }) => isFinished(state)),
    );
    const [repair] = await operations('service.repair');
    expect(repair).toMatchObject({
      state: 'succeeded',
      requester: 'flytower',
      reason: expect.stringContaining('is gone; applied again'),
    });
  });

  it('has its number of instances and its image again, says what differed, and keeps what others added', async () => {
    const [, west] = clusters;
    await byHand(west, {
      spec: {
        replicas: 4,
        template: {
          metadata: { annotations: { 'example.com/note': 'by hand' } },
          spec: { containers: [{ name: 'main', image: 'payments/evil:1' }] },
        },
      },
    });
    await eventually(
      'it stands as it was applied',
      async () => {
        const found = await deployment(west);
        return (
          found?.spec?.replicas === 2 &&
          found.spec.template.spec?.containers[0].image ===
            'payments/checkout:1'
        );
      },
      30_000,
    );
    expect(
      (await deployment(west))?.spec?.template.metadata?.annotations,
    ).toMatchObject({ 'example.com/note': 'by hand' });
    await eventually('the difference is told', async () =>
      (
        await operations('service.repair')
      ).some(
        ({ reason }) =>
          reason.includes('spec.replicas: 4 → 2') &&
          reason.includes('payments/evil:1 → payments/checkout:1'),
      ),
    );
  });

  it('is adopted, and no pod restarts, where the database does not know what stands', async () => {
    const [east] = clusters;
    await eventually(
      'the pods are there',
      async () => (await podUids(east)).length === 3,
      30_000,
    );
    const pods = await podUids(east);
    const { store, tenant } = delivery;
    const service = await delivery.applications.service(tenant, 'checkout');
    const spot = { serviceId: service.id, environment: 'prod' };
    // A dump of before the release is put back: nothing was sent to east, no revision is known, the counter stands low.
    await store.knex('applied_workloads').where({ cluster: 'east' }).delete();
    await store.knex('applied_workloads').update({ settled: null });
    await store.knex('wishes').delete();
    await store.knex('revisions').where({ service_id: service.id }).delete();
    await store.knex('services').update({ manifest_generation: 0 });
    await store
      .knex('manifests')
      .whereNotIn(
        'generation',
        store.knex('applied_workloads').select('applied'),
      )
      .delete();
    const { id } = await delivery.keeping.adopt({
      tenant,
      service: 'checkout',
      environment: 'prod',
      cluster: 'east',
      person: dan,
      key: 'adopt',
    });
    const adoption = await eventually('it is adopted', async () => {
      const operation = await delivery.operations.get(id);
      return operation && isFinished(operation.state) && operation;
    });
    expect(adoption).toMatchObject({
      state: 'succeeded',
      reason: 'Took what runs in east as it is: revision 1, 3 instances',
    });
    expect(await podUids(east)).toEqual(pods);
    const wish = await delivery.stores.wishes.find(spot);
    expect(wish?.counts).toEqual([{ cluster: 'east', instances: 3 }]);
    const revisions = await delivery.stores.revisions.latest([service.id]);
    expect(revisions.get(service.id)?.spec.image).toBe('payments/checkout:1');
  });
});
