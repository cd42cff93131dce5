import { mockServices } from '@backstage/backend-test-utils';
import { startOne } from './__testUtils__/operations';
import { OperationClaims } from './OperationClaims';
import { OperationStore } from './OperationStore';
import { feedCursor } from './feed';
import { appendEvent } from './outbox';
import { readRetention } from './readRetention';
import { exceptNewestOf, Retention, RetentionOptions } from './Retention';
import { Store } from './Store';
import {
  describeDatabases,
  FakeClock,
  readAll,
  changesAfter,
} from './testUtils';
import { withIdempotency } from './withIdempotency';

const DAY = 24 * 60 * 60 * 1000;

function subject(id: string) {
  return { subject: { kind: 'thing', id, name: id } };
}

describeDatabases('Retention', openTestStore => {
  async function setUp(options: Partial<RetentionOptions> = {}) {
    const opened = await openTestStore();
    const clock = new FakeClock('2026-03-01T00:00:00.000Z');
    const store: Store = {
      ...opened,
      now: async () => clock.now().getTime(),
    };
    const operations = OperationStore.create({ store, clock });
    const claims = OperationClaims.create({
      store,
      clock,
      owner: 'test',
      leaseMs: 15_000,
    });
    const retention = Retention.create({
      name: 'test',
      store,
      clock,
      logger: mockServices.logger.mock(),
      periods: readRetention(mockServices.rootConfig()),
      dispensable: () => undefined,
      ...options,
    });
    /** Finishes everything that is under way. */
    const finishAll = async () => {
      for (const claim of await claims.claim(['tenant.onboard'], 10_000)) {
        await claims.record(claim, { state: 'succeeded', reason: 'Done' }, 1);
      }
    };
    const left = async (): Promise<string[]> =>
      store.knex('operations').orderBy('id').pluck('subject_id');
    return { store, clock, operations, retention, finishAll, left };
  }

  async function tell(store: Store, clock: FakeClock, n: number) {
    await store.transaction(trx =>
      appendEvent(trx, clock, {
        type: 'thing.changed.v1',
        subject: { kind: 'thing', id: `${n}`, name: `thing ${n}` },
        actor: 'flytower',
        summary: `Thing ${n} changed`,
        data: {},
      }),
    );
  }

  it('removes operations 90 days after their end, and never what is not finished', async () => {
    const { store, clock, operations, retention, finishAll, left } =
      await setUp();
    await startOne(store, operations, subject('finished'));
    await finishAll();
    await startOne(store, operations, subject('unfinished'));
    clock.advance(90 * DAY);
    expect((await retention.sweep()).operations).toBe(0);
    clock.advance(1);
    expect((await retention.sweep()).operations).toBe(1);
    expect(await left()).toEqual(['unfinished']);
    clock.advance(3_650 * DAY);
    await retention.sweep();
    expect(await left()).toEqual(['unfinished']);
  });

  it('keeps the newest operation of a subject that is still there', async () => {
    const { store, clock, operations, retention, finishAll, left } =
      await setUp({
        dispensable: (query, knex) => exceptNewestOf(query, knex, ['things']),
      });
    await store.knex.schema.createTable('things', table => {
      table.string('id').primary();
    });
    await store.knex('things').insert({ id: 'there' });
    for (const id of ['there', 'gone', 'there', 'gone']) {
      await startOne(store, operations, subject(id));
      await finishAll();
    }
    clock.advance(91 * DAY);
    expect((await retention.sweep()).operations).toBe(3);
    expect(await left()).toEqual(['there']);
  });

  it('removes what goes with operations together with them, or neither', async () => {
    let refuse = true;
    const { store, clock, operations, retention, finishAll, left } =
      await setUp({
        alsoRemove: async (trx, ids) => {
          await trx('things').whereIn('id', ids).delete();
          if (refuse) {
            throw new Error('not now');
          }
        },
      });
    await store.knex.schema.createTable('things', table => {
      table.string('id').primary();
    });
    const { id } = await startOne(store, operations, subject('one'));
    await store.knex('things').insert({ id });
    await finishAll();
    clock.advance(91 * DAY);
    await expect(retention.sweep()).rejects.toThrow('not now');
    expect(await left()).toEqual(['one']);
    expect(await store.knex('things')).toEqual([{ id }]);
    refuse = false;
    await retention.sweep();
    expect(await left()).toEqual([]);
    expect(await store.knex('things')).toEqual([]);
  });

  it('removes events after 30 days, oldest first, and never the newest', async () => {
    const { store, clock, retention } = await setUp();
    for (let n = 1; n <= 3; n++) {
      await tell(store, clock, n);
    }
    clock.advance(20 * DAY);
    await tell(store, clock, 4);
    clock.advance(11 * DAY);
    expect((await retention.sweep()).events).toBe(3);
    const sequences = async () =>
      (await readAll(store)).map(({ sequence }) => sequence);
    expect(await sequences()).toEqual([4]);
    clock.advance(365 * DAY);
    expect((await retention.sweep()).events).toBe(0);
    expect(await sequences()).toEqual([4]);
    const newest = await feedCursor(store.knex);
    await tell(store, clock, 5);
    expect(await sequences()).toEqual([4, 5]);
    // A reader that had read all of it goes on from there.
    expect(await changesAfter(store, newest)).toMatchObject({
      changes: [{ sequence: 5 }],
    });
  });

  it('forgets idempotency keys after seven days', async () => {
    const { store, clock, retention } = await setUp();
    const call = {
      caller: 'user:default/dan',
      key: 'click-1',
      fingerprint: 'POST /v1/releases',
      clock,
    };
    await withIdempotency(store, call, async () => 'first');
    clock.advance(7 * DAY);
    await retention.sweep();
    expect(await withIdempotency(store, call, async () => 'again')).toBe(
      'first',
    );
    clock.advance(1);
    expect((await retention.sweep()).idempotencyKeys).toBe(1);
    expect(await withIdempotency(store, call, async () => 'again')).toBe(
      'again',
    );
  });

  it('lets others in between its batches, and two replicas at once', async () => {
    const { store, clock, retention } = await setUp();
    const rows = Array.from({ length: 1_700 }, (_, n) => ({
      caller: 'user:default/dan',
      key: `key-${n}`,
      fingerprint: 'x',
      created_at: clock.now().getTime(),
    }));
    await store.knex.batchInsert('idempotency_keys', rows, 100);
    clock.advance(8 * DAY);
    const leftWhenOthersRan: number[] = [];
    const other = async () => {
      const [{ left }] = await store
        .knex('idempotency_keys')
        .count({ left: '*' });
      leftWhenOthersRan.push(Number(left));
      if (leftWhenOthersRan.length < 200 && Number(left) > 0) {
        setImmediate(other);
      }
    };
    setImmediate(other);
    const [first, second] = await Promise.all([
      retention.sweep(),
      retention.sweep(),
    ]);
    expect(first.idempotencyKeys + second.idempotencyKeys).toBe(1_700);
    expect(await store.knex('idempotency_keys')).toEqual([]);
    expect(leftWhenOthersRan.some(left => left > 0 && left < 1_700)).toBe(true);
  });
});

describe('readRetention', () => {
  it('reads days', () => {
    const config = mockServices.rootConfig({
      data: {
        flytower: { retention: { operationDays: 10, eventDays: 2 } },
      },
    });
    expect(readRetention(config)).toEqual({
      operationsMs: 10 * DAY,
      eventsMs: 2 * DAY,
      idempotencyKeysMs: 7 * DAY,
    });
  });

  it.each([0, 1.5, 'ten', 4_000])('refuses %p days', operationDays => {
    const config = mockServices.rootConfig({
      data: { flytower: { retention: { operationDays } } },
    });
    expect(() => readRetention(config)).toThrow(
      'Check flytower.retention.operationDays in the configuration: it is a whole number of days from 1 to 3650',
    );
  });
});
