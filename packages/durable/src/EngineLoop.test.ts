import { startOne } from './__testUtils__/operations';
import { latch, runningEngines } from './__testUtils__/runningEngines';
import { systemClock } from './Clock';
import { Outcome } from './OperationClaims';
import { OperationStore } from './OperationStore';
import { OperationHandler } from './OperationWorker';
import { describeDatabases, eventually } from './testUtils';

const DONE: Outcome = { state: 'succeeded', reason: 'Done' };

describeDatabases('a running Engine', openTestStore => {
  const setUp = runningEngines(openTestStore, { intervalMs: 3_600_000 });

  it('does at once what is started, without waiting for its interval', async () => {
    const { store, operations, engineWith, stateOf } = await setUp();
    engineWith(async () => DONE).start();
    const { id } = await startOne(store, operations);
    await eventually(async () => expect(await stateOf(id)).toBe('succeeded'));
  });

  it('finds at its interval what nobody told it of', async () => {
    const { store, engineWith, stateOf } = await setUp();
    engineWith(async () => DONE, { intervalMs: 20 }).start();
    const elsewhere = OperationStore.create({ store, clock: systemClock });
    const { id } = await startOne(store, elsewhere);
    await eventually(async () => expect(await stateOf(id)).toBe('succeeded'));
  });

  it('lets the rest of the process run while work is always due again at once', async () => {
    const { store, operations, engineWith, stateOf } = await setUp();
    let laps = 0;
    let lapOfAnother: number | undefined;
    engineWith(async () => {
      laps += 1;
      if (laps === 1) {
        setImmediate(() => {
          lapOfAnother = laps;
        });
      }
      return laps < 40
        ? { state: 'in-progress', reason: 'Again', nextInMs: 0 }
        : DONE;
    }).start();
    const { id } = await startOne(store, operations);
    await eventually(async () => expect(await stateOf(id)).toBe('succeeded'));
    expect(lapOfAnother).toBeLessThan(40);
  });

  it('works through more than it may do at once', async () => {
    const { store, operations, engineWith } = await setUp();
    const order = Array.from({ length: 25 }, (_, n) => `tenant-${n}`);
    for (const id of order) {
      await startOne(store, operations, {
        subject: { kind: 'tenant', id, name: id },
      });
    }
    let running = 0;
    const handler = async () => {
      running += 1;
      expect(running).toBeLessThanOrEqual(4);
      await new Promise(resolve => setImmediate(resolve));
      running -= 1;
      return DONE;
    };
    engineWith(handler, { maxParallel: 4 }).start();
    await eventually(async () => {
      const { items } = await operations.list({
        scope: { kind: 'all' },
        states: ['succeeded'],
        limit: 100,
      });
      expect(items).toHaveLength(25);
    });
  });

  it('shares work between two engines without doing anything twice', async () => {
    const { store, operations, engineWith } = await setUp();
    const calls = new Map<string, number>();
    const workers = new Set<string>();
    const both = latch();
    const handler =
      (worker: string): OperationHandler =>
      async ({ operation }) => {
        calls.set(operation.id, (calls.get(operation.id) ?? 0) + 1);
        // Neither may do all before the other begins: each holds what it took until both have something.
        if (workers.add(worker).size === 2) {
          both.open();
        }
        await both.opened;
        return DONE;
      };
    for (let n = 0; n < 60; n++) {
      const id = `tenant-${n}`;
      await startOne(store, operations, {
        subject: { kind: 'tenant', id, name: id },
      });
    }
    engineWith(handler('first'), { maxParallel: 3 }).start();
    engineWith(handler('second'), { maxParallel: 3 }).start();
    await eventually(() => expect(calls.size).toBe(60), 20_000);
    expect([...calls.values()].every(count => count === 1)).toBe(true);
    expect([...workers].sort()).toEqual(['first', 'second']);
  }, 30_000);

  it('holds its lease as long as a handler runs', async () => {
    const { store, operations, engineWith, stateOf } = await setUp();
    const { id } = await startOne(store, operations);
    const slow = latch();
    const begun = latch();
    engineWith(
      async () => {
        begun.open();
        await slow.opened;
        return DONE;
      },
      { leaseMs: 1_500 },
    ).start();
    await begun.opened;
    const { until } = await store.knex('operation_leases').first();
    await eventually(() => expect(Date.now()).toBeGreaterThan(Number(until)));
    const other = engineWith(async () => {
      throw new Error('This is held by the first');
    });
    expect(await other.runDue()).toBe(0);
    slow.open();
    await eventually(async () => expect(await stateOf(id)).toBe('succeeded'));
  });

  it('signals a handler whose lease was lost', async () => {
    const { store, operations, engineWith } = await setUp();
    await startOne(store, operations);
    const aborted = latch();
    const begun = latch();
    engineWith(
      async ({ signal }) => {
        signal.addEventListener('abort', aborted.open);
        begun.open();
        await aborted.opened;
        return DONE;
      },
      { leaseMs: 3_000 },
    ).start();
    await begun.opened;
    await store.knex('operation_leases').update({ token: 'of another' });
    await aborted.opened;
    expect(await store.knex('operation_leases')).toHaveLength(1);
  });

  it('waits at stop for its handlers, and records what they did', async () => {
    const { store, operations, engineWith, stateOf } = await setUp();
    const { id } = await startOne(store, operations);
    const begun = latch();
    const engine = engineWith(async ({ signal }) => {
      begun.open();
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      return DONE;
    });
    engine.start();
    await begun.opened;
    await engine.stop();
    expect(await stateOf(id)).toBe('succeeded');
  });

  it('counts no failure for a handler that gave up because of the stop', async () => {
    const { store, operations, engineWith } = await setUp();
    const { id } = await startOne(store, operations);
    const begun = latch();
    const engine = engineWith(async ({ signal }) => {
      begun.open();
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      throw new Error('aborted');
    });
    engine.start();
    await begun.opened;
    await engine.stop();
    expect(await operations.get(id)).toMatchObject({
      state: 'in-progress',
      attempts: 0,
    });
    expect(await store.knex('operation_leases')).toEqual([]);
  });

  it('does not wait for ever at stop', async () => {
    const { store, operations, engineWith, logger } = await setUp();
    await startOne(store, operations);
    const begun = latch();
    const never = latch();
    const engine = engineWith(
      async () => {
        begun.open();
        await never.opened;
        return DONE;
      },
      { graceMs: 20 },
    );
    engine.start();
    await begun.opened;
    await engine.stop();
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('stopped with 1 handlers still at work'),
    );
    never.open();
  });

  it('starts again after a stop, and not twice', async () => {
    const { store, operations, engineWith, stateOf } = await setUp();
    const engine = engineWith(async () => DONE);
    engine.start();
    expect(() => engine.start()).toThrow('The engine test is running');
    await engine.stop();
    const { id } = await startOne(store, operations);
    engine.start();
    await eventually(async () => expect(await stateOf(id)).toBe('succeeded'));
  });
});
