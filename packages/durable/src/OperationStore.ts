import { ConflictError, NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  isFinished,
  Operation,
  operationStateSchema,
  OperationStep,
} from '@flytower/contract';
import type { Knex } from 'knex';
import { Clock } from './Clock';
import { pageOf } from './columns';
import { newIdAfter } from './newId';
import { ListOperations, operationsWanted } from './listOperations';
import { assertMatches, steered } from './steering';
import {
  ControlVerb,
  parseOperationRow,
  StoredOperation,
} from './operationRow';
import { Store } from './Store';

/** @public */
export interface StartOperation {
  /** For example `tenant.onboard`; an engine's handler of that name does the work. */
  kind: string;
  subject: Operation['subject'];
  tenant?: string;
  requester: string;
  actor: string;
  /** One sentence: why it has not finished yet. */
  reason: string;
  steps?: OperationStep[];
  /** What the handler needs, for ever the same. Never a secret. */
  input: JsonObject;
  /** A second start of this kind by this requester with this key gives the first operation. */
  idempotencyKey?: string;
  /** Milliseconds until the first action; at once when left out. */
  startIn?: number;
}

/** Woken work that is backing off waits this long after its last attempt, so that a storm of hints is no storm of calls. */
const WAKE_FLOOR_MS = 1000;

const FINISHED = operationStateSchema.options.filter(isFinished);

/**
 * The operations of one plugin: long work as rows. An {@link Engine} does the work; this starts, reads and steers it.
 *
 * @public
 */
export class OperationStore {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();

  static create(options: { store: Store; clock: Clock }): OperationStore {
    return new OperationStore(options.store, options.clock);
  }

  private constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Starts an operation in the transaction of the command that asks for it. */
  async start(
    trx: Knex.Transaction,
    options: StartOperation,
  ): Promise<Operation> {
    const now = this.#clock.now().getTime();
    const { subject } = options;
    // Ids say which operation of a subject is the newest, whichever replica's clock is ahead.
    const newest = await trx('operations')
      .where({ subject_id: subject.id })
      .max('id as id')
      .first();
    const id = newIdAfter(newest?.id ?? undefined);
    const inserted = await trx('operations')
      .insert({
        id,
        kind: options.kind,
        subject_kind: subject.kind,
        subject_id: subject.id,
        subject_name: subject.name,
        tenant: options.tenant ?? null,
        requester: options.requester,
        actor: options.actor,
        state: 'in-progress',
        steps: JSON.stringify(options.steps ?? []),
        reason: options.reason,
        next_action_at: now + (options.startIn ?? 0),
        input: JSON.stringify(options.input),
        memo: '{}',
        idempotency_key: options.idempotencyKey ?? null,
        created_at: now,
        updated_at: now,
      })
      .onConflict(['kind', 'requester', 'idempotency_key'])
      .ignore()
      .returning('id');
    this.#notifyAfter(trx);
    const row = await trx('operations')
      .where(
        inserted.length > 0
          ? { id }
          : {
              kind: options.kind,
              requester: options.requester,
              idempotency_key: options.idempotencyKey,
            },
      )
      .first();
    return parseOperationRow(row).operation;
  }

  /** The operation, or undefined where there is none of that id. */
  async get(id: string): Promise<Operation | undefined> {
    const row = await this.#store.knex('operations').where({ id }).first();
    return row && parseOperationRow(row).operation;
  }

  /** What an operation was started with, for a command that undoes it. */
  async inputOf(trx: Knex.Transaction, id: string): Promise<JsonObject> {
    return (await this.#locked(trx, id)).input;
  }

  /** Those of these operations that there are, by id. */
  async byIds(ids: string[]): Promise<Map<string, Operation>> {
    const rows = await this.#store.knex('operations').whereIn('id', ids);
    return new Map(this.#readable(rows).map(one => [one.id, one]));
  }

  /** The newest operation of each of these subjects, as of the moment of the given transaction. */
  async newest(
    knex: Knex,
    subjectIds: string[],
  ): Promise<Map<string, Operation>> {
    const rows = await knex('operations').whereIn(
      'id',
      knex('operations')
        .whereIn('subject_id', subjectIds)
        .groupBy('subject_id')
        .max('id'),
    );
    return new Map(this.#readable(rows).map(one => [one.subject.id, one]));
  }

  /** Operations, newest first. */
  async list(
    options: ListOperations,
  ): Promise<{ items: Operation[]; nextCursor?: string }> {
    const { limit } = options;
    const rows: { id: string }[] = await operationsWanted(
      this.#store.knex,
      options,
    );
    return pageOf(rows, limit, {
      keyOf: ({ id }) => id,
      read: page => this.#readable(page),
    });
  }

  /**
   * The unfinished operations of a subject, oldest first, for a command that decides whether new work may start beside
   * them. Locks them on PostgreSQL; lock the subject's own row first, because where there are none there is nothing here
   * that holds a second command back.
   *
   * @throws ConflictError where one of them cannot be read: whether new work may start beside it, nobody can tell
   */
  async unfinished(
    trx: Knex.Transaction,
    subjectId: string,
  ): Promise<Operation[]> {
    const query = trx('operations')
      .where({ subject_id: subjectId })
      // A state that only a newer version knows is not over.
      .whereNotIn('state', FINISHED)
      .orderBy('id');
    const rows: { id: string }[] = await (this.#store.dialect === 'postgres'
      ? query.forUpdate()
      : query);
    const operations = this.#readable(rows);
    if (operations.length < rows.length) {
      throw new ConflictError(
        `Work is under way that this version of the backend cannot read (operations ${rows
          .map(({ id }) => id)
          .join(', ')}); upgrade all replicas, and try again`,
      );
    }
    return operations;
  }

  /**
   * Records what a person wishes of unfinished work and makes it due. Its handler sees the wish and answers it. With
   * `ifMatch` only where the operation still has that generation.
   */
  async control(
    trx: Knex.Transaction,
    id: string,
    verb: ControlVerb,
    options: { ifMatch?: string } = {},
  ): Promise<Operation> {
    const stored = await this.#locked(trx, id);
    const { operation } = stored;
    assertMatches(operation, options.ifMatch);
    const { wish, aborting } = steered(stored, verb);
    const now = this.#clock.now().getTime();
    await trx('operations')
      .where({ id, generation: operation.generation })
      .update({
        wish,
        aborting,
        attempts: 0,
        generation: operation.generation + 1,
        wakes: trx.raw('wakes + 1'),
        next_action_at: now,
        updated_at: now,
      });
    this.#notifyAfter(trx);
    return parseOperationRow(await trx('operations').where({ id }).first())
      .operation;
  }

  /**
   * Makes the unfinished operations of these subjects due now, because something was seen that may concern them. Paused
   * ones stay paused; one that is backing off waits a second after its last attempt.
   */
  async wake(subjectIds: string[]): Promise<void> {
    if (subjectIds.length === 0) {
      return;
    }
    const now = this.#clock.now().getTime();
    const woken = await this.#store
      .knex('operations')
      .whereIn('subject_id', subjectIds)
      .whereIn('state', ['in-progress', 'waiting'])
      .update({
        wakes: this.#store.knex.raw('wakes + 1'),
        next_action_at: this.#store.knex.raw(
          `case
            when next_action_at <= :now then next_action_at
            when attempts > 0 and updated_at + :floor > :now then updated_at + :floor
            else cast(:now as bigint)
          end`,
          { now, floor: WAKE_FLOOR_MS },
        ),
      });
    if (woken > 0) {
      this.#notify();
    }
  }

  /** Calls the listener whenever something may have become due. Gives the way to stop listening. */
  onDue(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #readable(rows: readonly unknown[]): Operation[] {
    return this.#store.readable({
      table: 'operations',
      rows,
      parse: raw => parseOperationRow(raw).operation,
    });
  }

  async #locked(trx: Knex.Transaction, id: string): Promise<StoredOperation> {
    const query = trx('operations').where({ id }).first();
    const row = await (this.#store.dialect === 'postgres'
      ? query.forUpdate()
      : query);
    if (!row) {
      throw new NotFoundError(`There is no operation ${id}`);
    }
    return parseOperationRow(row);
  }

  /** An engine that looked before the commit would find nothing. */
  #notifyAfter(trx: Knex.Transaction) {
    trx.executionPromise.then(
      () => this.#notify(),
      () => undefined,
    );
  }

  #notify() {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
