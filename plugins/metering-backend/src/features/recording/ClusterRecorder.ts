import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { sameAmount } from '../../domain/Amount';
import { close, follow, open, reopen } from '../../domain/advance';
import { Resource, Row, Second, Sighting } from '../../domain/Resource';
import { Book, LedgerStore } from './LedgerStore';
import { clusterSources, Sightings } from './sightings';

/** Resources a transaction, so that none holds the database for long. */
const CHUNK = 400;
/** Seconds without a look after which what came and went meanwhile may have been missed. */
export const GAP_AFTER = 30;

/**
 * Writes into the ledger what is seen of a cluster. A look compares the inventory with what is open: what is new was
 * opened when it says it was created, what is gone ended between the last look and this one. A cluster out of sight is
 * not looked at, so nothing of it ends; when it is seen again the gap is written.
 */
export class ClusterRecorder {
  readonly #fleet: FleetService;
  readonly #ledger: LedgerStore;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #books = new Map<string, Book>();

  static create(options: {
    fleet: FleetService;
    ledger: LedgerStore;
    clock: Clock;
    logger: LoggerService;
  }): ClusterRecorder {
    return new ClusterRecorder(options);
  }

  private constructor(options: {
    fleet: FleetService;
    ledger: LedgerStore;
    clock: Clock;
    logger: LoggerService;
  }) {
    this.#fleet = options.fleet;
    this.#ledger = options.ledger;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Looks at a cluster once. Safe to repeat, and after a kill at any point. */
  async look(cluster: string): Promise<void> {
    const view = this.#fleet.inventory(cluster);
    if (view.age().state !== 'live') {
      return;
    }
    for (const { source, see } of clusterSources(cluster)) {
      const sightings = see(view);
      if (sightings) {
        await this.#record(source, sightings);
      }
    }
  }

  async #record(source: string, sightings: Sightings): Promise<void> {
    const now = this.#now();
    await this.#withBook(source, now, async book => {
      if (book.seenUntil !== undefined && now < book.seenUntil) {
        return;
      }
      const changes = await this.#changes(book, sightings, now);
      await this.#write(book, changes, now, { seenUntil: now });
    });
  }

  /** A cluster that was taken out of the fleet: what was open ended since it was seen last. */
  async end(cluster: string): Promise<void> {
    const known = new Set(await this.#ledger.sources());
    for (const { source } of clusterSources(cluster)) {
      if (known.has(source)) {
        await this.#end(source);
      }
    }
  }

  async #end(source: string): Promise<void> {
    const now = this.#now();
    await this.#withBook(source, now, async book => {
      const from = book.seenUntil ?? now;
      const changes = [...book.open.values()].map(resource =>
        close(resource, { from, to: Math.max(from, now) }),
      );
      await this.#write(book, changes, now, { ended: true });
      this.#logger.info(
        `The cluster of ${source} left the fleet: ${changes.length} metered resources ended with it`,
      );
    });
    this.#books.delete(source);
  }

  async #changes(
    book: Book,
    sightings: Sightings,
    now: Second,
  ): Promise<{ resource: Resource; rows: Row[] }[]> {
    const fresh = [...sightings.values()].filter(
      ({ key }) => !book.open.has(key),
    );
    const closed = await this.#ledger.closed(fresh.map(({ id }) => id));
    const moment = { from: book.seenUntil ?? now, to: now };
    return [
      ...fresh.map(sighting => {
        const before = closed.get(sighting.id);
        return before ? reopen(before, sighting, now) : open(sighting, now);
      }),
      ...[...book.open.values()].flatMap(resource => {
        const sighting = sightings.get(resource.key);
        if (!sighting) {
          return close(resource, moment);
        }
        return differs(resource, sighting)
          ? follow(resource, sighting, moment)
          : [];
      }),
    ];
  }

  async #write(
    book: Book,
    changes: { resource: Resource; rows: Row[] }[],
    now: Second,
    end: { seenUntil?: Second; ended?: boolean },
  ): Promise<void> {
    const { seenUntil } = book;
    const gap =
      seenUntil !== undefined && now - seenUntil > GAP_AFTER
        ? { from: seenUntil, to: now }
        : undefined;
    // The last part says that the look is over: what was written before stays true if it is cut off here.
    const last = Math.max(0, Math.ceil(changes.length / CHUNK) - 1);
    for (let part = 0; part <= last; part++) {
      const some = changes.slice(part * CHUNK, (part + 1) * CHUNK);
      await this.#ledger.write(
        book,
        {
          resources: some.map(({ resource }) => resource),
          rows: some.flatMap(({ rows }) => rows),
          ...(part === last ? { ...end, ...(gap && { gap }) } : {}),
        },
        now,
      );
    }
  }

  async #withBook(
    source: string,
    now: Second,
    work: (book: Book) => Promise<void>,
  ): Promise<void> {
    try {
      const book =
        this.#books.get(source) ?? (await this.#ledger.takeBook(source, now));
      this.#books.set(source, book);
      await work(book);
    } catch (error) {
      // What is in memory may not be what is in the database any more.
      this.#books.delete(source);
      throw error;
    }
  }

  #now(): Second {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

function differs(resource: Resource, sighting: Sighting): boolean {
  return (
    resource.phase !== sighting.phase ||
    (resource.requester === '' && sighting.requester !== '') ||
    !sameAmount(resource.amount, sighting.amount)
  );
}
