import { mockServices } from '@backstage/backend-test-utils';
import { startOne } from './__testUtils__/operations';
import { Engine, EngineOptions } from './Engine';
import { OperationClaims, Outcome } from './OperationClaims';
import { OperationStore } from './OperationStore';
import { OperationHandler } from './OperationWorker';
import { Store } from './Store';
import { describeDatabases, FakeClock, readAll } from './testUtils';

const KIND = 'tenant.onboard';
const DONE: Outcome = { state: 'succeeded', reason: 'Everything is there' };
const GOING: Outcome = {
  state: 'in-progress',
  reason: 'Two of three are there',
};

function subject(id: string) {
  return { subject: { kind: 'tenant', id, name: id } };
}

describeDatabases('Engine', openTestStore => {
  async function setUp(options: Partial<EngineOptions> = {}) {
    const clock = new FakeClock('2026-03-01T10:00:00.000Z');
    // Leases go by the database's time; here the test moves that as well.
    const store: Store = {
      ...(await openTestStore()),
      now: async () => clock.now().getTime(),
    };
    const operations = OperationStore.create({ store, clock });
    const engineWith = (handler: OperationHandler) =>
      Engine.create({
        name: 'test',
        store,
        operations,
        clock,
        logger: mockServices.logger.mock(),
        handlers: { [KIND]: handler },
        random: () => 0,
        ...options,
      });
    const started = await startOne(store, operations);
    const current = async () => {
      const operation = await operations.get(started.id);
      if (!operation) {
        throw new Error('The operation is gone');
      }
      return operation;
    };
    return { store, clock, operations, engineWith, id: started.id, current };
  }

  it('does what is due and records the outcome', async () => {
    const { engineWith, current } = await setUp();
    const handler = jest.fn(async () => DONE);
    const engine = engineWith(handler);
    expect(await engine.runDue()).toBe(1);
    expect(await engine.runDue()).toBe(0);
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({ input: { quota: 'small' }, memo: {} }),
    );
    expect(await current()).toMatchObject({
      state: 'succeeded',
      reason: 'Everything is there',
      generation: 2,
      finishedAt: '2026-03-01T10:00:00.000Z',
    });
  });

  it('does nothing before its time', async () => {
    const { store, operations, clock, engineWith } = await setUp();
    const engine = engineWith(async () => DONE);
    await engine.runDue();
    await startOne(store, operations, { startIn: 1_000 });
    clock.advance(999);
    expect(await engine.runDue()).toBe(0);
    clock.advance(1);
    expect(await engine.runDue()).toBe(1);
  });

  it('leaves kinds that it has no handler for to other engines', async () => {
    const { store, operations, engineWith } = await setUp();
    await startOne(store, operations, { kind: 'release', ...subject('s') });
    expect(await engineWith(async () => DONE).runDue()).toBe(1);
  });

  it('gives the handler its memo again, and looks again after the usual time', async () => {
    const { clock, engineWith, current } = await setUp();
    const memos: unknown[] = [];
    const engine = engineWith(async ({ memo }) => {
      memos.push(memo);
      return { ...GOING, memo: { seen: memos.length } };
    });
    await engine.runDue();
    expect((await current()).nextActionAt).toBe('2026-03-01T10:00:02.000Z');
    expect((await current()).generation).toBe(1);
    clock.advance(2_000);
    await engine.runDue();
    expect(memos).toEqual([{}, { seen: 1 }]);
  });

  it('gives a wish once; paused work rests until somebody resumes it', async () => {
    const { store, operations, clock, engineWith, id, current } = await setUp();
    const wishes: unknown[] = [];
    const engine = engineWith(async ({ wish, operation }) => {
      wishes.push(wish);
      if (wish === 'pause') {
        return { state: 'paused', reason: 'Olivia paused it' };
      }
      return wish === 'resume' ? GOING : { ...GOING, state: operation.state };
    });
    await store.transaction(trx => operations.control(trx, id, 'pause'));
    await engine.runDue();
    expect(await current()).toMatchObject({ state: 'paused', generation: 3 });
    clock.advance(3_600_000);
    await operations.wake(['tenant-1']);
    expect(await engine.runDue()).toBe(0);
    await store.transaction(trx => operations.control(trx, id, 'resume'));
    await engine.runDue();
    clock.advance(2_000);
    await engine.runDue();
    expect(wishes).toEqual(['pause', 'resume', undefined]);
  });

  it('refuses wishes for what is over', async () => {
    const { store, operations, engineWith, id } = await setUp();
    await engineWith(async () => DONE).runDue();
    await expect(
      store.transaction(trx => operations.control(trx, id, 'abort')),
    ).rejects.toThrow(
      `Operation ${id} is over (succeeded), so it cannot abort`,
    );
  });

  it('keeps the state of what failed, says why, and backs off further each time', async () => {
    const { clock, engineWith, current } = await setUp();
    let healthy = false;
    const engine = engineWith(async () => {
      if (!healthy) {
        throw new Error('west does not answer');
      }
      return GOING;
    });
    await engine.runDue();
    expect(await current()).toMatchObject({
      state: 'in-progress',
      attempts: 1,
      lastError: 'west does not answer',
      reason:
        'The last attempt failed and is tried again: west does not answer',
      // First 1 second, and the random number 0 takes half of it.
      nextActionAt: '2026-03-01T10:00:00.500Z',
    });
    clock.advance(500);
    await engine.runDue();
    expect(await current()).toMatchObject({
      attempts: 2,
      nextActionAt: '2026-03-01T10:00:01.500Z',
    });
    healthy = true;
    clock.advance(1_000);
    await engine.runDue();
    expect(await current()).toMatchObject({ attempts: 0 });
    expect((await current()).lastError).toBeUndefined();
  });

  it('counts a failure that the handler lives with', async () => {
    const { engineWith, current } = await setUp();
    await engineWith(async () => ({
      state: 'waiting',
      reason: 'west does not answer; east is done',
      lastError: 'connection refused',
    })).runDue();
    expect(await current()).toMatchObject({
      state: 'waiting',
      attempts: 1,
      lastError: 'connection refused',
      nextActionAt: '2026-03-01T10:00:00.500Z',
    });
  });

  it('drops an outcome that somebody overtook with a wish, and looks again', async () => {
    const { store, operations, engineWith, id, current } = await setUp();
    const wishes: unknown[] = [];
    const engine = engineWith(async ({ wish }) => {
      wishes.push(wish);
      if (wishes.length === 1) {
        await store.transaction(trx => operations.control(trx, id, 'abort'));
        return DONE;
      }
      return { state: 'aborted', reason: 'Olivia aborted it' };
    });
    await engine.runDue();
    expect((await current()).state).toBe('in-progress');
    await engine.runDue();
    expect(wishes).toEqual([undefined, 'abort']);
    expect((await current()).state).toBe('aborted');
  });

  it('looks again at once after a hint that came while the handler ran', async () => {
    const { operations, engineWith } = await setUp();
    let hints = 1;
    const engine = engineWith(async () => {
      if (hints-- > 0) {
        await operations.wake(['tenant-1']);
      }
      return { ...GOING, nextInMs: 60_000 };
    });
    expect(await engine.runDue()).toBe(1);
    expect(await engine.runDue()).toBe(1);
    expect(await engine.runDue()).toBe(0);
  });

  it('wakes what waits, and of what backs off only after a second', async () => {
    const { store, operations, clock, engineWith } = await setUp();
    await startOne(store, operations, subject('tenant-2'));
    const engine = engineWith(async ({ operation }) => {
      if (operation.subject.id === 'tenant-2') {
        throw Object.assign(new Error('slow down'), { kind: 'throttled' });
      }
      return { state: 'waiting', reason: 'Waits for pods', nextInMs: 60_000 };
    });
    expect(await engine.runDue()).toBe(2);
    await operations.wake(['tenant-1', 'tenant-2', 'unknown']);
    expect(await engine.runDue()).toBe(1);
    clock.advance(999);
    expect(await engine.runDue()).toBe(0);
    clock.advance(1);
    expect(await engine.runDue()).toBe(1);
  });

  it('writes outcome, events and further writes together or not at all', async () => {
    const { store, engineWith, current } = await setUp();
    const outcome: Outcome = {
      ...DONE,
      events: [
        {
          type: 'tenant.onboarded.v1',
          subject: { kind: 'tenant', id: 'tenant-1', name: 'payments' },
          actor: 'flytower',
          summary: 'Onboarded payments',
          data: {},
        },
      ],
    };
    const failing = engineWith(async () => ({
      ...outcome,
      write: async () => {
        throw new Error('the name is taken');
      },
    }));
    await failing.runDue();
    expect(await current()).toMatchObject({
      state: 'in-progress',
      lastError: 'the name is taken',
    });
    expect(await readAll(store)).toEqual([]);
  });

  it('never runs two operations of one subject at once, and others beside each other', async () => {
    const { store, operations, engineWith } = await setUp({ maxParallel: 50 });
    for (let n = 0; n < 12; n++) {
      await startOne(store, operations, subject(`tenant-${(n % 3) + 1}`));
    }
    const running = new Map<string, number>();
    let most = 0;
    const handler: OperationHandler = async ({ operation }) => {
      const { id } = operation.subject;
      running.set(id, (running.get(id) ?? 0) + 1);
      expect(running.get(id)).toBe(1);
      most = Math.max(most, running.size);
      await new Promise(resolve => setImmediate(resolve));
      running.delete(id);
      return DONE;
    };
    const engines = [engineWith(handler), engineWith(handler)];
    let done = 0;
    while (done < 13) {
      const passes = await Promise.all(engines.map(engine => engine.runDue()));
      done += passes[0] + passes[1];
    }
    expect(most).toBe(3);
    const left = await operations.list({
      scope: { kind: 'all' },
      states: ['in-progress'],
      limit: 10,
    });
    expect(left.items).toEqual([]);
  });

  describe('after a kill', () => {
    const leaseMs = 15_000;

    /** A process that claims, and is killed before it can do anything more. */
    async function claimAndDie(setup: Awaited<ReturnType<typeof setUp>>) {
      const claims = OperationClaims.create({
        store: setup.store,
        clock: setup.clock,
        owner: 'killed',
        leaseMs,
      });
      const [claim] = await claims.claim([KIND], 1);
      return { claims, claim };
    }

    it('goes on when the lease of the killed process has ended, not before', async () => {
      const setup = await setUp();
      await claimAndDie(setup);
      const engine = setup.engineWith(async () => DONE);
      expect(await engine.runDue()).toBe(0);
      setup.clock.advance(leaseMs - 1);
      expect(await engine.runDue()).toBe(0);
      setup.clock.advance(1);
      expect(await engine.runDue()).toBe(1);
      expect((await setup.current()).state).toBe('succeeded');
    });

    it('calls the handler again where the kill came between handler and record', async () => {
      const setup = await setUp();
      const world = new Set<string>();
      const handle: OperationHandler = async ({ operation }) => {
        world.add(`namespace of ${operation.subject.name}`);
        return DONE;
      };
      const { claim } = await claimAndDie(setup);
      await handle({ ...claim, signal: new AbortController().signal });
      setup.clock.advance(leaseMs);
      await setup.engineWith(handle).runDue();
      expect([...world]).toEqual(['namespace of payments']);
      expect((await setup.current()).state).toBe('succeeded');
    });

    it('lets a process that was only slow write nothing any more', async () => {
      const setup = await setUp();
      const { claims, claim } = await claimAndDie(setup);
      setup.clock.advance(leaseMs);
      await setup.engineWith(async () => GOING).runDue();
      expect(await claims.renew(claim)).toBe(false);
      expect(
        await claims.record(claim, { state: 'failed', reason: 'Too late' }, 1),
      ).toBe(false);
      expect(
        await claims.fail(claim, { lastError: 'x', reason: 'x', nextInMs: 1 }),
      ).toBe(false);
      expect(await setup.current()).toMatchObject({
        state: 'in-progress',
        reason: GOING.reason,
        attempts: 0,
      });
    });
  });
});
