import { mockServices } from '@backstage/backend-test-utils';
import { Sealer, Secret } from '@flytower/sealing';
import { Resealer, SealedColumn } from './Resealer';
import { Store } from './Store';
import { describeDatabases } from './testUtils';

jest.setTimeout(60_000);

const BYTES: Record<string, number> = { old: 1, new: 2, third: 3, lost: 4 };
const ring = (...ids: string[]) =>
  Sealer.create(
    ids.map(id => ({
      id,
      key: Secret.of(Buffer.alloc(32, BYTES[id]).toString('base64')),
    })),
  );

const things: SealedColumn = {
  table: 'things',
  column: 'sealed',
  keyColumn: 'seal_key',
  rowId: ['owner', 'version'],
  nameColumn: 'owner',
  words: { one: 'secret of thing', many: 'secrets of things' },
  remedy: 'put the key back',
};
const place = (owner: string, version = 1) => ({
  table: 'things',
  column: 'sealed',
  rowId: `${owner}/${version}`,
});

describeDatabases('Resealer', openTestStore => {
  let store: Store;
  beforeEach(async () => {
    store = await openTestStore();
    await store.knex.schema.createTable('things', table => {
      table.string('owner');
      table.integer('version');
      table.text('sealed');
      table.string('seal_key');
      table.primary(['owner', 'version']);
    });
  });

  const put = async (sealer: Sealer, owner: string, text = owner) => {
    const row = {
      sealed: sealer.seal(Secret.of(text), place(owner)),
      seal_key: sealer.keyId,
    };
    await store
      .knex('things')
      .insert({ owner, version: 1, ...row })
      .onConflict(['owner', 'version'])
      .merge();
  };
  const replica = (
    sealer: Sealer,
    options: Partial<SealedColumn> = {},
    logger = mockServices.logger.mock(),
  ) => ({
    logger,
    resealer: Resealer.create({
      store,
      sealer,
      logger,
      columns: [{ ...things, ...options }],
    }),
  });
  const keys = async () =>
    (await store.knex('things').orderBy('owner')).map(row => row.seal_key);
  const opened = async (sealer: Sealer) =>
    (await store.knex('things').orderBy('owner')).map(row =>
      sealer.open(row.sealed, place(row.owner)).reveal(),
    );

  const before = () => ring('old', 'new');
  const after = () => ring('new', 'old');

  it('brings everything under the first key, more than fits a batch', async () => {
    for (let index = 0; index < 250; index += 1) {
      await put(ring('old'), `t${String(index).padStart(3, '0')}`);
    }
    const verdict = await replica(after()).resealer.run();
    expect(new Set(await keys())).toEqual(new Set(['new']));
    expect(await opened(ring('new'))).toHaveLength(250);
    expect(verdict).toEqual({
      current: true,
      keys: [
        { id: 'new', values: 250, known: true, mayGo: false },
        { id: 'old', values: 0, known: true, mayGo: true },
      ],
    });
  });

  it('gives its verdict to whoever asks, and changes nothing then', async () => {
    await put(ring('old'), 'a');
    const { resealer } = replica(after());
    expect(await resealer.verdict()).toEqual({
      current: true,
      keys: [
        { id: 'new', values: 0, known: true, mayGo: false },
        { id: 'old', values: 1, known: true, mayGo: false },
      ],
    });
    expect(await keys()).toEqual(['old']);
    const verdict = await resealer.run();
    expect(await resealer.verdict()).toEqual(verdict);
    expect(await replica(before()).resealer.verdict()).toMatchObject({
      current: false,
    });
  });

  // Each letter is a run: of a replica with the rings of before, of the first step, of the second.
  it.each([
    ...['sn', 'ns', 'snsn', 'nsn', 'nns', 'bsnsn', 'bnsb', 'nbs', 'sbnbsns'],
    // The second step without the first.
    ...['bn', 'bnbn'],
  ])('never seals back what the newer ring has sealed (%s)', async runs => {
    await put(ring('old'), 'a');
    await put(ring('old'), 'b');
    const rings = { b: ring('old'), s: before(), n: after() };
    let newer = false;
    for (const run of runs) {
      await replica(rings[run as keyof typeof rings]).resealer.run();
      newer ||= run === 'n';
      expect(await keys()).toEqual(newer ? ['new', 'new'] : ['old', 'old']);
    }
    expect(await opened(after())).toEqual(['a', 'b']);
  });

  it('takes along what an older replica has sealed since', async () => {
    await put(ring('old'), 'a');
    const older = replica(before());
    const newer = replica(after());
    await older.resealer.run();
    await newer.resealer.run();
    await put(before(), 'b');
    expect((await newer.resealer.run()).keys).toContainEqual({
      id: 'old',
      values: 0,
      known: true,
      mayGo: true,
    });
    expect(await keys()).toEqual(['new', 'new']);
  });

  it('says to a replica with an older configuration what to do, once', async () => {
    await put(ring('old'), 'a');
    await replica(after()).resealer.run();
    const { logger, resealer } = replica(before());
    expect(await resealer.run()).toMatchObject({
      current: false,
      keys: [
        { id: 'old', mayGo: false },
        { id: 'new', values: 1, mayGo: false },
      ],
    });
    await resealer.run();
    expect(logger.warn.mock.calls).toEqual([
      [
        'flytower.seal.keys has "old" first here, though "new" came after it: give this replica the same keys as the others',
      ],
    ]);
  });

  it('does not say of a key that is to come that it may go', async () => {
    await put(ring('old'), 'a');
    const { logger, resealer } = replica(before());
    expect((await resealer.run()).keys).toEqual([
      { id: 'old', values: 1, known: true, mayGo: false },
      { id: 'new', values: 0, known: true, mayGo: false },
    ]);
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('goes on to a third key', async () => {
    await put(ring('old'), 'a');
    await replica(after()).resealer.run();
    const { resealer } = replica(ring('third', 'new'));
    expect((await resealer.run()).keys).toEqual([
      { id: 'third', values: 1, known: true, mayGo: false },
      { id: 'new', values: 0, known: true, mayGo: true },
    ]);
    expect(await keys()).toEqual(['third']);
  });

  it('leaves alone what it cannot open, says whose it is, and goes on', async () => {
    await put(ring('lost'), 'a');
    await put(ring('old'), 'b');
    await put(ring('old'), 'c');
    await store
      .knex('things')
      .where({ owner: 'c' })
      .update({ sealed: ring('old').seal(Secret.of('moved'), place('b')) });
    const { logger, resealer } = replica(after());
    const verdict = await resealer.run();
    await resealer.run();
    expect(await keys()).toEqual(['lost', 'new', 'old']);
    expect(verdict.keys).toEqual([
      { id: 'new', values: 1, known: true, mayGo: false },
      { id: 'old', values: 1, known: true, mayGo: false },
      { id: 'lost', values: 1, known: false, mayGo: false },
    ]);
    expect(logger.error.mock.calls.flat()).toEqual([
      'The secret of thing "a" cannot be opened: it is sealed with the key "lost", which is not in flytower.seal.keys; put the key back',
      'The secret of thing "c" cannot be opened: the key "old" does not open it: the key is another one, or the value was changed or moved; put the key back',
    ]);
  });

  it('does not overwrite what is changed in the same moment', async () => {
    await put(ring('old'), 'a');
    let changed = false;
    const { resealer } = replica(after(), {
      touch: async trx => {
        if (!changed) {
          changed = true;
          await trx('things').update({
            sealed: before().seal(Secret.of('changed'), place('a')),
          });
        }
      },
    });
    await resealer.run();
    expect(await opened(before())).toEqual(['changed']);
    await resealer.run();
    expect(await opened(ring('new'))).toEqual(['changed']);
  });

  it('holds with both replicas at it at once', async () => {
    for (const owner of 'abcdefghij') {
      await put(ring('old'), owner);
    }
    await replica(before()).resealer.run();
    await Promise.all([
      replica(after()).resealer.run(),
      replica(before()).resealer.run(),
      replica(after()).resealer.run(),
      replica(before()).resealer.run(),
    ]);
    await replica(after()).resealer.run();
    expect(await opened(ring('new'))).toEqual([...'abcdefghij']);
  });
});
