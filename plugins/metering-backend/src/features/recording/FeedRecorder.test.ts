import { appendEvent, feedCursor, readChanges, Store } from '@flytower/durable';
import {
  describeDatabases,
  dumpOf,
  NEWER_EVENTS,
  rewriteNewest,
  UNREADABLE_EVENTS,
} from '@flytower/durable/testUtils';
import { instanceSchema } from '@flytower/plugin-public-services-common';
import { openLedger, SecondClock } from '../../__testUtils__/openLedger';
import { databaseChanges } from '../../domain/databaseChanges';
import { databasesStanding } from '../../domain/standing';
import { FeedRecorder } from './FeedRecorder';
import { LedgerStore } from './LedgerStore';

const START = 1_000_000;
const LIMITS = { storageBytes: 2 ** 20, connections: 10 };

/** Public services with real events; what it has now stands in the same database, so that it is put back with it. */
class Databases {
  constructor(readonly store: Store, readonly clock: SecondClock) {}

  async create(name: string): Promise<void> {
    await this.#tell(name, 'created', { limits: LIMITS }, 'ready');
  }

  async disable(name: string): Promise<void> {
    await this.#tell(name, 'disabled', {}, 'disabled');
  }

  async enable(name: string): Promise<void> {
    await this.#tell(name, 'enabled', {}, 'ready');
  }

  async delete(name: string): Promise<void> {
    await this.#tell(name, 'deleted', {}, undefined);
  }

  async standing() {
    return this.store.readTransaction(async trx => {
      const rows: { key: string; fingerprint: string; created_at: number }[] =
        await trx('idempotency_keys').orderBy('key');
      return {
        cursor: await feedCursor(trx),
        there: databasesStanding({
          instances: rows.map(({ key, fingerprint, created_at }) =>
            instanceOf(key, fingerprint, Number(created_at)),
          ),
        }),
      };
    });
  }

  async #tell(
    name: string,
    what: string,
    data: Parameters<typeof appendEvent>[2]['data'],
    state: string | undefined,
  ): Promise<void> {
    const { store, clock } = this;
    await store.transaction(async trx => {
      const row = { caller: 'instance', key: name };
      const before = await trx('idempotency_keys').where(row).first();
      await trx('idempotency_keys').where(row).delete();
      if (state) {
        const created_at = before?.created_at ?? clock.second;
        await trx('idempotency_keys').insert({
          ...row,
          fingerprint: state,
          created_at,
        });
      }
      await appendEvent(trx, clock, {
        type: `instance.${what}.v1`,
        subject: { kind: 'instance', id: name, name },
        tenant: 'payments',
        actor: 'user:default/dan',
        summary: '',
        data,
      });
    });
  }
}

function instanceOf(name: string, state: string, created: number) {
  const at = new Date(created * 1000).toISOString();
  return instanceSchema.parse({
    id: name,
    tenant: 'payments',
    environment: 'prod',
    name,
    displayName: name,
    offering: 'mysql',
    plan: 'small',
    engine: 'mysql',
    edition: 'host',
    limits: LIMITS,
    state,
    health: { status: 'healthy', sentence: 'Answers' },
    accounts: [],
    bindings: 0,
    createdBy: 'user:default/dan',
    createdAt: at,
    updatedAt: at,
    generation: 1,
  });
}

describeDatabases('FeedRecorder', openTestStore => {
  async function setUp() {
    const opened = await openLedger(openTestStore, { start: START });
    const { clock, ledger, logger, views, store } = opened;
    const databases = new Databases(await openTestStore(), clock);
    const recorder = () =>
      FeedRecorder.create({
        plugin: 'public-services',
        parse: databaseChanges,
        read: (_, after) => readChanges(databases.store, after, 3),
        standing: () => databases.standing(),
        ledger,
        clock,
        logger,
      });
    const at = (second: number) => {
      clock.second = START + second;
    };
    /** Seconds of each database up to now: existed, ran, stopped, as "least" or "least to most". */
    const usage = async () => {
      const { items } = await views.page({
        scope: { kind: 'everything' },
        selection: { type: 'database' },
        groupBy: 'resource',
        limit: 100,
      });
      return Object.fromEntries(
        items
          .map(({ key, figures }): [string, string[]] => [
            key,
            [
              figures.existedSeconds,
              figures.ranSeconds,
              figures.stoppedSeconds,
            ].map(({ least, most }) =>
              least === most ? least : `${least} to ${most}`,
            ),
          ])
          .sort(),
      );
    };
    const gaps = async () => {
      const rows = await store.knex('gaps').orderBy('started_at');
      return rows.map(row => [
        row.source,
        Number(row.started_at) - START,
        Number(row.ended_at) - START,
      ]);
    };
    return { ...opened, databases, recorder, at, usage, gaps };
  }

  it('counts each event once, at its own second', async () => {
    const { databases, recorder, at, usage } = await setUp();
    await databases.create('orders');
    at(100);
    await databases.disable('orders');
    at(300);
    await databases.delete('orders');
    await databases.create('till');
    at(400);
    await recorder().pull();
    await recorder().pull();
    expect(await usage()).toEqual({
      'database.orders': ['300', '100', '200'],
      'database.till': ['100', '100', '0'],
    });
  });

  it.each([
    ['fewer events than were read', 0],
    ['more events than were read', 6],
  ])(
    'settles with what is there when the feed was put back and has %s',
    async (_, more) => {
      const { databases, recorder, at, usage, gaps, logger } = await setUp();
      const metering = recorder();
      await databases.create('kept');
      await databases.create('stopped-meanwhile');
      const dump = await dumpOf(databases.store);
      at(100);
      await databases.create('lost');
      await databases.delete('kept');
      await databases.disable('stopped-meanwhile');
      at(200);
      await metering.pull();

      await dump.putBack();
      at(250);
      await databases.create('new');
      for (let n = 0; n < more; n++) {
        await databases.disable('new');
      }
      at(300);
      await metering.pull();
      at(400);
      await metering.pull();
      const stopped = more > 0;
      expect(await usage()).toEqual({
        // Deleted for sure at 100; that it is there again is counted from when it was seen, perhaps from the put-back.
        'database.kept': ['100', '100', '0'],
        'database.kept@1000300': ['100 to 200', '100 to 200', '0'],
        // Sure until it was seen last.
        'database.lost': ['100 to 200', '100 to 200', '0'],
        'database.new@1000300': stopped
          ? ['100 to 150', '0', '100 to 150']
          : ['100 to 150', '100 to 150', '0'],
        // It runs again, nobody knows since when.
        'database.stopped-meanwhile': ['400', '200 to 300', '100 to 200'],
      });
      expect(await gaps()).toEqual([['feed:public-services', 200, 300]]);
      expect(logger.warn).toHaveBeenCalledTimes(1);
      expect(logger.warn.mock.calls[0][0]).toContain(
        'The feed of public-services does not go on from where metering had read it (put-back): change 5 was read',
      );
      // Afterwards events count as ever, and nothing twice.
      at(500);
      await databases.delete('stopped-meanwhile');
      at(600);
      await metering.pull();
      expect((await usage())['database.stopped-meanwhile'][0]).toBe('500');
    },
  );

  it('begins with what is there where the feed was trimmed before the first look', async () => {
    const { databases, recorder, at, usage, gaps } = await setUp();
    await databases.create('orders');
    at(100);
    await databases.create('till');
    await databases.store.knex('outbox').where({ sequence: 1 }).delete();
    at(200);
    await recorder().pull();
    at(300);
    await recorder().pull();
    expect(await usage()).toEqual({
      'database.orders@1000200': ['100 to 300', '100 to 300', '0'],
      'database.till@1000200': ['100 to 200', '100 to 200', '0'],
    });
    expect(await gaps()).toEqual([]);
  });

  it('leaves a feed to the process that holds it, without a word', async () => {
    const { databases, recorder, usage, store, clock, logger } = await setUp();
    await databases.create('orders');
    await recorder().pull();
    const other = FeedRecorder.create({
      plugin: 'public-services',
      parse: databaseChanges,
      read: (_, after) => readChanges(databases.store, after, 3),
      standing: () => databases.standing(),
      ledger: LedgerStore.create({ store, holder: 'another process' }),
      clock,
      logger,
    });
    clock.second += 10;
    await databases.create('till');
    await expect(other.pull()).rejects.toThrow('Another process records');
    expect(logger.warn).not.toHaveBeenCalled();
    expect(Object.keys(await usage())).toEqual(['database.orders']);
    clock.second += 21;
    await other.pull();
    expect(Object.keys(await usage())).toEqual([
      'database.orders',
      'database.till',
    ]);
  });

  it('goes on from the position that the version before has written', async () => {
    const { databases, recorder, at, usage, store } = await setUp();
    await databases.create('orders');
    await recorder().pull();
    at(100);
    await databases.disable('orders');
    // A replica of the version before reads the second event, and writes what it knows to write.
    await recorder().pull();
    const { cursor } = await store.knex('sources').first();
    await store
      .knex('sources')
      .update({ cursor: cursor.replace(/\.\d+\..*/, '.1.x'), position: 2 });
    at(200);
    await recorder().pull();
    expect(await usage()).toEqual({
      'database.orders': ['200', '100', '100'],
    });
  });

  it.each([
    ...Object.entries(UNREADABLE_EVENTS),
    ['an outcome of a newer version', { outcome: 'expired' }],
    ['a type of a newer version', { type: 'instance.deleted.v2' }],
  ])(
    'settles with what is there where the end of a database holds %s, and goes on',
    async (_, strange) => {
      const { databases, recorder, at, usage, gaps, logger } = await setUp();
      const metering = recorder();
      await databases.create('orders');
      await databases.create('till');
      at(100);
      await metering.pull();
      at(150);
      await databases.delete('orders');
      await rewriteNewest(databases.store, strange);
      at(200);
      await metering.pull();
      at(300);
      await databases.delete('till');
      at(400);
      await metering.pull();
      expect(await usage()).toEqual({
        'database.orders': ['100 to 200', '100 to 200', '0'],
        'database.till': ['300', '300', '0'],
      });
      expect(await gaps()).toEqual([['feed:public-services', 100, 200]]);
      const said = logger.error.mock.calls.map(([message]) => message);
      expect(said.at(-1)).toContain(
        'The feed of public-services has changes that metering cannot read (3)',
      );
      expect(said.join()).not.toContain('token-of-dan');
    },
  );

  it('settles where the data of an event is of a newer shape', async () => {
    const { databases, recorder, at, usage } = await setUp();
    const metering = recorder();
    await metering.pull();
    at(100);
    await databases.create('orders');
    await rewriteNewest(databases.store, { data: { limits: 'many' } });
    at(200);
    await metering.pull();
    at(300);
    await metering.pull();
    expect(await usage()).toEqual({
      'database.orders@1000200': ['100 to 200', '100 to 200', '0'],
    });
  });

  it.each(Object.entries(NEWER_EVENTS))(
    'leaves an event that is none of its concern alone: %s',
    async (_, newer) => {
      const { databases, recorder, at, usage, gaps } = await setUp();
      const metering = recorder();
      await databases.create('orders');
      await databases.enable('orders');
      await rewriteNewest(databases.store, {
        type: 'binding.created.v1',
        ...newer,
      });
      at(100);
      await databases.disable('orders');
      await metering.pull();
      expect(await usage()).toEqual({
        'database.orders': ['100', '100', '0'],
      });
      expect(await gaps()).toEqual([]);
    },
  );
});
