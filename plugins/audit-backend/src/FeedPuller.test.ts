import { mockServices } from '@backstage/backend-test-utils';
import { appendEvent, readChanges, Store } from '@flytower/durable';
import {
  describeDatabases,
  dumpOf,
  eventually,
  FakeClock,
  rewriteNewest,
  UNREADABLE_EVENTS,
} from '@flytower/durable/testUtils';
import { aFact } from './__testUtils__/facts';
import { openLog } from './__testUtils__/openLog';
import { AuditStore } from './AuditStore';
import { FeedPuller } from './FeedPuller';
import { FeedReader } from './feedReader';

const PAGE = 4;

/** A source with a feed of its own, which can be away. Every third act is none of the log's business. */
class Source {
  readonly #clock = new FakeClock('2026-03-01T10:00:00.000Z');
  #acts = 0;
  away = false;

  constructor(readonly store: Store) {}

  /** People act, in the order of the numbers that stand in the log: `act 1` and so on. */
  async grow(by: number): Promise<void> {
    for (let n = 0; n < by; n++) {
      this.#acts += 1;
      const act = this.#acts;
      await this.store.transaction(trx =>
        appendEvent(trx, this.#clock, {
          type: 'tenant.onboarded.v1',
          subject: { kind: 'tenant', id: 't', name: 'payments' },
          actor: 'user:default/olivia',
          ...(act % 3 === 0 ? {} : { outcome: 'succeeded' as const }),
          summary: `act ${act}`,
          data: {},
        }),
      );
    }
  }

  async trim(below: number): Promise<void> {
    await this.store.knex('outbox').where('sequence', '<', below).delete();
  }

  read: FeedReader = async (_, after) => {
    if (this.away) {
      throw new Error('fetch failed');
    }
    return readChanges(this.store, after || undefined, PAGE);
  };
}

describeDatabases('FeedPuller', openTestStore => {
  async function setUp() {
    const opened = await openLog(openTestStore);
    const { clock } = opened;
    const source = new Source(await openTestStore());
    const logger = mockServices.logger.mock();
    const pullerFor = (log: AuditStore, sources = ['tenancy']) =>
      FeedPuller.create({ sources, read: source.read, log, clock, logger });
    /** Sentences of the log, oldest first. */
    const said = async () => {
      const rows: { summary: string }[] = await opened.store
        .knex('facts')
        .orderBy('sequence')
        .select('summary');
      return rows.map(({ summary }) => summary);
    };
    return { ...opened, source, logger, pullerFor, said };
  }

  it('reads every page, takes what belongs to the log, and goes on where it was', async () => {
    const { log, said, source, pullerFor } = await setUp();
    const puller = pullerFor(log);
    await source.grow(10);
    await puller.pull('tenancy');
    expect(await said()).toEqual(
      [1, 2, 4, 5, 7, 8, 10].map(act => `act ${act}`),
    );
    await source.grow(1);
    await pullerFor(log).pull('tenancy');
    expect((await said()).slice(-2)).toEqual(['act 10', 'act 11']);
  });

  it('says once that a source is away and once that it is back, and catches up', async () => {
    const { log, all, source, logger, pullerFor } = await setUp();
    const puller = pullerFor(log);
    await source.grow(5);
    source.away = true;
    await puller.pull('tenancy');
    await puller.pull('tenancy');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      'The operation log cannot read the changes of tenancy; it tries again every 2 seconds and catches up',
      expect.objectContaining({ message: 'fetch failed' }),
    );
    source.away = false;
    await puller.pull('tenancy');
    await puller.pull('tenancy');
    expect(logger.info.mock.calls).toEqual([
      ['The operation log reads tenancy again, from where it was'],
    ]);
    expect(await all()).toHaveLength(4);
  });

  it('takes everything once where two replicas read the same feed', async () => {
    const { store, clock, keys, log, all, verdict, source, pullerFor } =
      await setUp();
    const other = AuditStore.create({ store, clock, keys });
    await source.grow(30);
    await Promise.all([
      pullerFor(log).pull('tenancy'),
      pullerFor(other).pull('tenancy'),
    ]);
    await pullerFor(log).pull('tenancy');
    expect(await all()).toHaveLength(20);
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 20 });
  });

  it('follows its sources until it is stopped', async () => {
    const { log, all, source, pullerFor } = await setUp();
    await source.grow(1);
    const puller = pullerFor(log);
    puller.start();
    await eventually(async () => expect(await all()).toHaveLength(1));
    await puller.stop();
    await source.grow(1);
    expect(await all()).toHaveLength(1);
  });

  // The log had read eight acts of which the dump holds two; then people act anew in the database that was put back.
  it.each([
    ['fewer acts than the log had read', 3],
    ['as many acts as the log had read', 6],
    ['more acts than the log had read', 11],
  ])(
    'loses no act when a source is put back and has %s by now',
    async (_, acts) => {
      const { log, said, source, pullerFor, store, clock, keys, ...opened } =
        await setUp();
      const { logger, verdict } = opened;
      const puller = pullerFor(log);
      const other = pullerFor(AuditStore.create({ store, clock, keys }));
      await source.grow(2);
      const dump = await dumpOf(source.store);
      await source.grow(6);
      await puller.pull('tenancy');
      const before = await said();
      await dump.putBack();
      await source.grow(acts);
      for (let n = 0; n < 2; n++) {
        await Promise.all([puller.pull('tenancy'), other.pull('tenancy')]);
      }
      const after = await said();
      expect(after.slice(0, before.length)).toEqual(before);
      const [notice, ...news] = after.slice(before.length);
      expect(notice).toMatch(
        new RegExp(
          `^The database of tenancy was put back to an earlier time: the log had read up to change 8 \\(\\w{26}\\), and the feed ends at change ${
            2 + acts
          } \\(\\w{26}\\) now\\. `,
        ),
      );
      const anew = Array.from({ length: acts }, (__, n) => 9 + n);
      expect(news).toEqual(
        anew.filter(act => act % 3 !== 0).map(act => `act ${act}`),
      );
      expect(logger.warn.mock.calls).toEqual([[notice]]);
      expect(await verdict()).toMatchObject({ kind: 'whole' });
    },
  );

  it('says where the feed was trimmed before it was read, and takes what is left', async () => {
    const { log, said, source, pullerFor, views } = await setUp();
    const puller = pullerFor(log);
    await source.grow(2);
    await puller.pull('tenancy');
    await source.grow(6);
    await source.trim(7);
    await puller.pull('tenancy');
    await puller.pull('tenancy');
    expect(await said()).toEqual([
      'act 1',
      'act 2',
      expect.stringMatching(
        /^The feed of tenancy was trimmed before the log had read it: the log had read up to change 2 \(\w{26}\), and the feed ends at change 8 \(\w{26}\) now\. Acts in between may be missing here/,
      ),
      'act 7',
      'act 8',
    ]);
    const { items } = await views.list({ limit: 10 });
    expect(items.find(({ source: of }) => of === 'audit')).toMatchObject({
      verb: 'feed.trimmed',
      subject: { kind: 'feed', id: 'tenancy', name: 'tenancy' },
      person: 'flytower',
      outcome: 'succeeded',
    });
  });

  it('goes on from the bare sequence that the version before kept', async () => {
    const { log, store, said, source, pullerFor } = await setUp();
    await source.grow(5);
    await store
      .knex('feed_positions')
      .insert({ source: 'tenancy', position: 4, cursor: '4' });
    await pullerFor(log).pull('tenancy');
    expect(await said()).toEqual(['act 5']);
  });

  it('keeps an act whose outcome and type only a newer version knows, and does not say how it ended', async () => {
    const { log, said, source, pullerFor, views } = await setUp();
    await source.grow(1);
    const newer = { type: 'tenant2.merged.v12', outcome: 'expired' };
    await rewriteNewest(source.store, newer);
    await source.grow(1);
    await pullerFor(log).pull('tenancy');
    expect(await said()).toEqual(['act 1', 'act 2']);
    const { items } = await views.list({ limit: 10 });
    expect(items.find(({ reason }) => reason === 'act 1')).toMatchObject({
      verb: 'tenant2.merged',
      outcome: 'requested',
    });
  });

  it.each(Object.entries(UNREADABLE_EVENTS))(
    'says in a fact of its own that a change holds %s, and goes on',
    async (_, broken) => {
      const { log, said, source, pullerFor, views, verdict, ...opened } =
        await setUp();
      const puller = pullerFor(log);
      await source.grow(2);
      await rewriteNewest(source.store, broken);
      await puller.pull('tenancy');
      await source.grow(2);
      await puller.pull('tenancy');
      const hole =
        'Change 2 of the feed of tenancy could not be read: it is damaged, or a newer version wrote it. If it was an act, the act is missing here; look for change 2 in the outbox of tenancy';
      expect(await said()).toEqual(['act 1', hole, 'act 4']);
      const { items } = await views.list({ limit: 10 });
      expect(items.find(({ source: of }) => of === 'audit')).toMatchObject({
        verb: 'feed.unreadable',
        subject: { kind: 'feed', id: 'tenancy', name: 'tenancy' },
        outcome: 'failed',
      });
      expect(opened.logger.error).toHaveBeenCalledTimes(1);
      expect(await verdict()).toMatchObject({ kind: 'whole', until: 3 });
    },
  );
  it('brings nothing back that retention removed where a source that was put back is read again', async () => {
    const { log, said, source, pullerFor, ...opened } = await setUp();
    const { clock } = opened;
    const puller = pullerFor(log);
    await source.grow(2);
    const dump = await dumpOf(source.store);
    await source.grow(2);
    await puller.pull('tenancy');
    clock.advance(31 * 86_400_000);
    await log.append([aFact({ summary: 'what is kept' })]);
    await opened.retention(30).run();
    expect(await said()).toEqual(['what is kept']);
    await dump.putBack();
    // An act of long ago that the log never had is none of what was removed.
    await source.grow(2);
    await puller.pull('tenancy');
    await puller.pull('tenancy');
    expect(await said()).toEqual([
      'what is kept',
      expect.stringMatching(/^The database of tenancy was put back/),
      'act 5',
    ]);
  });
});
