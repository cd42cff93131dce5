import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  FollowedPage,
  newId,
  RevisionFollower,
  SnapshotReason,
} from '@flytower/durable';
import { AuditStore } from './AuditStore';
import { factOfChange } from './domain/factOfChange';
import { factOfMismatch } from './domain/factOfMismatch';
import { factOfUnreadable } from './domain/factOfUnreadable';
import { NewFact } from './domain/NewFact';
import { FeedReader } from './feedReader';

/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 2_000;
/** The place before the oldest change that a feed still has. */
const OLDEST = '';

interface FeedPullerOptions {
  sources: string[];
  read: FeedReader;
  log: AuditStore;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Reads the change feed of each source into the log, for ever. A source that does not answer is said once and read on
 * where it was when it is back; the others do not wait for it.
 *
 * A feed that does not know the log's place any more (its database was put back, or it was trimmed beyond that place) is
 * read again from its oldest change, each fact kept once, and the log says so in a fact of its own; what the log had read
 * before and its retention removed does not come back. So it does for a change that cannot be read, and goes on after it.
 */
export class FeedPuller {
  readonly #log: AuditStore;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #followers: ReadonlyMap<string, RevisionFollower>;

  static create(options: FeedPullerOptions): FeedPuller {
    return new FeedPuller(options);
  }

  private constructor(options: FeedPullerOptions) {
    const { sources, read, log, clock, logger } = options;
    this.#log = log;
    this.#clock = clock;
    this.#logger = logger;
    this.#followers = new Map(
      sources.map(source => [
        source,
        RevisionFollower.create({
          position: () => log.position(source),
          feed: source,
          changes: after => read(source, after),
          followsUnreadable: true,
          follow: page => this.#take(source, page),
          snapshot: why => this.#startAgain(source, why),
          intervalMs: INTERVAL_MS,
          logger,
          words: {
            failing: `The operation log cannot read the changes of ${source}; it tries again every ${
              INTERVAL_MS / 1000
            } seconds and catches up`,
            well: `The operation log reads ${source} again, from where it was`,
          },
        }),
      ]),
    );
  }

  /** Begins to read. Returns at once. */
  start(): void {
    for (const follower of this.#followers.values()) {
      follower.start();
    }
  }

  /** Ends after the pages that are being read. */
  async stop(): Promise<void> {
    await Promise.all([...this.#followers.values()].map(one => one.stop()));
  }

  /** Reads a source until it has nothing new. Never throws. */
  async pull(source: string): Promise<void> {
    await this.#followers.get(source)?.look();
  }

  /** Where another replica read the page meanwhile, nothing is written, and the next one is asked for from its place. */
  async #take(source: string, page: FollowedPage) {
    const { changes, unreadable, from, to } = page;
    if (from !== to) {
      const removed =
        changes.length > 0 ? await this.#log.removed(source) : undefined;
      const facts = changes
        .filter(
          ({ id, at }) =>
            !removed ||
            id > removed.id ||
            Date.parse(at) > removed.at.getTime(),
        )
        .map(change => factOfChange(source, change))
        .filter((fact): fact is NewFact => fact !== undefined);
      const now = this.#clock.now();
      const holes = unreadable.map(sequence =>
        factOfUnreadable(source, sequence, newId(), now),
      );
      await this.#log.appendFromFeed([...facts, ...holes], {
        source,
        from,
        to,
      });
    }
  }

  /** Says why, and goes back to the oldest change, in one transaction: whichever replica is first. */
  async #startAgain(source: string, why: SnapshotReason): Promise<string> {
    if (why.kind === 'mismatch') {
      const fact = factOfMismatch(
        { source, reason: why.reason, readTo: why.at, endsAt: why.now },
        newId(),
        this.#clock.now(),
      );
      const step = { source, from: why.at, to: OLDEST };
      if (await this.#log.appendFromFeed([fact], step)) {
        this.#logger.warn(fact.summary);
      }
    }
    return OLDEST;
  }
}
