import { sequenceOfCursor, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Resource, Row, Second } from '../../domain/Resource';
import { integer, ledgerRow, parseResourceRow, resourceRow } from './rows';

/** Rows a statement; with their columns they stay far below the databases' limits of parameters. */
const BATCH = 200;
/** Seconds after which another process may go on in place of one that was killed. */
const HOLD = 30;

/** A source as one process holds it: how far it was seen, and what of it is open. */
export interface Book {
  source: string;
  /** Undefined before the first look. */
  seenUntil?: Second;
  version: number;
  /** How far its feed was read; `0` for clusters. */
  cursor: string;
  open: Map<string, Resource>;
}

/** What one step of recording changes, in one transaction. */
export interface Entry {
  resources: Resource[];
  rows: Row[];
  seenUntil?: Second;
  cursor?: string;
  gap?: { from: Second; to: Second };
  /** The source is no more. */
  ended?: boolean;
}

/** Another process records this source now, or did since this one looked. */
export class HeldElsewhere extends Error {
  name = 'HeldElsewhere';
}

export function isHeldElsewhere(error: unknown): boolean {
  return error instanceof HeldElsewhere;
}

const sourceRowSchema = z.object({
  seen_until: z.union([z.null(), integer]),
  position: integer,
  cursor: z.string(),
  version: integer,
});

/** Writes the ledger. Each source is written by one process at a time, which holds it by a lease. */
export class LedgerStore {
  readonly #store: Store;
  readonly #holder: string;

  static create(options: { store: Store; holder: string }): LedgerStore {
    return new LedgerStore(options.store, options.holder);
  }

  private constructor(store: Store, holder: string) {
    this.#store = store;
    this.#holder = holder;
  }

  /** Takes a source and reads where it stands. Throws {@link HeldElsewhere}. */
  async takeBook(source: string, now: Second): Promise<Book> {
    return this.#store.transaction(async trx => {
      await trx('sources').insert({ id: source }).onConflict('id').ignore();
      await this.#hold(trx, { source }, now);
      await trx('sources').where({ id: source }).update({ ended_at: null });
      const row = sourceRowSchema.parse(
        await trx('sources').where({ id: source }).first(),
      );
      const open = await trx('resources')
        .where({ source })
        .whereNull('closed_at');
      return {
        source,
        // A replica of the version before writes the position alone.
        cursor:
          sequenceOfCursor(row.cursor) === row.position
            ? row.cursor
            : String(row.position),
        version: row.version,
        ...(row.seen_until === null ? {} : { seenUntil: row.seen_until }),
        open: new Map(
          open.map(parseResourceRow).map(found => [found.key, found]),
        ),
      };
    });
  }

  /** Those of the resources that were closed before. */
  async closed(ids: string[]): Promise<Map<string, Resource>> {
    const found = new Map<string, Resource>();
    for (let start = 0; start < ids.length; start += BATCH) {
      const rows = await this.#store
        .knex('resources')
        .whereIn('id', ids.slice(start, start + BATCH))
        .whereNotNull('closed_at');
      rows.map(parseResourceRow).forEach(one => found.set(one.id, one));
    }
    return found;
  }

  /** Writes an entry whole or not at all, then brings the book up to it. */
  async write(book: Book, entry: Entry, now: Second): Promise<void> {
    const { source } = book;
    await this.#store.transaction(async trx => {
      await this.#hold(trx, book, now);
      for (const rows of batches(entry.resources)) {
        await trx('resources')
          .insert(rows.map(resource => resourceRow(source, resource)))
          .onConflict('id')
          .merge();
      }
      for (const rows of batches(entry.rows)) {
        await trx('ledger').insert(rows.map(ledgerRow));
      }
      if (entry.gap) {
        const { from, to } = entry.gap;
        await trx('gaps').insert({ source, started_at: from, ended_at: to });
      }
      await trx('sources')
        .where({ id: source })
        .update({
          version: book.version + 1,
          ...(entry.seenUntil === undefined
            ? {}
            : { seen_until: entry.seenUntil }),
          ...(entry.cursor === undefined
            ? {}
            : {
                cursor: entry.cursor,
                position: sequenceOfCursor(entry.cursor),
              }),
          ...(entry.ended ? { ended_at: now } : {}),
        });
    });
    book.version += 1;
    book.seenUntil = entry.seenUntil ?? book.seenUntil;
    book.cursor = entry.cursor ?? book.cursor;
    for (const resource of entry.resources) {
      if (resource.closed) {
        book.open.delete(resource.key);
      } else {
        book.open.set(resource.key, resource);
      }
    }
  }

  /** Ids of the sources that were seen once and have not been said to be gone. */
  async sources(): Promise<string[]> {
    const rows: { id: string }[] = await this.#store
      .knex('sources')
      .select('id')
      .whereNull('ended_at');
    return rows.map(({ id }) => id);
  }

  async #hold(
    trx: Knex.Transaction,
    { source, version }: Pick<Book, 'source'> & Partial<Book>,
    now: Second,
  ) {
    const held = await trx('sources')
      .where({ id: source, ...(version === undefined ? {} : { version }) })
      .where(either =>
        either
          .whereNull('holder')
          .orWhere('holder', this.#holder)
          .orWhere('held_until', '<', now),
      )
      .update({ holder: this.#holder, held_until: now + HOLD });
    if (held === 0) {
      throw new HeldElsewhere(`Another process records ${source}`);
    }
  }
}

function batches<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );
}
