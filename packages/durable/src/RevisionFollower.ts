import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangePage, FeedEvent, FeedMismatch } from '@flytower/contract';
import { Clock, systemClock } from './Clock';
import { Poller, PollerOptions } from './Poller';

/**
 * Why everything is read anew: there is nothing yet, the feed does not know the reader's cursor any more, it is time to,
 * some changes cannot be read (a newer version wrote them, or they are damaged), or something changed and the copy does
 * not follow single changes.
 *
 * @public
 */
export type SnapshotReason =
  | { kind: 'start' }
  | {
      kind: 'mismatch';
      reason: FeedMismatch['reason'];
      at: string;
      now: string;
    }
  | { kind: 'due' }
  | { kind: 'unreadable'; sequences: number[] }
  | { kind: 'changed' };

/**
 * The next changes of a feed, and the cursors between which they lie.
 *
 * @public
 */
export interface FollowedPage {
  changes: FeedEvent[];
  /** Sequences of changes that cannot be read; none where the follower takes snapshots for them. */
  unreadable: number[];
  from: string;
  to: string;
}

/**
 * A feed whose changes bring the copy on.
 *
 * @public
 */
export interface FollowedFeed {
  /** Whose feed it is, for messages: a plugin's id. */
  feed: string;
  /** `readChanges` of the own store, or another plugin's `GET /v1/changes`. */
  changes: (after: string) => Promise<ChangePage>;
  /** Brings the copy on by the next changes. Called without changes where nothing is new. */
  follow: (page: FollowedPage) => Promise<void>;
  /** Whether the copy follows a page with changes that cannot be read; left out, they lead to a snapshot. */
  followsUnreadable?: boolean;
}

/**
 * Something of which it matters only that it changed. No event is read, so none can stop the reader.
 *
 * @public
 */
export interface WatchedRevision {
  /** Where the database stands now, as the snapshot's cursor says it: `feedCursor` of the own store, say. */
  revision: () => Promise<string>;
}

/** @public */
export interface CopyOptions {
  /** Makes the copy everything that there is now; gives the cursor as of which it is. */
  snapshot: (why: SnapshotReason) => Promise<string>;
  /**
   * Where the copy stands, asked before each page, for copies that outlive this process or are shared with others, or
   * that may lose themselves: undefined leads to a snapshot. Left out, the follower remembers it.
   */
  position?: () => Promise<string | undefined>;
  /** Milliseconds after which everything is read anew, whatever the feed says; never when left out. */
  wholeEveryMs?: number;
  /** Milliseconds between two looks at a feed that has nothing new. */
  intervalMs: number;
  clock?: Clock;
  logger: LoggerService;
  words: PollerOptions['words'];
  isExpected?: PollerOptions['isExpected'];
}

/** @public */
export type RevisionFollowerOptions = CopyOptions &
  (FollowedFeed | WatchedRevision);

/**
 * Keeps a copy at what a feed tells of. The one way in which anything of Flytower follows a database, its own or that of
 * another plugin.
 *
 * - **No place in the feed** (the start): a snapshot.
 * - **A place that matches**: the changes after it, page by page.
 * - **A place that does not match** (the database was put back, even to a sequence that is higher by now, or the feed was
 *   trimmed beyond it): a snapshot. What the copy holds and the database does not is gone with it.
 * - **A change that cannot be read**: an ERROR that names it, and a snapshot, so that nothing stays wrong and nothing stops.
 *
 * Looks never overlap, so what is read later is written later, whatever its number is. A look that fails is said once and
 * leaves the place where it was.
 *
 * @public
 */
export class RevisionFollower {
  readonly #options: RevisionFollowerOptions;
  readonly #clock: Clock;
  readonly #poller: Poller;
  #cursor: string | undefined;
  #wholeAt = 0;
  #said: ReadonlySet<number> = new Set();
  #stopped = false;

  static create(options: RevisionFollowerOptions): RevisionFollower {
    return new RevisionFollower(options);
  }

  private constructor(options: RevisionFollowerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { intervalMs, logger, words, isExpected } = options;
    this.#poller = Poller.create({
      look: () => this.#look(),
      intervalMs,
      logger,
      words,
      ...(isExpected ? { isExpected } : {}),
    });
  }

  /** Begins to follow. Returns at once. */
  start(): void {
    this.#stopped = false;
    this.#poller.start();
  }

  /** Ends after the page that is being read. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#poller.stop();
  }

  /** Looks soon; calls while it looks are one further look. */
  nudge(): void {
    this.#poller.nudge();
  }

  /** Follows up to the newest change there was when it was called. Never throws. */
  async look(): Promise<void> {
    await this.#poller.look();
  }

  /** The same; throws where the feed cannot be read or the copy not be written. */
  async refresh(): Promise<void> {
    await this.#poller.refresh();
  }

  async #look(): Promise<void> {
    const { wholeEveryMs = Infinity } = this.#options;
    let more = true;
    while (more) {
      const at = await this.#position();
      if (at === undefined) {
        return this.#takeAll({ kind: 'start' });
      }
      if (this.#clock.now().getTime() - this.#wholeAt >= wholeEveryMs) {
        return this.#takeAll({ kind: 'due' });
      }
      more = (await this.#step(this.#options, at)) && !this.#stopped;
    }
    return undefined;
  }

  /** Whether there may be more. */
  async #step(
    source: FollowedFeed | WatchedRevision,
    at: string,
  ): Promise<boolean> {
    if ('revision' in source) {
      if ((await source.revision()) !== at) {
        await this.#takeAll({ kind: 'changed' });
      }
      return false;
    }
    const page = await source.changes(at);
    if (page.kind === 'mismatch') {
      const { reason, cursor: now } = page;
      await this.#takeAll({ kind: 'mismatch', reason, at, now });
      return false;
    }
    const { changes, unreadable = [], cursor: to } = page;
    this.#say(source.feed, unreadable);
    if (unreadable.length > 0 && !source.followsUnreadable) {
      await this.#takeAll({ kind: 'unreadable', sequences: unreadable });
      return false;
    }
    await source.follow({ changes, unreadable, from: at, to });
    this.#cursor = to;
    return changes.length + unreadable.length > 0;
  }

  /** Each once, also where the page is asked for again because the copy could not be written. */
  #say(feed: string, unreadable: number[]): void {
    for (const sequence of unreadable) {
      if (!this.#said.has(sequence)) {
        this.#options.logger.error(
          `Change ${sequence} of the feed of ${feed} cannot be read and is passed over. It is damaged, or a newer version wrote it: upgrade this backend`,
        );
      }
    }
    if (unreadable.length > 0) {
      this.#said = new Set(unreadable);
    }
  }

  async #position(): Promise<string | undefined> {
    const { position } = this.#options;
    return position ? position() : this.#cursor;
  }

  async #takeAll(why: SnapshotReason): Promise<void> {
    const at = this.#clock.now().getTime();
    this.#cursor = await this.#options.snapshot(why);
    this.#wholeAt = at;
  }
}
