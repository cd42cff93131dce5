import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStore, Store } from '@flytower/durable';
import { openDelivery } from '../../__testUtils__/openDelivery';
import { seeded } from '../../__testUtils__/seeded';
import { NAMES, World } from '../../__testUtils__/World';

jest.setTimeout(120_000);

/** What the process loses when it is killed: a transaction that was about to be written. */
function mortal(store: Store, dies: () => boolean): Store {
  return {
    ...store,
    transaction: async work => {
      if (dies()) {
        throw new Error('Killed');
      }
      return store.transaction(work);
    },
  };
}

describe('releases over clusters that fail and a process that dies', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  const seeds = Number(process.env.FLYTOWER_SIMULATION_SEEDS ?? 12);

  it.each(Array.from({ length: seeds }, (_, i) => i + 1))(
    'come to what was asked last, and never to what nobody asked (seed %i)',
    async seed => {
      const random = seeded(seed);
      const wild = { on: false };
      const store = mortal(
        await openStore({
          database: mockServices.database({
            knex: await databases.init('SQLITE_3'),
          }),
          migrations: `${__dirname}/../../../migrations`,
          logger: mockServices.logger.mock(),
        }),
        () => wild.on && random() < 0.1,
      );
      const delivery = await openDelivery({ store, clusters: NAMES });
      const world = new World(delivery, random, wild);
      wild.on = true;
      for (let i = 0; i < 12; i += 1) {
        await world.happen();
        await world.pass(1 + Math.floor(random() * 8));
      }
      const { request, state } = await world.settle();
      expect(world.violations).toEqual([]);
      expect(state).toBe('succeeded');
      const total = Object.values(delivery.replicas()).reduce<number>(
        (sum, count) => sum + (count ?? 0),
        0,
      );
      expect(total).toBe(request.instances);
      const carried = NAMES.flatMap(name => delivery.clusters[name].pods)
        .filter(pod => !pod.deleting)
        .map(({ secrets }) => secrets.join());
      expect([...new Set(carried)]).toEqual([world.secretName ?? '']);
      for (const name of NAMES) {
        const [deployment] = delivery.clusters[name].deployments.values();
        expect([...(deployment?.owners ?? ['flytower-release'])]).toEqual([
          'flytower-release',
        ]);
      }
      const quota = await delivery.tenancy.tenancy.quota('payments');
      expect(quota.used.pods).toBe(request.instances);
      expect(quota.reserved.pods).toBe(0);
    },
  );
});
