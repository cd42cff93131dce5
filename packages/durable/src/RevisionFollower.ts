import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangeEvent, ChangePage, FeedMismatch } from '@flytower/contract';
import { Clock, systemClock } from './Clock';
import { Poller, PollerOptions } from './Poller';

/**
 * Why everything is read anew: there is nothing yet, the feed does not know the reader's cursor any more, it is time to,
 * or something changed and the copy does not follow single changes.
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
  | { kind: 'changed' };

/**
 * The next changes of a feed, and the cursors between which they lie.
 *
 * @public
 */
export interface FollowedPage {
  changes: ChangeEvent[];
  from: string;
  to: string;
}

/** @public */
export interface RevisionFollowerOptions {
  /** `readChanges` of the own store, or another plugin's `GET /v1/changes`. */
  changes: (after: string) => Promise<ChangePage>;
  /** Makes the copy everything that there is now; gives the cursor as of which it is. */
  snapshot: (why: SnapshotReason) => Promise<string>;
  /**
   * Brings the copy on by the next changes. Called without changes where nothing is new. Left out, any change leads to a
   * snapshot.
   */
  follow?: (page: FollowedPage) => Promise<void>;
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

/**
 * Keeps a copy at what a feed tells of. The one way in which anything of Flytower follows a database, its own or that of
 * another plugin.
 *
 * - **No place in the feed** (the start): a snapshot.
 * - **A place that matches**: the changes after it, page by page.
 * - **A place that does not match** (the database was put back, even to a sequence that is higher by now, or the feed was
 *   trimmed beyond it): a snapshot. What the copy holds and the database does not is gone with it.
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
    const { changes, follow, wholeEveryMs = Infinity } = this.#options;
    do {
      const at = await this.#position();
      if (at === undefined) {
        return this.#takeAll({ kind: 'start' });
      }
      if (this.#clock.now().getTime() - this.#wholeAt >= wholeEveryMs) {
        return this.#takeAll({ kind: 'due' });
      }
      const page = await changes(at);
      if (page.kind === 'mismatch') {
        const { reason, cursor: now } = page;
        return this.#takeAll({ kind: 'mismatch', reason, at, now });
      }
      if (page.changes.length > 0 && !follow) {
        return this.#takeAll({ kind: 'changed' });
      }
      await follow?.({ changes: page.changes, from: at, to: page.cursor });
      this.#cursor = page.cursor;
      if (page.changes.length === 0) {
        return undefined;
      }
    } while (!this.#stopped);
    return undefined;
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
