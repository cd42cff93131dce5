import { mockServices } from '@backstage/backend-test-utils';
import { tell, trim } from './__testUtils__/feeds';
import { feedCursor, readChanges } from './feed';
import { RevisionFollower, SnapshotReason } from './RevisionFollower';
import { Store } from './Store';
import {
  describeDatabases,
  dumpOf,
  eventually,
  FakeClock,
  NEWER_EVENTS,
  rewriteNewest,
  UNREADABLE_EVENTS,
} from './testUtils';

const words = { failing: 'It cannot be read', well: 'It is read again' };

function setUp(
  store: Store,
  options: { deltas?: boolean; wholeEveryMs?: number } = {},
) {
  const logger = mockServices.logger.mock();
  const clock = new FakeClock();
  const snapshots: SnapshotReason['kind'][] = [];
  const followed: string[] = [];
  const faults = { database: false, copy: false };
  const follower = RevisionFollower.create({
    snapshot: async ({ kind }) => {
      snapshots.push(kind);
      return feedCursor(store.knex);
    },
    ...(options.deltas
      ? {
          feed: 'toys',
          changes: async after => {
            if (faults.database) {
              throw new Error('The database is away');
            }
            return readChanges(store, after, 2);
          },
          follow: async ({ changes }) => {
            if (faults.copy) {
              throw new Error('The copy cannot be written');
            }
            followed.push(...changes.map(({ subject }) => subject.name));
          },
        }
      : { revision: () => feedCursor(store.knex) }),
    ...(options.wholeEveryMs ? { wholeEveryMs: options.wholeEveryMs } : {}),
    clock,
    intervalMs: 1,
    logger,
    words,
  });
  return { follower, logger, clock, snapshots, followed, faults };
}

describeDatabases('RevisionFollower', openTestStore => {
  it('takes a snapshot at the start, then the changes, page by page', async () => {
    const store = await openTestStore();
    await tell(store, 'before');
    const { follower, snapshots, followed } = setUp(store, { deltas: true });
    await follower.refresh();
    await tell(store, 'a', 'b', 'c', 'd', 'e');
    await follower.refresh();
    expect(snapshots).toEqual(['start']);
    expect(followed).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('takes a snapshot for any change where it follows none', async () => {
    const store = await openTestStore();
    const { follower, snapshots } = setUp(store);
    await follower.refresh();
    await follower.refresh();
    await tell(store, 'a', 'b', 'c');
    await follower.refresh();
    await follower.refresh();
    expect(snapshots).toEqual(['start', 'changed']);
  });

  it.each([
    ['below it', ['x']],
    ['at its sequence', ['x', 'y']],
    ['beyond it', ['x', 'y', 'z']],
  ])(
    'takes a snapshot where the feed was put back and is %s',
    async (_, later) => {
      const store = await openTestStore();
      await tell(store, 'a');
      const dump = await dumpOf(store);
      const { follower, snapshots, followed } = setUp(store, { deltas: true });
      await tell(store, 'b', 'c');
      await follower.refresh();
      await dump.putBack();
      await tell(store, ...later);
      await follower.refresh();
      await tell(store, 'afterwards');
      await follower.refresh();
      expect(snapshots).toEqual(['start', 'mismatch']);
      expect(followed).toEqual(['afterwards']);
    },
  );

  it('takes a snapshot where the feed was trimmed beyond it', async () => {
    const store = await openTestStore();
    const { follower, snapshots, followed } = setUp(store, { deltas: true });
    await follower.refresh();
    await tell(store, 'a', 'b', 'c');
    await trim(store, 1);
    await follower.refresh();
    expect(snapshots).toEqual(['start', 'mismatch']);
    expect(followed).toEqual([]);
  });

  it('stays where it was when a page cannot be written, and takes it again', async () => {
    const store = await openTestStore();
    const { follower, followed, faults, snapshots } = setUp(store, {
      deltas: true,
    });
    await follower.refresh();
    await tell(store, 'a', 'b', 'c');
    faults.copy = true;
    await expect(follower.refresh()).rejects.toThrow(
      'The copy cannot be written',
    );
    faults.copy = false;
    await follower.refresh();
    expect(followed).toEqual(['a', 'b', 'c']);
    expect(snapshots).toEqual(['start']);
  });

  it('reads everything anew when it is time to', async () => {
    const store = await openTestStore();
    const { follower, clock, snapshots } = setUp(store, {
      deltas: true,
      wholeEveryMs: 60_000,
    });
    await follower.refresh();
    clock.advance(59_999);
    await follower.refresh();
    clock.advance(1);
    await follower.refresh();
    await follower.refresh();
    expect(snapshots).toEqual(['start', 'due']);
  });

  it('says a failure once, follows by itself, and stops', async () => {
    const store = await openTestStore();
    const { follower, logger, followed, faults } = setUp(store, {
      deltas: true,
    });
    await follower.refresh();
    faults.database = true;
    follower.start();
    await eventually(() => expect(logger.warn).toHaveBeenCalledTimes(1));
    faults.database = false;
    await tell(store, 'a');
    await eventually(() => expect(followed).toEqual(['a']));
    await follower.stop();
    await tell(store, 'b');
    await follower.look();
    expect(followed).toEqual(['a']);
    expect(logger.warn.mock.calls).toEqual([
      [words.failing, expect.objectContaining({ message: expect.anything() })],
    ]);
    expect(logger.info.mock.calls).toEqual([[words.well]]);
  });

  it('gives whoever asks a look that sees what they did, and all of them one', async () => {
    const store = await openTestStore();
    const { follower, snapshots } = setUp(store);
    const first = follower.refresh();
    await tell(store, 'a');
    await Promise.all([
      follower.refresh(),
      follower.refresh(),
      follower.refresh(),
    ]);
    await first;
    expect(snapshots.length).toBeLessThanOrEqual(2);
    await follower.refresh();
    expect(snapshots.length).toBeLessThanOrEqual(2);
  });

  it('takes a snapshot for a change that cannot be read, says it once, and goes on', async () => {
    const store = await openTestStore();
    const { follower, logger, snapshots, followed } = setUp(store, {
      deltas: true,
    });
    await follower.refresh();
    await tell(store, 'a', 'b', 'c');
    await rewriteNewest(store, UNREADABLE_EVENTS['no JSON']);
    await follower.refresh();
    await tell(store, 'd');
    await follower.refresh();
    expect(snapshots).toEqual(['start', 'unreadable']);
    expect(followed).toEqual(['a', 'b', 'd']);
    expect(logger.error.mock.calls).toEqual([
      [
        'Change 3 of the feed of toys cannot be read and is passed over. It is damaged, or a newer version wrote it: upgrade this backend',
      ],
    ]);
  });

  it.each(Object.entries({ ...NEWER_EVENTS, ...UNREADABLE_EVENTS }))(
    'needs to read no event where it only watches: %s',
    async (_, strange) => {
      const store = await openTestStore();
      const { follower, logger, snapshots } = setUp(store);
      await follower.refresh();
      await tell(store, 'a');
      await rewriteNewest(store, strange);
      await follower.refresh();
      await follower.refresh();
      expect(snapshots).toEqual(['start', 'changed']);
      expect(logger.error).not.toHaveBeenCalled();
    },
  );
});
