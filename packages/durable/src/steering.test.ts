import fc from 'fast-check';
import { mockServices } from '@backstage/backend-test-utils';
import createKnex from 'knex';
import { startOne } from './__testUtils__/operations';
import { Engine } from './Engine';
import { openStore } from './openStore';
import { ControlVerb, StoredOperation } from './operationRow';
import { OperationStore } from './OperationStore';
import { steered, STEERING } from './steering';
import { FakeClock } from './testUtils';

const VERBS: ControlVerb[] = ['pause', 'resume', 'abort', 'retry'];

function stored(
  changes: Partial<StoredOperation['operation']>,
  wish?: ControlVerb,
): StoredOperation {
  return {
    operation: {
      id: 'op',
      kind: 'tenant.onboard',
      subject: { kind: 'tenant', id: 't', name: 'payments' },
      requester: 'user:default/olivia',
      actor: 'flytower',
      state: 'in-progress',
      steps: [],
      reason: 'Goes on',
      attempts: 0,
      generation: 1,
      createdAt: '2026-03-01T10:00:00.000Z',
      updatedAt: '2026-03-01T10:00:00.000Z',
      ...changes,
    },
    input: {},
    memo: {},
    wish,
    wakes: 0,
  };
}

/** What a verb does to an operation: the wish that its handler gets, or why it is refused. */
function answer(operation: StoredOperation, verb: ControlVerb): string {
  try {
    return steered(operation, verb).wish;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const NOT_PAUSED = 'Operation op is not paused, so there is nothing to resume';
const PAUSED = 'Operation op is paused; resume it to go on, or abort it';
const ABORTING =
  'Operation op is being aborted, and an abort is final; retry it if it does not come to its end';

describe('steering', () => {
  it.each([
    ['goes on', stored({}), ['pause', NOT_PAUSED, 'abort', 'retry']],
    [
      'waits',
      stored({ state: 'waiting' }),
      ['pause', NOT_PAUSED, 'abort', 'retry'],
    ],
    [
      'is about to retry',
      stored({}, 'retry'),
      ['pause', NOT_PAUSED, 'abort', 'retry'],
    ],
    [
      'is about to pause',
      stored({}, 'pause'),
      ['pause', 'resume', 'abort', PAUSED],
    ],
    [
      'is paused',
      stored({ state: 'paused' }),
      ['pause', 'resume', 'abort', PAUSED],
    ],
    [
      'is about to resume',
      stored({ state: 'paused' }, 'resume'),
      ['pause', 'resume', 'abort', 'resume'],
    ],
    [
      'is about to abort',
      stored({ aborting: true }, 'abort'),
      [ABORTING, ABORTING, ABORTING, 'abort'],
    ],
    [
      'is about to abort, as an older version wrote it',
      stored({}, 'abort'),
      [ABORTING, ABORTING, ABORTING, 'abort'],
    ],
    [
      'is being aborted',
      stored({ aborting: true }),
      [ABORTING, ABORTING, ABORTING, 'retry'],
    ],
    [
      'is being aborted and asked to retry',
      stored({ aborting: true }, 'retry'),
      [ABORTING, ABORTING, ABORTING, 'retry'],
    ],
  ])(
    'of one that %s gives pause, resume, abort, retry',
    (_, operation, answers) => {
      expect(VERBS.map(verb => answer(operation, verb))).toEqual(answers);
    },
  );

  it('has an answer for each standing and verb', () => {
    expect(Object.values(STEERING).map(row => Object.keys(row).sort())).toEqual(
      Array(7).fill([...VERBS].sort()),
    );
  });

  it.each(['succeeded', 'failed', 'aborted'] as const)(
    'refuses everything of what has %s',
    state => {
      const over = stored({ state });
      expect(VERBS.map(verb => answer(over, verb))).toEqual(
        VERBS.map(
          verb =>
            `Operation op is over (${state}), so it cannot ${verb}; start a new one`,
        ),
      );
    },
  );
});

/** A person asks for something, or the engine looks. */
type Happening = ControlVerb | 'look';

/** Runs what happens over a real store and engine, whose handler does what it is told; gives what came of it. */
async function play(happenings: readonly Happening[]) {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  const store = await openStore({
    database: mockServices.database({ knex }),
    logger: mockServices.logger.mock(),
  });
  const clock = new FakeClock();
  const operations = OperationStore.create({ store, clock });
  const { id } = await startOne(store, operations);
  let looksAfterAbort = 0;
  const engine = Engine.create({
    name: 'test',
    store,
    operations,
    clock,
    logger: mockServices.logger.mock(),
    handlers: {
      'tenant.onboard': async ({ operation, wish, memo }) => {
        const aborting = memo.aborting === true || wish === 'abort';
        if (aborting) {
          // The handler's own memory and the row's agree from the first look on.
          expect(wish === 'abort' || operation.aborting).toBe(true);
          looksAfterAbort += 1;
          return looksAfterAbort < 3
            ? {
                state: 'in-progress',
                reason: 'Takes back',
                memo: { aborting },
                nextInMs: 0,
              }
            : { state: 'aborted', reason: 'Taken back' };
        }
        const paused =
          wish === 'pause' ||
          (operation.state === 'paused' && wish === undefined);
        return {
          state: paused ? 'paused' : 'in-progress',
          reason: 'Told so',
          memo: {},
          nextInMs: 0,
        };
      },
    },
  });
  let aborted = false;
  const takenAfterAbort: Happening[] = [];
  for (const happening of happenings) {
    if (happening === 'look') {
      await engine.runDue();
      continue;
    }
    try {
      await store.transaction(trx => operations.control(trx, id, happening));
      if (aborted) {
        takenAfterAbort.push(happening);
      }
      aborted ||= happening === 'abort';
    } catch {
      // Refused.
    }
  }
  for (let n = 0; n < 4; n++) {
    await engine.runDue();
  }
  const state = (await operations.get(id))?.state;
  await knex.destroy();
  return { aborted, takenAfterAbort, state };
}

describe('an abort, whatever is asked after it and whenever the engine looks', () => {
  it('comes to its end', async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Happening>(...VERBS, 'look', 'look'), {
          maxLength: 12,
        }),
        fc.array(fc.constantFrom<Happening>(...VERBS, 'look'), {
          maxLength: 8,
        }),
        async (before, after) => {
          const { aborted, takenAfterAbort, state } = await play([
            ...before,
            'abort',
            ...after,
          ]);
          expect(aborted).toBe(true);
          expect(state).toBe('aborted');
          expect(takenAfterAbort.filter(verb => verb !== 'retry')).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});
