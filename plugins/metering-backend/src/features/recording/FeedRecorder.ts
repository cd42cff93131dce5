import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangeEvent, ChangePage } from '@flytower/contract';
import { Clock } from '@flytower/durable';
import { Advance, close, follow, open } from '../../domain/advance';
import { FeedChange, FeedParser, momentOf } from '../../domain/FeedChange';
import { Resource, Second } from '../../domain/Resource';
import { Book, Entry, LedgerStore } from './LedgerStore';

/** Seconds for which it need not be written down again that there was nothing new. */
const REST = 5;

/** Reads a page of a plugin's change feed. */
export type FeedReader = (plugin: string, after: number) => Promise<ChangePage>;

/**
 * Writes into the ledger what other plugins tell of. Each event counts once and happened at its own second, however
 * late it is read: a feed that was silent for ten minutes leaves no gap once it is read again.
 */
export class FeedRecorder {
  readonly #plugin: string;
  readonly #parse: FeedParser;
  readonly #read: FeedReader;
  readonly #ledger: LedgerStore;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  #book: Book | undefined;

  static create(options: {
    plugin: string;
    parse: FeedParser;
    read: FeedReader;
    ledger: LedgerStore;
    clock: Clock;
    logger: LoggerService;
  }): FeedRecorder {
    return new FeedRecorder(options);
  }

  private constructor(options: {
    plugin: string;
    parse: FeedParser;
    read: FeedReader;
    ledger: LedgerStore;
    clock: Clock;
    logger: LoggerService;
  }) {
    this.#plugin = options.plugin;
    this.#parse = options.parse;
    this.#read = options.read;
    this.#ledger = options.ledger;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Reads until there is nothing new. */
  async pull(): Promise<void> {
    try {
      while (await this.#pullPage()) {
        // There may be more.
      }
    } catch (error) {
      this.#book = undefined;
      throw error;
    }
  }

  /** Reads one page; true where there may be another. */
  async #pullPage(): Promise<boolean> {
    const asked = this.#now();
    this.#book ??= await this.#ledger.takeBook(`feed:${this.#plugin}`, asked);
    const book = this.#book;
    const { changes, last } = await this.#read(this.#plugin, book.position);
    if (last < book.position) {
      this.#logger.warn(
        `The change feed of ${this.#plugin} was put back from ${
          book.position
        } to ${last}; metering goes on from there`,
      );
    }
    const done = changes.length === 0;
    if (
      done &&
      last === book.position &&
      asked - (book.seenUntil ?? 0) < REST
    ) {
      return false;
    }
    // Each event counts once, however often it comes.
    const page = this.#advances(
      book,
      changes.filter(({ sequence }) => sequence > book.position),
    );
    await this.#ledger.write(
      book,
      {
        ...page,
        position: last,
        // What happened up to the question is in the answer.
        ...(done
          ? { seenUntil: Math.max(asked, book.seenUntil ?? asked) }
          : {}),
      },
      asked,
    );
    return !done;
  }

  /** What a page of events changes. Each resource is in it once, as it is after the last of them. */
  #advances(
    book: Book,
    events: ChangeEvent[],
  ): Pick<Entry, 'resources' | 'rows'> {
    const changes = events.flatMap(event =>
      this.#parse(event).map(change => ({ change, at: momentOf(event) })),
    );
    const alive = new Map(book.open);
    const touched = new Map<string, Resource>();
    const rows = changes.flatMap(({ change, at }) => {
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

  #now(): Second {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
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
