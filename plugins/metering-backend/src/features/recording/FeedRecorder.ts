import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangePage, FeedEvent } from '@flytower/contract';
import {
  Clock,
  FollowedPage,
  RevisionFollower,
  sequenceOfCursor,
  SnapshotReason,
} from '@flytower/durable';
import { Advance, close, follow, open } from '../../domain/advance';
import { FeedChange, FeedParser, momentOf } from '../../domain/FeedChange';
import { Resource, Second } from '../../domain/Resource';
import { settle, Standing } from '../../domain/settle';
import { Book, Entry, isHeldElsewhere, LedgerStore } from './LedgerStore';
import { recordingWords } from './recordingWords';

/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 2_000;
/** Seconds for which it need not be written down again that there was nothing new. */
const REST = 5;

/** Reads a page of a plugin's change feed. */
export type FeedReader = (plugin: string, after: string) => Promise<ChangePage>;

/** Reads what exists by a plugin's snapshot, with the cursor as of which it is. */
export type StandingReader = () => Promise<{
  cursor: string;
  there: Standing[];
}>;

/** A change, and when it happened. */
interface Told {
  change: FeedChange;
  at: Second;
}

export interface FeedRecorderOptions {
  plugin: string;
  parse: FeedParser;
  read: FeedReader;
  standing: StandingReader;
  ledger: LedgerStore;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Writes into the ledger what other plugins tell of. Each event counts once and happened at its own second, however
 * late it is read: a feed that was silent for ten minutes leaves no gap once it is read again.
 *
 * Where the feed does not know the ledger's place any more (the plugin's database was put back, or its feed was trimmed),
 * or a change cannot be read (a newer version wrote it), nobody can tell what happened since: what is open is settled with the plugin's snapshot, with bounds, and the time in
 * between is shown as a gap.
 */
export class FeedRecorder {
  readonly #options: FeedRecorderOptions;
  readonly #follower: RevisionFollower;
  #book: Book | undefined;
  /** When the page was asked for that is being taken. */
  #asked: Second = 0;

  static create(options: FeedRecorderOptions): FeedRecorder {
    return new FeedRecorder(options);
  }

  private constructor(options: FeedRecorderOptions) {
    this.#options = options;
    const { plugin, read, logger } = options;
    this.#follower = RevisionFollower.create({
      position: async () => (await this.#open(this.#now())).cursor,
      feed: plugin,
      changes: after => read(plugin, after),
      follow: page => this.#write(() => this.#take(page)),
      snapshot: why => this.#write(() => this.#settle(why)),
      intervalMs: INTERVAL_MS,
      logger,
      words: recordingWords(`the changes of ${plugin}`),
      isExpected: isHeldElsewhere,
    });
  }

  /** Begins to record. Returns at once. */
  start(): void {
    this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  /** Reads until there is nothing new. */
  async pull(): Promise<void> {
    await this.#follower.refresh();
  }

  async #open(asked: Second): Promise<Book> {
    const { ledger, plugin } = this.#options;
    this.#asked = asked;
    this.#book ??= await ledger.takeBook(`feed:${plugin}`, asked);
    return this.#book;
  }

  /** Writes, and reads the book anew where that failed: what is in memory may not be what is in the database then. */
  async #write<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#book = undefined;
      throw error;
    }
  }

  async #take({ changes, to }: FollowedPage): Promise<void> {
    const asked = this.#asked;
    const book = await this.#open(asked);
    const done = changes.length === 0;
    if (done && to === book.cursor && asked - (book.seenUntil ?? 0) < REST) {
      return;
    }
    // Each event counts once, however often it comes.
    const read = sequenceOfCursor(book.cursor);
    const { told, sequences } = this.#parsed(
      changes.filter(({ sequence }) => sequence > read),
    );
    if (sequences.length > 0) {
      await this.#settle({ kind: 'unreadable', sequences });
      return;
    }
    const page = advancesOfAll(book, told);
    await this.#options.ledger.write(
      book,
      {
        ...page,
        cursor: to,
        // What happened up to the question is in the answer.
        ...(done
          ? { seenUntil: Math.max(asked, book.seenUntil ?? asked) }
          : {}),
      },
      asked,
    );
  }

  async #settle(why: SnapshotReason): Promise<string> {
    const { ledger, plugin, standing, logger } = this.#options;
    const asked = this.#now();
    const book = await this.#open(asked);
    const { cursor, there } = await standing();
    const now = Math.max(asked, book.seenUntil ?? asked);
    // Before the first look, each thing may be as old as it says.
    const from = book.seenUntil ?? 0;
    const advances = settle(book.open.values(), there, { from, to: now });
    await ledger.write(
      book,
      {
        resources: advances.map(({ resource }) => resource),
        rows: advances.flatMap(({ rows }) => rows),
        cursor,
        seenUntil: now,
        ...(book.seenUntil !== undefined && now > from
          ? { gap: { from, to: now } }
          : {}),
      },
      asked,
    );
    const broken = sentenceOf(why);
    if (broken) {
      const say = why.kind === 'unreadable' ? 'error' : 'warn';
      logger[say](
        `The feed of ${plugin} ${broken}. ${advances.length} metered things were settled with what ${plugin} has now`,
      );
    }
    return cursor;
  }

  /** What events tell, and the sequences of those that are metering's concern and cannot be read. */
  #parsed(events: FeedEvent[]): { told: Told[]; sequences: number[] } {
    const told: Told[] = [];
    const sequences: number[] = [];
    for (const event of events) {
      try {
        const at = momentOf(event);
        told.push(
          ...this.#options.parse(event).map(change => ({ change, at })),
        );
      } catch {
        // What stands in it is nobody's to read in a log.
        sequences.push(event.sequence);
      }
    }
    return { told, sequences };
  }

  #now(): Second {
    return Math.floor(this.#options.clock.now().getTime() / 1000);
  }
}

/** Why what is open had to be settled; undefined where there is nothing to say of it. */
function sentenceOf(why: SnapshotReason): string | undefined {
  switch (why.kind) {
    case 'mismatch':
      return `does not go on from where metering had read it (${
        why.reason
      }): change ${sequenceOfCursor(
        why.at,
      )} was read, it ends at ${sequenceOfCursor(why.now)}`;
    case 'unreadable':
      return `has changes that metering cannot read (${why.sequences.join(
        ', ',
      )}), because they are damaged or a newer version wrote them: upgrade this backend`;
    default:
      return undefined;
  }
}

/** What a page of events changes. Each resource is in it once, as it is after the last of them. */
function advancesOfAll(
  book: Book,
  told: Told[],
): Pick<Entry, 'resources' | 'rows'> {
  const alive = new Map(book.open);
  const touched = new Map<string, Resource>();
  const rows = told.flatMap(({ change, at }) => {
    const advances = advancesOf(alive, change, at);
    for (const { resource } of advances) {
      touched.set(resource.id, resource);
      if (resource.closed) {
        alive.delete(resource.key);
      } else {
        alive.set(resource.key, resource);
      }
    }
    return advances.flatMap(advance => advance.rows);
  });
  return { resources: [...touched.values()], rows };
}

function advancesOf(
  alive: ReadonlyMap<string, Resource>,
  change: FeedChange,
  at: Second,
): Advance[] {
  const moment = { from: at, to: at };
  switch (change.kind) {
    case 'seen': {
      const before = alive.get(change.sighting.key);
      return [
        before
          ? follow(before, change.sighting, moment)
          : open(change.sighting, at),
      ];
    }
    case 'turned': {
      const before = alive.get(change.key);
      return before
        ? [
            follow(
              before,
              { ...before, createdAt: at, phase: change.phase, phaseSince: at },
              moment,
            ),
          ]
        : [];
    }
    case 'gone':
      return [...alive.values()]
        .filter(({ key }) => key.startsWith(change.keys))
        .map(before => close(before, moment));
    default:
      return change satisfies never;
  }
}
