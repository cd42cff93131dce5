import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStore } from '@flytower/durable';
import {
  CuttableProxy,
  describeClusters,
  eventually,
} from '@flytower/kube/testUtils';
import {
  openClusterDelivery,
  OpenClusterDelivery,
} from '../../__testUtils__/openClusterDelivery';
import { dan, sixToFour, specOf } from '../../__testUtils__/openDelivery';

jest.setTimeout(180_000);

describeClusters('A release while an API server hangs', ([east, west]) => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  let proxy: CuttableProxy;
  let delivery: OpenClusterDelivery;

  beforeAll(async () => {
    proxy = await CuttableProxy.open(west.server);
    const store = await openStore({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      migrations: `${__dirname}/../../../migrations`,
      logger: mockServices.logger.mock(),
    });
    delivery = await openClusterDelivery({
      store,
      clusters: [
        east,
        { ...west, connection: { ...west.connection, server: proxy.server } },
      ],
    });
  });

  afterAll(async () => {
    proxy.restore();
    await delivery?.close();
    proxy.close();
  });

  async function ask(key: string, instances: number) {
    const { tenant } = delivery;
    const id = await delivery.releases.create({
      tenant,
      person: dan,
      key,
      service: 'checkout',
      request: sixToFour(instances),
    });
    return () => delivery.releaseViews.get(tenant, id);
  }

  it('finishes in east, says in a sentence what it waits for in west, and goes on when west is back', async () => {
    const first = await ask('first', 10);
    await eventually('the first release is over', async () => {
      const { operation } = await first();
      return operation.state === 'succeeded';
    });

    await delivery.applications.updateService(
      { tenant: delivery.tenant, person: dan, service: 'checkout' },
      { spec: specOf('payments/checkout:2') },
    );
    proxy.hang();
    const second = await ask('second', 10);
    const waiting = await eventually(
      'east is done and west waits',
      async () => {
        const release = await second();
        return release.operation.state === 'waiting' && release;
      },
      90_000,
    );
    expect(waiting.clusters.map(c => c.state)).toEqual([
      'succeeded',
      'waiting',
    ]);
    expect(waiting.operation.reason).toMatch(/^west: .*west/);

    proxy.restore();
    const done = await eventually(
      'the second release is over',
      async () => {
        const release = await second();
        return release.operation.finishedAt !== undefined && release;
      },
      90_000,
    );
    expect(done.operation.state).toBe('succeeded');
    const { items } = await west.admin.list({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: delivery.namespace,
    });
    expect(items).toHaveLength(1);
  });
});
