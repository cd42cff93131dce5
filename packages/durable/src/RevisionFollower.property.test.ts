import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { eventOf, trim } from './__testUtils__/feeds';
import { feedCursor, readChanges } from './feed';
import { appendEvent } from './outbox';
import { RevisionFollower } from './RevisionFollower';
import { Store } from './Store';
import { describeDatabases, dumpOf, FakeClock } from './testUtils';

/** Names that a feed tells of, each with the number of its last change: the database that is copied. */
type Content = Record<string, number>;

const clock = new FakeClock();

async function contentOf(knex: Store['knex']): Promise<Content> {
  const rows: { key: string; created_at: string | number }[] = await knex(
    'idempotency_keys',
  ).where({ caller: 'content' });
  return Object.fromEntries(
    rows.map(({ key, created_at }) => [key, Number(created_at)]),
  );
}

async function change(store: Store, name: string, value: number | undefined) {
  await store.transaction(async trx => {
    await trx('idempotency_keys')
      .where({ caller: 'content', key: name })
      .delete();
    if (value !== undefined) {
      await trx('idempotency_keys').insert({
        caller: 'content',
        key: name,
        fingerprint: '',
        created_at: value,
      });
    }
    await appendEvent(trx, clock, eventOf(name));
  });
}

/** A follower of its own with a copy of its own, which reads by name what the feed tells of. */
function readerOf(store: Store, deltas: boolean) {
  const faults = { feed: false, copy: false };
  const state: { copy: Content } = { copy: {} };
  const assertThere = () => {
    if (faults.feed) {
      throw new Error('away');
    }
  };
  const follower = RevisionFollower.create({
    snapshot: async () => {
      if (faults.copy) {
        throw new Error('full');
      }
      return store.readTransaction(async trx => {
        state.copy = await contentOf(trx);
        return feedCursor(trx);
      });
    },
    ...(deltas
      ? {
          feed: 'toys',
          changes: async after => {
            assertThere();
            return readChanges(store, after, 3);
          },
          follow: async ({ changes }) => {
            const now = await contentOf(store.knex);
            for (const { subject } of changes) {
              if (faults.copy) {
                throw new Error('full');
              }
              const { [subject.name]: _, ...others } = state.copy;
              state.copy =
                subject.name in now
                  ? { ...others, [subject.name]: now[subject.name] }
                  : others;
            }
          },
        }
      : {
          revision: async () => {
            assertThere();
            return feedCursor(store.knex);
          },
        }),
    intervalMs: 1_000,
    logger: mockServices.logger.mock(),
    words: { failing: '', well: '' },
  });
  return { follower, faults, state };
}

const name = fc.constantFrom('a', 'b', 'c', 'd');
const reader = fc.nat({ max: 1 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put'), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove'), name }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('look'), reader }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('dump') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('put back') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('trim'), keep: fc.nat({ max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault'),
      reader,
      of: fc.constantFrom('feed', 'copy'),
      on: fc.boolean(),
    }),
  },
);

describeDatabases('what followers copy', openTestStore => {
  it('equals the database after any sequence of changes, put-backs, trims and failures', async () => {
    const store = await openTestStore();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        async steps => {
          let dump = await dumpOf(store);
          const readers = [readerOf(store, true), readerOf(store, false)];
          let value = 0;
          for (const one of steps) {
            if ('name' in one) {
              value += 1;
              const put = one.do === 'put' ? value : undefined;
              await change(store, one.name, put);
            } else if ('of' in one) {
              readers[one.reader].faults[one.of as 'feed' | 'copy'] = one.on;
            } else if ('reader' in one) {
              await readers[one.reader].follower.look();
            } else if ('keep' in one) {
              await trim(store, one.keep);
            } else if (one.do === 'dump') {
              dump = await dumpOf(store);
            } else {
              await dump.putBack();
            }
          }
          for (const { faults, follower, state } of readers) {
            faults.feed = false;
            faults.copy = false;
            await follower.refresh();
            expect(state.copy).toEqual(await contentOf(store.knex));
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});
