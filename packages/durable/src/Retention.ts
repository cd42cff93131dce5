import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Clock } from './Clock';
import { Poller } from './Poller';
import { RetentionPeriods } from './readRetention';
import { Store } from './Store';

/** Rows a transaction, so that nobody waits long for it: on SQLite the whole process does. */
const BATCH = 500;
const INTERVAL_MS = 3_600_000;

/** @public */
export interface RetentionOptions {
  /** For logs, for example `tenancy`. */
  name: string;
  store: Store;
  periods: RetentionPeriods;
  clock: Clock;
  logger: LoggerService;
  /** Narrows a query of the table `operations` to those that no page needs any more. */
  dispensable: (operations: Knex.QueryBuilder, knex: Knex) => void;
  /** Removes what goes with these operations, in the transaction that removes them. */
  alsoRemove?: (trx: Knex.Transaction, ids: string[]) => Promise<void>;
}

/**
 * How many rows a sweep removed.
 *
 * @public
 */
export interface Swept {
  operations: number;
  events: number;
  idempotencyKeys: number;
}

/**
 * Removes what is over and old, every hour: finished operations, events of the feed, idempotency keys. It may run in
 * every replica, at any time and as often as somebody likes: it only ever removes what is old. What is not finished
 * stays, however old it is, and so does the newest event, which readers of the feed stand at.
 *
 * @public
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #poller: Poller;
  #stopped = false;

  static create(options: RetentionOptions): Retention {
    return new Retention(options);
  }

  private constructor(options: RetentionOptions) {
    this.#options = options;
    const { name, logger } = options;
    this.#poller = Poller.create({
      look: async () => {
        await this.sweep();
      },
      intervalMs: INTERVAL_MS,
      logger,
      words: {
        failing: `Old rows of ${name} could not be removed; tried again in an hour`,
        well: `Old rows of ${name} are removed again`,
      },
    });
  }

  /** Begins to sweep. Returns at once. */
  start(): void {
    this.#stopped = false;
    this.#poller.start();
  }

  /** Ends after the batch that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#poller.stop();
  }

  /** Removes now what is due. Gives how much that was. */
  async sweep(): Promise<Swept> {
    const { clock, logger, name, periods } = this.#options;
    const now = clock.now().getTime();
    const swept = {
      idempotencyKeys: await this.#inBatches(trx =>
        this.#keys(trx, now - periods.idempotencyKeysMs),
      ),
      events: await this.#inBatches(trx =>
        this.#events(trx, now - periods.eventsMs),
      ),
      operations: await this.#inBatches(trx =>
        this.#operations(trx, now - periods.operationsMs),
      ),
    };
    if (swept.operations + swept.events + swept.idempotencyKeys > 0) {
      logger.info(
        `Removed what ${name} keeps no longer: ${swept.operations} operations, ${swept.events} events, ${swept.idempotencyKeys} idempotency keys`,
      );
    }
    return swept;
  }

  async #inBatches(
    batch: (trx: Knex.Transaction) => Promise<number>,
  ): Promise<number> {
    let all = 0;
    while (!this.#stopped) {
      const removed = await this.#options.store.transaction(batch);
      all += removed;
      if (removed < BATCH) {
        break;
      }
      await nextTurn();
    }
    return all;
  }

  async #operations(trx: Knex.Transaction, before: number): Promise<number> {
    const { dispensable, alsoRemove } = this.#options;
    const due = trx('operations')
      .where('operations.finished_at', '<', before)
      .orderBy('operations.finished_at')
      .limit(BATCH)
      .select('operations.id');
    dispensable(due, trx);
    const ids = idsOf(await this.#unlocked(due));
    if (ids.length > 0) {
      await alsoRemove?.(trx, ids);
      await trx('operations').whereIn('id', ids).delete();
    }
    return ids.length;
  }

  /** Oldest first: what is left is the newest part of the feed, without a gap. */
  async #events(trx: Knex.Transaction, before: number): Promise<number> {
    const due = trx('outbox')
      .where('at', '<', before)
      .where(
        'sequence',
        '<',
        trx('outbox_head').where('outbox_head.id', 1).select('last'),
      )
      .orderBy('sequence')
      .limit(BATCH)
      .select('id');
    const ids = idsOf(await this.#unlocked(due));
    if (ids.length > 0) {
      await trx('outbox').whereIn('id', ids).delete();
    }
    return ids.length;
  }

  async #keys(trx: Knex.Transaction, before: number): Promise<number> {
    const due = trx('idempotency_keys')
      .where('created_at', '<', before)
      .orderBy('created_at')
      .limit(BATCH)
      .select('caller', 'key');
    const keys = z
      .array(z.object({ caller: z.string(), key: z.string() }))
      .parse(await this.#unlocked(due));
    if (keys.length > 0) {
      await trx('idempotency_keys')
        .whereIn(
          ['caller', 'key'],
          keys.map(({ caller, key }) => [caller, key]),
        )
        .where('created_at', '<', before)
        .delete();
    }
    return keys.length;
  }

  /** Leaves rows to another replica that is removing them. */
  #unlocked(query: Knex.QueryBuilder): Knex.QueryBuilder {
    return this.#options.store.dialect === 'postgres'
      ? query.forUpdate().skipLocked()
      : query;
  }
}

/**
 * Narrows operations to those that are not the newest of a subject which is still there: its page shows that one.
 *
 * @param tables - where subjects stand, by their `id`
 * @public
 */
export function exceptNewestOf(
  operations: Knex.QueryBuilder,
  knex: Knex,
  tables: readonly string[],
): void {
  for (const table of tables) {
    operations.where(either =>
      either
        .whereNotExists(
          knex(table)
            .select(knex.raw('1'))
            .whereRaw('??.id = operations.subject_id', [table]),
        )
        .orWhereExists(
          knex('operations as later')
            .select(knex.raw('1'))
            .whereRaw('later.subject_id = operations.subject_id')
            .whereRaw('later.id > operations.id'),
        ),
    );
  }
}

function idsOf(rows: unknown): string[] {
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}
