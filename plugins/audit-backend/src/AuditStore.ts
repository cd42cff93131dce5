import { Clock, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { LogKeys } from './chain/LogKeys';
import { appendFacts } from './chain/writeChain';
import { NewFact } from './domain/NewFact';
import { lastSegment } from './integrity/LogReader';
import { orNothing, parseFactRow } from './rows';

/** The cursor up to which a feed was read before, and is read after these facts. */
export interface FeedStep {
  source: string;
  from: string;
  to: string;
}

/**
 * The log: appends facts to their chain, signs the facts of each transaction as one batch, and keeps an entry for each
 * act. Appending is serial (the head's row is locked to the end of the transaction), takes a fact once, however often it
 * comes, and costs the same however long the log is.
 */
export class AuditStore {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
  }): AuditStore {
    return new AuditStore(options);
  }

  private constructor(options: { store: Store; clock: Clock; keys: LogKeys }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#keys = options.keys;
  }

  /** The cursor from which to read a feed on; empty for the oldest change that it still has. */
  async position(source: string): Promise<string> {
    const row = await this.#store
      .knex('feed_positions')
      .where({ source })
      .first('cursor');
    return z.string().parse(row?.cursor ?? '');
  }

  /**
   * What the log had of a feed and retention removed: changes up to that moment and that id. Undefined where there is no
   * such part, which is everywhere but in a feed that is read again.
   */
  async removed(source: string): Promise<{ at: Date; id: string } | undefined> {
    const segment = await lastSegment(this.#store.knex, this.#keys);
    if (!segment) {
      return undefined;
    }
    const rows: unknown[] = await this.#store.knex('facts').where({
      source: 'audit',
      subject_kind: 'feed',
      subject_id: source,
    });
    const ids = rows.flatMap(row => {
      const readTo = orNothing(() => parseFactRow(row))?.data.readTo;
      return /^[^.]+\.\d+\.(.+)$/.exec(String(readTo))?.[1] ?? [];
    });
    const id = ids.sort().at(-1);
    return id === undefined ? undefined : { at: segment.at, id };
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

  async #append(trx: Knex.Transaction, facts: NewFact[]): Promise<void> {
    await appendFacts(trx, this.#keys, this.#clock.now(), facts);
  }
}
