import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { tell, trim } from './__testUtils__/feeds';
import { feedCursor, readChanges } from './feed';
import { Store } from './Store';
import { openStore } from './openStore';
import {
  changesAfter,
  describeDatabases,
  dumpOf,
  NEWER_EVENTS,
  readAll,
  rewriteNewest,
  UNREADABLE_EVENTS,
} from './testUtils';

const directory = join(__dirname, '..', 'migrations');

async function namesAfter(store: Store, cursor?: string) {
  const { changes } = await changesAfter(store, cursor);
  return changes.map(({ subject }) => subject.name);
}

describeDatabases('the feed', openTestStore => {
  it('pages, and says where to go on', async () => {
    const store = await openTestStore();
    await tell(store, 'a', 'b', 'c');
    const first = await changesAfter(store, undefined, 2);
    expect(first.changes.map(({ subject }) => subject.name)).toEqual([
      'a',
      'b',
    ]);
    const second = await changesAfter(store, first.cursor, 2);
    expect(second.changes.map(({ subject }) => subject.name)).toEqual(['c']);
    expect(await readChanges(store, second.cursor, 2)).toEqual({
      kind: 'changes',
      changes: [],
      cursor: second.cursor,
    });
  });

  it('gives with a snapshot the place from which changes go on', async () => {
    const store = await openTestStore();
    const empty = await store.readTransaction(feedCursor);
    await tell(store, 'a');
    expect(await namesAfter(store, empty)).toEqual(['a']);
    const cursor = await store.readTransaction(feedCursor);
    await tell(store, 'b');
    expect(await namesAfter(store, cursor)).toEqual(['b']);
  });

  it.each([
    ['below its reader', ['x']],
    ['at the sequence of its reader', ['x', 'y']],
    ['beyond its reader', ['x', 'y', 'z', 'again']],
  ])(
    'tells a reader that it was put back, also %s',
    async (_, toldAfterwards) => {
      const store = await openTestStore();
      await tell(store, 'a');
      const dump = await dumpOf(store);
      await tell(store, 'b', 'c');
      const reader = await feedCursor(store.knex);
      await dump.putBack();
      await tell(store, ...toldAfterwards);
      expect(await readChanges(store, reader, 10)).toEqual({
        kind: 'mismatch',
        reason: 'put-back',
        cursor: await feedCursor(store.knex),
      });
    },
  );

  it('goes on for a reader that was no further than the dump', async () => {
    const store = await openTestStore();
    await tell(store, 'a');
    const reader = await feedCursor(store.knex);
    const dump = await dumpOf(store);
    await tell(store, 'b');
    await dump.putBack();
    await tell(store, 'x', 'y');
    expect(await namesAfter(store, reader)).toEqual(['x', 'y']);
  });

  it('tells a reader of another database, though both are empty', async () => {
    const reader = await feedCursor((await openTestStore()).knex);
    const store = await openTestStore();
    expect(await readChanges(store, reader, 10)).toMatchObject({
      kind: 'mismatch',
      reason: 'put-back',
    });
  });

  it('tells a reader who is too far behind that older events were trimmed', async () => {
    const store = await openTestStore();
    await tell(store, 'a');
    const behind = await feedCursor(store.knex);
    await tell(store, 'b', 'c');
    const newest = await feedCursor(store.knex);
    await trim(store, 1);
    expect(await readChanges(store, behind, 10)).toEqual({
      kind: 'mismatch',
      reason: 'trimmed',
      cursor: newest,
    });
    expect(await readChanges(store, '0', 10)).toMatchObject({
      kind: 'mismatch',
      reason: 'trimmed',
    });
    expect(await namesAfter(store, newest)).toEqual([]);
  });

  it('knows its newest place when every event is trimmed', async () => {
    const store = await openTestStore();
    await tell(store, 'a', 'b');
    const reader = await feedCursor(store.knex);
    const dump = await dumpOf(store);
    await trim(store, 0);
    expect(await namesAfter(store, reader)).toEqual([]);
    expect(await readAll(store)).toEqual([]);
    await tell(store, 'c');
    // Nothing is lost to it, but nothing is left to prove it by.
    expect(await readChanges(store, reader, 10)).toMatchObject({
      kind: 'mismatch',
      reason: 'trimmed',
    });
    const further = await feedCursor(store.knex);
    await dump.putBack();
    await tell(store, 'x');
    await trim(store, 0);
    expect(await readChanges(store, further, 10)).toMatchObject({
      kind: 'mismatch',
      reason: 'put-back',
    });
  });

  it('takes the bare sequence that readers of before kept', async () => {
    const store = await openTestStore();
    await tell(store, 'a', 'b');
    expect(await namesAfter(store, '0')).toEqual(['a', 'b']);
    expect(await namesAfter(store, '1')).toEqual(['b']);
    expect(await namesAfter(store, '2')).toEqual([]);
    expect(await readChanges(store, '3', 10)).toMatchObject({
      kind: 'mismatch',
      reason: 'put-back',
    });
  });

  it.each(['x.1', '-1', 'epoch.one.id', '1.2'])(
    'refuses %s, which is no cursor',
    async cursor => {
      const store = await openTestStore();
      await expect(readChanges(store, cursor, 10)).rejects.toThrow(
        `"${cursor}" is no cursor of a change feed`,
      );
    },
  );

  it('finds the newest event where a replica of the version before has written', async () => {
    const store = await openTestStore();
    await tell(store, 'a', 'b');
    await store.knex('outbox_head').update({ last_id: 'of the one before' });
    const reader = await feedCursor(store.knex);
    expect(reader.split('.').at(-1)).toBe((await readAll(store))[1].id);
  });

  it('gives an existing database its epoch and the id of its last event, and takes them back', async () => {
    const store = await openTestStore();
    await tell(store, 'a', 'b');
    const [, last] = await readAll(store);
    const config = { directory, tableName: 'durable_migrations' };
    await store.knex.migrate.down({
      ...config,
      name: '20261128120000_name_feed_heads.js',
    });
    expect(Object.keys(await store.knex('outbox_head').first())).toEqual([
      'id',
      'last',
    ]);
    await store.knex.migrate.latest(config);
    const head = await store.knex('outbox_head').first();
    expect({ ...head, last: Number(head.last) }).toEqual({
      id: 1,
      last: 2,
      epoch: expect.stringMatching(/^[0-9a-f-]{36}$/),
      last_id: last.id,
    });
  });

  it.each(Object.entries(NEWER_EVENTS))(
    'passes on %s as it stands there',
    async (_, newer) => {
      const store = await openTestStore();
      await tell(store, 'a', 'b');
      await rewriteNewest(store, newer);
      await tell(store, 'c');
      const page = await changesAfter(store, undefined);
      expect(page.changes.map(({ subject }) => subject.name)).toEqual([
        'a',
        'b',
        'c',
      ]);
      expect(page.changes[1]).toMatchObject(newer);
      expect(page).not.toHaveProperty('unreadable');
    },
  );

  it.each(Object.entries(UNREADABLE_EVENTS))(
    'passes over an event that holds %s, and says it once',
    async (_, broken) => {
      const test = await openTestStore();
      const logger = mockServices.logger.mock();
      const database = mockServices.database({ knex: test.knex });
      const store = await openStore({ database, logger });
      await tell(store, 'a', 'b');
      await rewriteNewest(store, broken);
      const end = await feedCursor(store.knex);
      const alone = await changesAfter(store, '1');
      expect(alone).toEqual({
        kind: 'changes',
        changes: [],
        unreadable: [2],
        cursor: end,
      });
      await tell(store, 'c');
      expect(await namesAfter(store)).toEqual(['a', 'c']);
      expect(await namesAfter(store, end)).toEqual(['c']);
      expect(logger.error).toHaveBeenCalledTimes(1);
      const [said] = logger.error.mock.calls[0];
      expect(said).toContain(
        'The row with sequence 2 of the table outbox cannot be read',
      );
      expect(said).not.toContain('token-of-dan');
    },
  );
});
