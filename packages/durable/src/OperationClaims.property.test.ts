import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import createKnex from 'knex';
import { startOne } from './__testUtils__/operations';
import { openStore } from './openStore';
import { Claim, OperationClaims, Outcome } from './OperationClaims';
import { OperationStore } from './OperationStore';
import { FakeClock } from './testUtils';

const KIND = 'tenant.onboard';
const LEASE_MS = 1_000;
const DONE: Outcome = { state: 'succeeded', reason: 'Done' };

/** A claim as a process believes to hold it, with the end of its lease. */
interface Held {
  claim: Claim;
  engine: OperationClaims;
  until: number;
}

type World = Awaited<ReturnType<typeof createWorld>>;

async function createWorld() {
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
  const engines = ['a', 'b'].map(owner =>
    OperationClaims.create({ store, clock, owner, leaseMs: LEASE_MS }),
  );
  const held: Held[] = [];
  return { knex, store, clock, operations, engines, held };
}

function must(condition: boolean, sentence: string) {
  if (!condition) {
    throw new Error(sentence);
  }
}

/** Somebody who holds a claim, or believes so; it holds it no longer. */
function takeOne({ held }: World, n: number): Held | undefined {
  return held.splice(n % Math.max(held.length, 1), 1)[0];
}

/** Writes under a claim, and checks that whoever wrote had seen the row as it is. */
async function write(
  { operations }: World,
  { claim }: Held,
  attempt: () => Promise<boolean>,
) {
  const before = await operations.get(claim.operation.id);
  const wrote = await attempt();
  must(
    !wrote ||
      (before?.state === 'in-progress' &&
        before.generation === claim.operation.generation),
    'Wrote over a row that it had not seen',
  );
}

/** What may happen to two engines, their operations and the time; `n` chooses to whom. */
const happenings: Record<string, (world: World, n: number) => Promise<void>> = {
  async start({ store, operations }, n) {
    const id = `tenant-${n % 3}`;
    const subject = { kind: 'tenant', id, name: id };
    await startOne(store, operations, { subject });
  },
  async claim({ engines, held, clock }, n) {
    const engine = engines[n % 2];
    const now = clock.now().getTime();
    for (const claim of await engine.claim([KIND], 2)) {
      must(
        held.every(
          other =>
            other.until <= now ||
            other.claim.operation.subject.id !== claim.operation.subject.id,
        ),
        'Two hold one subject',
      );
      held.push({ claim, engine, until: now + LEASE_MS });
    }
  },
  async record(world, n) {
    const mine = takeOne(world, n);
    if (mine) {
      await write(world, mine, () => mine.engine.record(mine.claim, DONE, 1));
    }
  },
  async fail(world, n) {
    const mine = takeOne(world, n);
    const failure = { lastError: 'x', reason: 'x', nextInMs: 10 };
    if (mine) {
      await write(world, mine, () => mine.engine.fail(mine.claim, failure));
    }
  },
  async renew({ held, clock }, n) {
    const mine = held.at(n % Math.max(held.length, 1));
    if (mine && (await mine.engine.renew(mine.claim))) {
      mine.until = clock.now().getTime() + LEASE_MS;
    }
  },
  async die(world, n) {
    takeOne(world, n);
  },
  async steer({ store, operations }, n) {
    const { items } = await operations.list({
      scope: { kind: 'all' },
      states: ['in-progress'],
      limit: 10,
    });
    const one = items.at(n % Math.max(items.length, 1));
    if (one) {
      await store.transaction(trx => operations.control(trx, one.id, 'retry'));
    }
  },
  async wake({ operations }, n) {
    await operations.wake([`tenant-${n % 3}`]);
  },
  async pass({ clock }, n) {
    clock.advance(n % 1_500);
  },
};

/** Everyone was killed: a new engine finishes whatever it finds. */
async function finishAll({ engines: [survivor], clock }: World) {
  clock.advance(60_000);
  for (;;) {
    const claims = await survivor.claim([KIND], 10);
    if (claims.length === 0) {
      return;
    }
    for (const claim of claims) {
      must(await survivor.record(claim, DONE, 1), 'A sole engine lost a claim');
    }
  }
}

describe('claims, whatever happens in whatever order', () => {
  it('never overlap on a subject, let only their holder write, and lose no operation', async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            kind: fc.constantFrom(...Object.keys(happenings)),
            n: fc.nat(10_000),
          }),
          { minLength: 1, maxLength: 60 },
        ),
        async sequence => {
          const world = await createWorld();
          for (const { kind, n } of sequence) {
            await happenings[kind](world, n);
          }
          await finishAll(world);
          const left = await world
            .knex('operations')
            .whereNot('state', 'succeeded');
          expect(left).toEqual([]);
          await world.knex.destroy();
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});
