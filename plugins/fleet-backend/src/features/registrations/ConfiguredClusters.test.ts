import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '@flytower/durable';
import { describeDatabases } from '@flytower/durable/testUtils';
import { ConfiguredCluster } from '../../config/readFleetConfig';
import { migrations } from '../../migrations';
import { usable } from '../../__testUtils__/fixtures';
import { setUpRegistrations } from '../../__testUtils__/setUpRegistrations';
import { openConnection } from './connectionSeal';

jest.setTimeout(60_000);

describeDatabases('ConfiguredClusters', openTestStore => {
  let store: Store;
  let directory: string;
  let entry: ConfiguredCluster;

  beforeEach(async () => {
    store = await openTestStore(migrations);
    directory = await mkdtemp(join(tmpdir(), 'flytower-configured-'));
    entry = {
      name: 'east',
      dataCentre: 'frankfurt',
      securityZone: 'core',
      server: 'https://east:6443/',
      caFile: join(directory, 'ca.crt'),
      certFile: join(directory, 'client.crt'),
      keyFile: join(directory, 'client.key'),
    };
    await writeFile(join(directory, 'ca.crt'), 'the authority');
    await writeFile(entry.certFile, 'the certificate');
    await writeFile(entry.keyFile, 'the key');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const setUp = (configured: ConfiguredCluster[] = [entry]) =>
    setUpRegistrations(store, { configured });

  it('registers what is configured once, however often it looks', async () => {
    const { clusters, configured, engine, hub, operations } = await setUp();
    await configured.sync();
    await configured.sync();
    while ((await engine.runDue()) > 0);
    await configured.sync();
    expect(await clusters.list()).toMatchObject([
      {
        name: 'east',
        server: 'https://east:6443',
        origin: 'configuration',
        uid: 'uid-east',
        connectionVersion: 1,
      },
    ]);
    const { items } = await operations.list({
      scope: { kind: 'all' },
      limit: 10,
    });
    expect(items).toMatchObject([
      { kind: 'cluster.register', requester: 'flytower', state: 'succeeded' },
    ]);
    expect(hub.clusterFacts('east')?.mode).toBe('managed');
  });

  it('registers a cluster once where two replicas start together', async () => {
    const [one, other] = [await setUp(), await setUp()];
    await Promise.all([one.configured.sync(), other.configured.sync()]);
    expect(await one.clusters.list()).toHaveLength(1);
    expect(one.logger.error).not.toHaveBeenCalled();
    expect(other.logger.error).not.toHaveBeenCalled();
  });

  it('says that an address is taken, and by whom', async () => {
    const { configured, logger } = await setUp([
      entry,
      { ...entry, name: 'again' },
    ]);
    await configured.sync();
    expect(logger.error.mock.calls.map(String).join()).toContain(
      'is registered already, as the cluster',
    );
  });

  it('registers a cluster that is down, says what it waits for, and goes on when it is up', async () => {
    const { answers, clock, configured, engine, hub, operations } =
      await setUp();
    answers.set('https://east:6443', {
      outcome: 'refused',
      code: 'unreachable',
      sentence: 'https://east:6443 cannot be reached',
    });
    await configured.sync();
    await engine.runDue();
    const only = async () =>
      (await operations.list({ scope: { kind: 'all' }, limit: 1 })).items[0];
    expect(await only()).toMatchObject({
      state: 'waiting',
      reason: 'https://east:6443 cannot be reached',
    });
    expect(hub.clusterFacts('east')?.health).toMatchObject({
      status: 'failed',
      // Everybody reads it; the operation is for operations admins.
      sentence: 'its address cannot be reached',
    });
    answers.set('https://east:6443', usable('https://east:6443', 'uid-east'));
    clock.advance(15_000);
    while ((await engine.runDue()) > 0);
    expect(await only()).toMatchObject({ state: 'succeeded' });
  });

  it('takes changed files once they work, and keeps the old credential until then', async () => {
    const { answers, clusters, configured, engine, links, sealer } =
      await setUp();
    await configured.sync();
    while ((await engine.runDue()) > 0);
    await writeFile(entry.keyFile, 'another key');
    answers.set('https://east:6443', {
      outcome: 'refused',
      code: 'key-mismatch',
      sentence: 'The client key does not belong to the client certificate',
    });
    await configured.sync();
    expect(await clusters.byName('east')).toMatchObject({
      connectionVersion: 1,
      problem:
        'Its files in the configuration have changed, but cannot be used: The client key does not belong to the client certificate',
    });
    expect(links).toMatchObject([{ stopped: false }]);

    answers.set('https://east:6443', usable('https://east:6443', 'uid-east'));
    await writeFile(entry.certFile, 'the certificate of another key');
    await configured.sync();
    const [changed] = await clusters.list();
    expect(changed).toMatchObject({ connectionVersion: 2 });
    expect(changed.problem).toBeUndefined();
    const { credential } = openConnection(sealer, changed);
    expect(
      credential.kind === 'certificate' && credential.keyPem.reveal(),
    ).toBe('another key');
    expect(links).toMatchObject([{ stopped: true }, { stopped: false }]);
  });

  it('registers the others where the files of one are missing', async () => {
    const { clusters, configured, logger } = await setUp([
      { ...entry, name: 'west', caFile: '/nowhere/ca.crt' },
      entry,
    ]);
    await configured.sync();
    expect((await clusters.list()).map(({ name }) => name)).toEqual(['east']);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'The cluster "west" of flytower.fleet.clusters could not be registered',
      ),
      expect.anything(),
    );
  });

  it('keeps a cluster that left the configuration, for people to remove', async () => {
    const { configured } = await setUp();
    await configured.sync();
    const later = await setUp([]);
    await later.configured.sync();
    expect(await later.clusters.list()).toMatchObject([
      { name: 'east', origin: 'portal' },
    ]);
  });

  it('leaves a configured cluster to the configuration', async () => {
    const { configured, engine, service } = await setUp();
    await configured.sync();
    while ((await engine.runDue()) > 0);
    const asked = { person: 'user:default/olivia', key: '1' };
    await expect(service.remove('east', { lost: true }, asked)).rejects.toThrow(
      'take it out of flytower.fleet.clusters',
    );
    await expect(
      service.rotate(
        'east',
        { kind: 'token', server: 'https://east:6443', caPem: 'x', token: 'y' },
        asked,
      ),
    ).rejects.toThrow('change the files that it names');
  });
});
