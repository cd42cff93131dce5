import { ConflictError } from '@backstage/errors';
import { newId, Resealer, Store } from '@flytower/durable';
import { describeDatabases, FakeClock } from '@flytower/durable/testUtils';
import { migrations } from '../../migrations';
import {
  connectionTo,
  frankfurt,
  newCluster,
  oslo,
  sealKey,
  testSealer,
  usable,
} from '../../__testUtils__/fixtures';
import { Sealer } from '@flytower/sealing';
import { ClusterStore } from './ClusterStore';
import { keptOf } from './ClusterChecker';
import { openConnection, sealConnection } from './connectionSeal';
import { DataCentreStore } from './DataCentreStore';
import { sealedConnections } from './sealedConnections';
import { mockServices } from '@backstage/backend-test-utils';

jest.setTimeout(60_000);

describeDatabases('ClusterStore', openTestStore => {
  const sealer = testSealer();
  let store: Store;
  let clock: FakeClock;
  let clusters: ClusterStore;
  let dataCentres: DataCentreStore;

  beforeEach(async () => {
    store = await openTestStore(migrations);
    clock = new FakeClock();
    clusters = ClusterStore.create({ store, clock });
    dataCentres = DataCentreStore.create({ store });
    await dataCentres.replaceAll([frankfurt, oslo], newId);
  });

  const insert = (change: Parameters<typeof newCluster>[1] = {}) =>
    store.transaction(trx => clusters.insert(trx, newCluster(sealer, change)));
  const west = {
    id: '01BBBBBBBBBBBBBBBBBBBBBBBB',
    name: 'west',
    server: 'https://west:6443',
    uid: 'uid-west',
  };

  it('gives back what was put in, with its data centre', async () => {
    await insert();
    expect(await clusters.byName('east')).toMatchObject({
      id: '01AAAAAAAAAAAAAAAAAAAAAAAA',
      name: 'east',
      displayName: 'East',
      dataCentre: frankfurt,
      securityZone: 'core',
      server: 'https://east:6443',
      uid: 'uid-east',
      origin: 'portal',
      sealKey: 'test',
      connectionVersion: 1,
      generation: 1,
      checked: {
        at: clock.now(),
        facts: { version: 'v1.36.3', nodeCount: 3, mode: 'managed' },
      },
      registeredAt: clock.now(),
      registeredBy: 'user:default/olivia',
    });
    expect(await clusters.byName('west')).toBeUndefined();
  });

  it('keeps no credential in clear', async () => {
    await insert();
    const rows = JSON.stringify(await store.knex('clusters').select());
    expect(rows).not.toContain('the private key');
    expect(rows).not.toContain('the certificate');
  });

  it.each([
    [{ name: 'east' }, 'There is a cluster named "east" already'],
    [
      { server: 'https://east:6443' },
      'The address https://east:6443 is registered already, as the cluster "east"',
    ],
    [
      { uid: 'uid-east' },
      'This is the cluster "east", which is registered already under another address',
    ],
  ])('refuses a second cluster with %j', async (change, sentence) => {
    await insert();
    const attempt = insert({ ...west, ...change });
    await expect(attempt).rejects.toThrow(ConflictError);
    await expect(attempt).rejects.toThrow(sentence);
    expect(await clusters.list()).toHaveLength(1);
  });

  it('lets one of two at once through, and tells the other why', async () => {
    const outcomes = await Promise.allSettled([
      insert(),
      insert({ ...west, name: 'east' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(
      outcomes.flatMap(one => (one.status === 'rejected' ? one.reason : [])),
    ).toEqual([expect.any(ConflictError)]);
  });

  it('raises the revision with every change, and only then', async () => {
    const before = await clusters.revision();
    expect(await clusters.revision()).toBe(before);
    await insert();
    const after = await clusters.revision();
    expect(after).not.toBe(before);
    await dataCentres.replaceAll([frankfurt, oslo], newId);
    const { revision, clusters: rows } = await clusters.registrations();
    expect(revision).toBe(after);
    expect(rows).toHaveLength(1);
  });

  it('does not change a row that somebody else changed meanwhile', async () => {
    await insert();
    const [seen] = await clusters.list();
    const rename = (displayName: string) =>
      store.transaction(trx => clusters.update(trx, seen, { displayName }));
    await rename('First');
    await expect(rename('Second')).rejects.toThrow(
      'The cluster "east" was changed by somebody else just now',
    );
    expect((await clusters.byName('east'))?.displayName).toBe('First');
  });

  it('forgets a problem with the next good check, and keeps the good check with the next problem', async () => {
    await insert();
    const change = async (what: Parameters<ClusterStore['update']>[2]) => {
      const [row] = await clusters.list();
      await store.transaction(trx => clusters.update(trx, row, what));
      return (await clusters.list())[0];
    };
    const troubled = await change({ problem: 'It does not answer' });
    expect(troubled).toMatchObject({
      problem: 'It does not answer',
      checked: { at: clock.now() },
    });
    clock.advance(60_000);
    const good = await change({
      check: keptOf({
        ...usable('https://east:6443', 'uid-east'),
        version: 'v1.37.0',
      }),
    });
    expect(good.problem).toBeUndefined();
    expect(good.checked).toMatchObject({
      at: clock.now(),
      facts: { version: 'v1.37.0' },
    });
    expect(good.connectionVersion).toBe(1);
  });

  it('counts another connection, and not the same one sealed anew', async () => {
    await insert();
    const [row] = await clusters.list();
    const { sealed, sealKey: key } = sealConnection(
      sealer,
      row.id,
      connectionTo('https://east:6443', 'another key'),
    );
    await store.transaction(trx =>
      clusters.update(trx, row, {
        connection: { server: row.server, sealed, sealKey: key },
      }),
    );
    const [changed] = await clusters.list();
    expect(changed).toMatchObject({ connectionVersion: 2, generation: 2 });

    const rotated = Sealer.create([
      { id: 'next', key: sealKey(8) },
      { id: 'test', key: sealKey(7) },
    ]);
    const logger = mockServices.logger.mock();
    await Resealer.create({
      store,
      sealer: rotated,
      logger,
      columns: [sealedConnections],
    }).run();
    const [resealed] = await clusters.list();
    expect(resealed).toMatchObject({
      sealKey: 'next',
      connectionVersion: 2,
      generation: 2,
    });
    const onlyNext = Sealer.create([{ id: 'next', key: sealKey(8) }]);
    expect(openConnection(onlyNext, resealed)).toMatchObject({
      server: 'https://east:6443',
      credential: { kind: 'certificate', certPem: 'the certificate' },
    });
  });

  it('goes on sealing anew after one that does not open, and says which', async () => {
    await insert();
    await insert(west);
    await store
      .knex('clusters')
      .where({ name: 'east' })
      .update({ sealed_connection: 'v1.gone.AAAA.AAAA', seal_key: 'gone' });
    const logger = mockServices.logger.mock();
    const rotated = Sealer.create([
      { id: 'next', key: sealKey(8) },
      { id: 'test', key: sealKey(7) },
    ]);
    await Resealer.create({
      store,
      sealer: rotated,
      logger,
      columns: [sealedConnections],
    }).run();
    expect((await clusters.list()).map(({ sealKey: key }) => key)).toEqual([
      'gone',
      'next',
    ]);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'cluster "east" cannot be opened: it is sealed with the key "gone"',
      ),
    );
  });

  it('keeps a data centre that left the configuration while clusters stand in it', async () => {
    await insert();
    await dataCentres.replaceAll([], newId);
    expect((await dataCentres.list()).map(({ name }) => name)).toEqual([
      'frankfurt',
    ]);
    const [row] = await clusters.list();
    await store.transaction(trx => clusters.delete(trx, row));
    await dataCentres.replaceAll([], newId);
    expect(await dataCentres.list()).toEqual([]);
  });
});
