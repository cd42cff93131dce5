import { Clock, Store } from '@flytower/durable';
import { AuditEntry, AuditIntegrity } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { hashOf } from './domain/chain';
import { entryAfter } from './domain/entryAfter';
import { NewFact, tidy } from './domain/NewFact';
import {
  entryRow,
  factRow,
  parseEntryRow,
  parseFactRow,
  StoredFact,
} from './rows';

/** The cursor up to which a feed was read before, and is read after these facts. */
export interface FeedStep {
  source: string;
  from: string;
  to: string;
}

const integer = z.coerce.number<unknown>().int();
const headSchema = z.object({ last: integer, hash: z.string() });
const keySchema = z.object({ source: z.string(), id: z.string() });

/** Rows in one statement and one read, so that SQLite holds the event loop only for a moment. */
const BATCH = 100;

/**
 * The log: appends facts to their chain, and keeps an entry for each act. Appending is serial (the head's row is locked
 * to the end of the transaction) and takes a fact once, however often it comes.
 */
export class AuditStore {
  readonly #store: Store;
  readonly #clock: Clock;

  static create(options: { store: Store; clock: Clock }): AuditStore {
    return new AuditStore(options.store, options.clock);
  }

  private constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The cursor from which to read a feed on; empty for the oldest change that it still has. */
  async position(source: string): Promise<string> {
    const row = await this.#store
      .knex('feed_positions')
      .where({ source })
      .first('cursor');
    return z.string().parse(row?.cursor ?? '');
  }

  /** Appends facts. */
  async append(facts: NewFact[]): Promise<void> {
    await this.#store.transaction(trx => this.#append(trx, facts));
  }

  /**
   * Appends what was read from a feed, and moves its position in the same transaction. False, and nothing appended,
   * where another replica read that part meanwhile.
   */
  async appendFromFeed(facts: NewFact[], step: FeedStep): Promise<boolean> {
    const { source, from, to } = step;
    return this.#store.transaction(async trx => {
      await trx('feed_positions')
        .insert({ source, position: 0, cursor: '' })
        .onConflict('source')
        .ignore();
      const moved = await trx('feed_positions')
        .where({ source, cursor: from })
        .update({ cursor: to });
      if (moved === 0) {
        return false;
      }
      await this.#append(trx, facts);
      return true;
    });
  }

  /** Checks the chain from its beginning, some facts at a time. */
  async integrity(): Promise<AuditIntegrity> {
    const head = headSchema.parse(
      await this.#store.knex('fact_head').where({ id: 1 }).first(),
    );
    let previous = { sequence: 0, hash: '' };
    while (previous.sequence < head.last) {
      const rows = await this.#store
        .knex('facts')
        .where('sequence', '>', previous.sequence)
        .where('sequence', '<=', head.last)
        .orderBy('sequence')
        .limit(BATCH);
      if (rows.length === 0) {
        return broken(previous.sequence + 1, 'is missing');
      }
      for (const fact of rows.map(parseFactRow)) {
        if (fact.sequence !== previous.sequence + 1) {
          return broken(previous.sequence + 1, 'is missing');
        }
        if (fact.hash !== hashOf(previous.hash, fact, fact.dataText)) {
          return broken(fact.sequence, 'was changed after it was recorded');
        }
        previous = fact;
      }
    }
    if (previous.hash !== head.hash) {
      return broken(head.last, 'is not the one that the log ended with');
    }
    return {
      kind: 'whole',
      facts: head.last,
      head: head.hash,
      sentence: `All ${head.last} facts are as they were recorded; the newest has the hash ${head.hash}`,
    };
  }

  async #append(trx: Knex.Transaction, facts: NewFact[]): Promise<void> {
    const head = headSchema.parse(
      // An update that changes nothing, because it takes the row's lock in both databases.
      (
        await trx('fact_head')
          .where({ id: 1 })
          .update({ id: 1 })
          .returning(['last', 'hash'])
      )[0],
    );
    const chained = await this.#chain(trx, head, facts.map(tidy));
    const newest = chained.at(-1);
    if (!newest) {
      return;
    }
    for (const part of batches(chained)) {
      await trx('facts').insert(part.map(factRow));
    }
    await trx('fact_head')
      .where({ id: 1 })
      .update({ last: newest.sequence, hash: newest.hash });
    await this.#keepEntries(trx, chained);
  }

  /** Gives those facts that are new their place after the head. */
  async #chain(
    trx: Knex.Transaction,
    head: { last: number; hash: string },
    facts: NewFact[],
  ): Promise<StoredFact[]> {
    const recordedAt = this.#clock.now();
    const known = new Set<string>();
    for (const part of batches(facts)) {
      const ids = part.map(({ id }) => id);
      const rows = await trx('facts').whereIn('id', ids).select('source', 'id');
      rows.forEach(row => known.add(keyOf(keySchema.parse(row))));
    }
    const chained: StoredFact[] = [];
    for (const fact of facts) {
      if (known.has(keyOf(fact))) {
        continue;
      }
      known.add(keyOf(fact));
      const last = chained.at(-1);
      const place = {
        ...fact,
        sequence: (last?.sequence ?? head.last) + 1,
        recordedAt,
      };
      const dataText = JSON.stringify(fact.data);
      const hash = hashOf(last?.hash ?? head.hash, place, dataText);
      chained.push({ ...place, dataText, hash });
    }
    return chained;
  }

  async #keepEntries(trx: Knex.Transaction, facts: StoredFact[]) {
    const entries = new Map<string, AuditEntry>();
    for (const part of batches(facts)) {
      const ids = part.map(({ entryId }) => entryId);
      const rows: unknown[] = await trx('entries').whereIn('id', ids);
      for (const entry of rows.map(parseEntryRow)) {
        entries.set(entry.id, entry);
      }
    }
    for (const fact of facts) {
      entries.set(fact.entryId, entryAfter(entries.get(fact.entryId), fact));
    }
    for (const part of batches([...entries.values()])) {
      await trx('entries').insert(part.map(entryRow)).onConflict('id').merge();
    }
  }
}

/** What makes a fact the same one. */
function keyOf({ source, id }: { source: string; id: string }): string {
  return JSON.stringify([source, id]);
}

function batches<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) =>
    items.slice(n * BATCH, (n + 1) * BATCH),
  );
}

function broken(sequence: number, what: string): AuditIntegrity {
  return {
    kind: 'broken',
    sequence,
    sentence: `Fact ${sequence} ${what}; compare with a backup of the audit database from before`,
  };
}
