import { describeDatabases } from '@flytower/durable/testUtils';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, openLog } from '../__testUtils__/openLog';

describeDatabases('LogCheck', openTestStore => {
  async function logOf(facts: number) {
    const opened = await openLog(openTestStore);
    for (let made = 0; made < facts; made += 100) {
      await opened.log.append(Array.from({ length: 100 }, () => aFact()));
    }
    return opened;
  }

  it('has no verdict before the first check, and reading it checks nothing', async () => {
    const { verdicts, store } = await logOf(100);
    const read = jest.fn();
    store.knex.on('query', read);
    expect(await verdicts.state()).toEqual({ newest: 100 });
    store.knex.removeAllListeners('query');
    const asked = read.mock.calls.map(([{ sql }]) => String(sql));
    // The row, the newest fact, and on PostgreSQL what time it is there.
    expect(asked.filter(sql => !/clock_timestamp/.test(sql))).toEqual([
      expect.stringMatching(/log_checks/),
      expect.stringMatching(/[`"]facts[`"].*limit/),
    ]);
  });

  it('keeps its verdict with when, and up to which fact', async () => {
    const { check, clock, store } = await logOf(100);
    await check.run('beginning');
    clock.advance(3_600_000);
    const restarted = logOver(store);
    expect(await restarted.verdicts.state()).toMatchObject({
      verdict: {
        kind: 'whole',
        since: 0,
        until: 100,
        checkedAt: '2026-03-01T12:00:00.000Z',
      },
    });
  });

  it('is one at a time, however many ask', async () => {
    const { check, store } = await logOf(500);
    const replica = logOver(store);
    let pages = 0;
    store.knex.on('query', ({ sql }) => {
      pages += /from [`"]fact_batches[`"] where [`"]number[`"] >/.test(sql)
        ? 1
        : 0;
    });
    const states = await Promise.all([
      ...Array.from({ length: 20 }, () => check.start('beginning')),
      replica.check.start('beginning'),
    ]);
    await Promise.all([check.stop(), replica.check.stop()]);
    store.knex.removeAllListeners('query');
    expect(states).toHaveLength(21);
    // 500 facts are three pages of 200: one check read them, or was stopped before.
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThanOrEqual(3);
  });

  it('lets others come between its pages', async () => {
    const { check, log, verdict } = await logOf(800);
    const running = check.run('beginning');
    let appended = 0;
    let over = false;
    const ended = running.then(() => {
      over = true;
    });
    while (!over && appended < 3) {
      await log.append([aFact()]);
      appended += 1;
    }
    await ended;
    expect(appended).toBe(3);
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 803 });
  }, 20_000);

  it('checks only what is new where it is asked to', async () => {
    const { check, clock, log, store } = await logOf(100);
    await check.run('beginning');
    clock.advance(3_600_000);
    await dropGuards(store);
    await store.knex('facts').where({ sequence: 7 }).update({ summary: '' });
    await log.append([aFact()]);
    expect((await check.run('last')).verdict).toMatchObject({
      kind: 'whole',
      since: 100,
      until: 101,
      full: { since: 0, until: 100, checkedAt: '2026-03-01T12:00:00.000Z' },
      sentence:
        'Checked until fact 101 of 101: up to fact 100 by a full check at 2026-03-01T12:00:00.000Z, behind it by checks of what was new, the last from fact 101 at 2026-03-01T13:00:00.000Z; those facts were as they were recorded, and the list showed what they tell',
    });
    expect((await check.run('beginning')).verdict).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'fact-changed', sequence: 7 }),
      ]),
    });
    // Behind a log that is not whole there is nothing to go on from.
    expect((await check.run('last')).verdict).toMatchObject({ since: 0 });
  }, 20_000);

  it('says how far it has come, and is taken over when its process is gone', async () => {
    const { check, row, clock, store } = await logOf(100);
    const running = {
      startedAt: '2026-03-01T12:00:00.000Z',
      since: 0,
      sequence: 40,
      of: 100,
    };
    await row.claim('a killed process', running);
    expect(await check.run('beginning')).toEqual({ running, newest: 100 });
    // By the database's own clock, which no test can advance.
    await store
      .knex('log_checks')
      .update({ running_until: await store.now(clock) });
    expect((await check.run('beginning')).verdict).toMatchObject({
      kind: 'whole',
      until: 100,
    });
  });

  it('goes by the one clock that all replicas share', async () => {
    const { row, store } = await logOf(0);
    const replica = logOver(store);
    replica.clock.advance(3_600_000);
    await row.claim('a check', undefined);
    // SQLite has one process, whose clock it is.
    expect(await replica.row.claim('another', undefined)).toBe(
      store.dialect === 'sqlite',
    );
  });

  it('is kept away by nobody who writes a lease that never ends', async () => {
    const { store, verdict } = await logOf(100);
    await store
      .knex('log_checks')
      .update({ running_by: 'nobody', running_until: 9_999_999_999_999 });
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 100 });
  });

  it('says so where retention holds the log', async () => {
    const { row, check } = await logOf(100);
    await row.claim('retention', undefined);
    await expect(check.start('beginning')).rejects.toThrow(
      'Retention is removing old facts of the operation log, so that it cannot be checked now; ask again in some minutes',
    );
    await row.release('retention');
    expect((await check.run('beginning')).verdict).toMatchObject({
      kind: 'whole',
    });
  });
});
