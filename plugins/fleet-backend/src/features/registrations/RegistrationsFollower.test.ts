import { ServiceUnavailableError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import { describeDatabases, dumpOf } from '@flytower/durable/testUtils';
import { migrations } from '../../migrations';
import { newCluster, sealKey } from '../../__testUtils__/fixtures';
import { setUpRegistrations } from '../../__testUtils__/setUpRegistrations';
import { Sealer, Secret } from '@flytower/sealing';
import {
  connectionPlace,
  openConnection,
  sealConnection,
} from './connectionSeal';

jest.setTimeout(60_000);

const west = {
  id: '01BBBBBBBBBBBBBBBBBBBBBBBB',
  name: 'west',
  server: 'https://west:6443',
  uid: 'uid-west',
};

describeDatabases('RegistrationsFollower', openTestStore => {
  let store: Store;
  let fleet: Awaited<ReturnType<typeof setUpRegistrations>>;
  beforeEach(async () => {
    store = await openTestStore(migrations);
    fleet = await setUpRegistrations(store);
  });
  const insert = async (change: Parameters<typeof newCluster>[1] = {}) => {
    await store.transaction(trx =>
      fleet.clusters.insert(trx, newCluster(fleet.sealer, change)),
    );
  };

  it('reads what another replica has registered, changed and removed', async () => {
    const { clusters, follower, hub, links } = fleet;
    await insert();
    await follower.refresh();
    expect(hub.clusters().map(({ name }) => name)).toEqual(['east']);

    const [east] = await clusters.list();
    await store.transaction(trx =>
      clusters.update(trx, east, { displayName: 'The East' }),
    );
    await insert(west);
    await follower.refresh();
    expect(hub.clusters().map(one => one.displayName)).toEqual([
      'The East',
      'East',
    ]);
    expect(links.map(({ cluster }) => cluster)).toEqual(['east', 'west']);

    const [changed] = await clusters.list();
    await store.transaction(trx => clusters.delete(trx, changed));
    await follower.refresh();
    expect(hub.clusters().map(({ name }) => name)).toEqual(['west']);
    expect(links.map(({ stopped }) => stopped)).toEqual([true, false]);
  });

  it('goes on with a cluster whose row it cannot read, and reads the others', async () => {
    const { follower, hub, links } = fleet;
    await insert();
    await follower.refresh();
    await store
      .knex('clusters')
      .where({ name: 'east' })
      .update({ origin: 'somewhere-new' });
    await insert(west);
    await follower.refresh();
    expect(hub.clusters().map(({ name }) => name)).toEqual(['east', 'west']);
    expect(links.map(({ stopped }) => stopped)).toEqual([false, false]);
  });

  it('gives a cluster that was removed and registered again a link of its own', async () => {
    const { clusters, follower, hub, links } = fleet;
    await insert();
    await follower.refresh();
    const [east] = await clusters.list();
    await store.transaction(trx => clusters.delete(trx, east));
    await insert({ id: '01CCCCCCCCCCCCCCCCCCCCCCCC' });
    await follower.refresh();
    expect(hub.clusterFacts('east')?.id).toBe('01CCCCCCCCCCCCCCCCCCCCCCCC');
    expect(links.map(({ stopped }) => stopped)).toEqual([true, false]);
  });

  it('does nothing while nothing has changed', async () => {
    const { follower, hub } = fleet;
    await insert();
    await follower.refresh();
    const hints: unknown[] = [];
    hub.onChange(hint => hints.push(hint));
    await follower.refresh();
    expect(hints).toEqual([]);
  });

  it('tells which bundle the last check found', async () => {
    const { follower, hub } = fleet;
    await insert();
    await follower.refresh();
    expect(hub.clusterFacts('east')?.bundle).toEqual({
      version: 3,
      missing: [],
    });
  });

  it('does not speak to a cluster before its first good check', async () => {
    const { follower, hub, links } = fleet;
    await insert({ check: undefined });
    await follower.refresh();
    expect(links).toEqual([]);
    expect(hub.clusterFacts('east')).toMatchObject({
      mode: 'given-namespaces',
      health: {
        status: 'progressing',
        sentence: 'It has not been checked yet',
      },
    });
  });

  it('reads the others where one credential does not open, and says how to mend that one', async () => {
    const { follower, hub, links } = fleet;
    const other = Sealer.create([{ id: 'lost', key: sealKey(9) }]);
    await store.transaction(trx =>
      fleet.clusters.insert(trx, newCluster(other)),
    );
    await insert(west);
    await follower.refresh();
    expect(links.map(({ cluster }) => cluster)).toEqual(['west']);
    expect(hub.clusterFacts('east')?.health).toMatchObject({
      status: 'failed',
      sentence:
        'Its credential cannot be opened: it is sealed with the key "lost", which is not in flytower.seal.keys; put the key back, or give the cluster a new credential',
    });
  });

  it('tells those who place applications no address of what is wrong', async () => {
    const { clusters, follower, hub } = fleet;
    const server = 'https://api.east.example:6443';
    const problem = `The API server at ${server} (10.1.2.3) shows a certificate for another name or address`;
    await insert({ server, check: undefined });
    const [east] = await clusters.list();
    await store.transaction(trx => clusters.update(trx, east, { problem }));
    await follower.refresh();
    expect(hub.clusterFacts('east')?.health.sentence).toBe(
      'The API server at its address (an address) shows a certificate for another name or address',
    );
    expect(follower.clusters()[0]?.problem).toBe(problem);
  });

  it('quotes nothing of a sealed value that it cannot understand', async () => {
    const { clusters, follower, hub, logger, sealer } = fleet;
    await insert();
    const [east] = await clusters.list();
    await store.knex('clusters').update({
      sealed_connection: sealer.seal(
        Secret.of('canary, not JSON'),
        connectionPlace(east.id),
      ),
    });
    await follower.refresh();
    expect(hub.clusterFacts('east')?.health.sentence).toContain(
      'it is not a connection as this version writes it',
    );
    const logged = logger.error.mock.calls
      .flat()
      .map(what => (what instanceof Error ? what.stack : JSON.stringify(what)));
    expect(logged.join()).not.toContain('canary');
  });

  it('will not speak as Flytower to an address that somebody wrote into the database', async () => {
    const { follower, links } = fleet;
    await insert();
    await store.knex('clusters').update({ server: 'https://elsewhere:6443' });
    await follower.refresh();
    expect(links.map(({ connection }) => connection.server)).toEqual([
      'https://east:6443',
    ]);
  });

  it('says before the first reading that it does not know yet', async () => {
    const { follower, hub } = await setUpRegistrations(store, {
      follow: false,
    });
    expect(() => follower.clusters()).toThrow(ServiceUnavailableError);
    expect(hub.ready).toBe(false);
    await follower.refresh();
    expect(follower.clusters()).toEqual([]);
    expect(hub.ready).toBe(true);
  });

  it.each([
    ['fewer changes', 0],
    ['as many changes', 2],
    ['more changes', 3],
  ])(
    'holds what a database holds that was put back, also where it has seen %s since',
    async (_, later) => {
      const { clusters, follower, hub, links, sealer } = fleet;
      await insert();
      await follower.refresh();
      const dump = await dumpOf(store);
      await insert(west);
      const [east] = await clusters.list();
      await reconnect(east, 'https://east-of-the-lost-time:6443');
      await follower.refresh();
      expect(hub.clusters().map(({ name }) => name)).toEqual(['east', 'west']);

      await dump.putBack();
      fleet.clock.advance(1_000);
      for (let n = 0; n < later; n++) {
        const [again] = await clusters.list();
        await reconnect(again, `https://east-${n}:6443`);
      }
      await follower.refresh();
      expect(hub.clusters().map(({ name }) => name)).toEqual(['east']);
      const open = links.filter(({ stopped }) => !stopped);
      expect(open.map(({ connection }) => connection.server)).toEqual([
        later === 0 ? 'https://east:6443' : `https://east-${later - 1}:6443`,
      ]);

      async function reconnect(
        cluster: typeof east,
        server: string,
      ): Promise<void> {
        const { sealed, sealKey: key } = sealConnection(sealer, cluster.id, {
          ...openConnection(sealer, cluster),
          server,
        });
        await store.transaction(trx =>
          clusters.update(trx, cluster, {
            connection: { server, sealed, sealKey: key },
          }),
        );
      }
    },
  );

  it('stops every link when it stops', async () => {
    const { follower, links } = fleet;
    await insert();
    await follower.refresh();
    await follower.stop();
    expect(links).toMatchObject([{ stopped: true }]);
  });
});
