import { performance } from 'node:perf_hooks';
import { startOne } from './__testUtils__/operations';
import { latch, runningEngines } from './__testUtils__/runningEngines';
import { Clock, systemClock } from './Clock';
import { Outcome } from './OperationClaims';
import { Store } from './Store';
import { describeDatabases, eventually } from './testUtils';

/** A store of one process whose way to the database can be cut: what it asks then is never answered. */
function cuttable(store: Store) {
  let cut = false;
  const orSilence = <T>(ask: () => Promise<T>): Promise<T> =>
    cut ? new Promise<T>(() => undefined) : ask();
  const own: Store = {
    ...store,
    now: clock => orSilence(() => store.now(clock)),
    transaction: work => orSilence(() => store.transaction(work)),
    readTransaction: work => orSilence(() => store.readTransaction(work)),
  };
  return {
    own,
    cut: () => {
      cut = true;
    },
    mend: () => {
      cut = false;
    },
  };
}

const done = (by: string): Outcome => ({ state: 'succeeded', reason: by });

describeDatabases('two engines of one database', openTestStore => {
  const engines = runningEngines(openTestStore, {
    intervalMs: 20,
    leaseMs: 1_200,
    graceMs: 1_000,
  });

  async function setUp() {
    const { store, operations, engineWith, logger } = await engines();
    const { id } = await startOne(store, operations);
    const current = async () => {
      const found = await operations.get(id);
      return { reason: found?.reason, attempts: found?.attempts };
    };
    return { store, engineWith, current, logger };
  }

  it.each([
    ['returns an outcome', async () => done('the first')],
    [
      'throws',
      async () => {
        throw new Error('too late');
      },
    ],
  ])(
    'stops the first before the second begins when the database is away for the first, which then %s and writes nothing',
    async (_, end) => {
      const { store, engineWith, current, logger } = await setUp();
      const order: string[] = [];
      const { own, cut, mend } = cuttable(store);
      const begun = latch();
      const mayEnd = latch();
      engineWith(
        async ({ signal }) => {
          order.push('the first begins');
          signal.addEventListener('abort', () =>
            order.push('the first is aborted'),
          );
          begun.open();
          await mayEnd.opened;
          return end();
        },
        { store: own },
      ).start();
      await begun.opened;
      cut();
      const secondBegun = latch();
      const secondMayEnd = latch();
      engineWith(async () => {
        order.push('the second begins');
        secondBegun.open();
        await secondMayEnd.opened;
        return done('the second');
      }).start();
      await secondBegun.opened;
      expect(order).toEqual([
        'the first begins',
        'the first is aborted',
        'the second begins',
      ]);
      mend();
      mayEnd.open();
      await eventually(() =>
        expect(logger.warn).toHaveBeenCalledWith(
          expect.stringContaining('was interrupted'),
          expect.objectContaining({ name: 'LeaseLost' }),
        ),
      );
      expect(await current()).toEqual({
        reason: 'It has just been asked for',
        attempts: 0,
      });
      secondMayEnd.open();
      await eventually(async () =>
        expect(await current()).toEqual({ reason: 'the second', attempts: 0 }),
      );
    },
  );

  it('takes no lease that is held, whatever the own clock says', async () => {
    const { store, engineWith, current } = await setUp();
    const ahead: Clock = { now: () => new Date(Date.now() + 16_000) };
    const begun = latch();
    const mayEnd = latch();
    engineWith(
      async () => {
        begun.open();
        await mayEnd.opened;
        return done('the first');
      },
      { leaseMs: 15_000 },
    ).start();
    await begun.opened;
    const second = engineWith(
      async () => {
        throw new Error('This is held by the first');
      },
      // On SQLite there is one process, and one clock.
      { clock: store.dialect === 'postgres' ? ahead : systemClock },
    );
    expect(await second.runDue()).toBe(0);
    mayEnd.open();
    await eventually(async () =>
      expect(await current()).toEqual({ reason: 'the first', attempts: 0 }),
    );
  });

  it('begins nothing under a lease that took too long to get', async () => {
    const { store, engineWith } = await setUp();
    const leaseMs = 400;
    const slow: Store = {
      ...store,
      async transaction(work) {
        const result = await store.transaction(work);
        const end = performance.now() + leaseMs;
        await eventually(() => expect(performance.now()).toBeGreaterThan(end));
        return result;
      },
    };
    const handler = jest.fn(async () => done('too late'));
    await engineWith(handler, { store: slow, leaseMs }).runDue();
    expect(handler).not.toHaveBeenCalled();
  });

  it('looks again when a database that hung answers', async () => {
    const { store, engineWith, current } = await setUp();
    const { own, cut, mend } = cuttable(store);
    cut();
    engineWith(async () => done('at last'), {
      store: own,
      leaseMs: 500,
    }).start();
    mend();
    await eventually(async () =>
      expect(await current()).toEqual({ reason: 'at last', attempts: 0 }),
    );
  });
});
