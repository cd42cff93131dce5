import { isFinished, OperationState, OperationStep } from '@flytower/contract';
import { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { Clock } from './Clock';
import { monotonicMs } from './Lease';
import { newId } from './newId';
import { parseOperationRow, StoredOperation } from './operationRow';
import { appendEvent, NewEvent } from './outbox';
import { SetAside } from './SetAside';
import { Store } from './Store';

/**
 * What a handler found and did, recorded in one transaction. What is left out stays as it was.
 *
 * @public
 */
export interface Outcome {
  state: OperationState;
  /** One sentence: why it is in this state. The page prints it. */
  reason: string;
  steps?: OperationStep[];
  /** What the handler wants to find again next time. Never a secret. */
  memo?: JsonObject;
  nextAction?: string;
  /**
   * Milliseconds until the next action. When left out: 2 seconds in progress, 15 seconds waiting, and paused work is
   * not due until somebody asks.
   */
  nextInMs?: number;
  /** A failure that the handler lives with, counted as an attempt; none sets the count back. */
  lastError?: string;
  events?: NewEvent[];
  /** Further writes of the same transaction. */
  write?: (trx: Knex.Transaction) => Promise<void>;
}

/** A claimed operation: nobody else works on its subject until the lease ends. */
export interface Claim extends StoredOperation {
  token: string;
  /** By {@link monotonicMs}, before the database was asked: the lease is held since then at the earliest. */
  since: number;
}

/** What a handler's failure leaves in the row. */
export interface Failure {
  lastError: string;
  reason: string;
  nextInMs: number;
}

const DEFAULT_NEXT_MS: Record<OperationState, number | undefined> = {
  'in-progress': 2_000,
  waiting: 15_000,
  paused: undefined,
  succeeded: undefined,
  failed: undefined,
  aborted: undefined,
};

/**
 * The leases on operations and what may be written under them.
 *
 * A lease belongs to a subject, so two operations of one subject never run at once. Its token is new with every claim:
 * who lost a lease (too slow, another took over) holds an old token, and writes nothing. From when until when it holds
 * is the database's to say, because the clocks of two processes differ; what is due is the process's own affair.
 */
export class OperationClaims {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #leaseMs: number;
  readonly #aside = new SetAside();

  static create(options: {
    store: Store;
    clock: Clock;
    owner: string;
    leaseMs: number;
  }): OperationClaims {
    return new OperationClaims(options);
  }

  private constructor(options: {
    store: Store;
    clock: Clock;
    owner: string;
    leaseMs: number;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#owner = options.owner;
    this.#leaseMs = options.leaseMs;
  }

  /**
   * Claims at most `limit` due operations of these kinds, those due longest first. One whose row cannot be read is put
   * aside and keeps no other waiting.
   */
  async claim(kinds: string[], limit: number): Promise<Claim[]> {
    for (;;) {
      const { claims, putAside } = await this.#claimOnce(kinds, limit);
      if (claims.length > 0 || putAside === 0) {
        return claims;
      }
    }
  }

  async #claimOnce(
    kinds: string[],
    limit: number,
  ): Promise<{ claims: Claim[]; putAside: number }> {
    const since = monotonicMs();
    const leaseNow = await this.#store.now(this.#clock);
    const now = this.#clock.now().getTime();
    return this.#store.transaction(async trx => {
      const due: { id: string }[] = await trx('operations')
        .whereIn('kind', kinds)
        .where('next_action_at', '<=', now)
        .whereNotIn('id', this.#aside.ids(now))
        .whereNotExists(
          trx('operation_leases')
            .select(trx.raw('1'))
            .whereRaw('operation_leases.subject_id = operations.subject_id')
            .where('until', '>', leaseNow),
        )
        .orderBy([{ column: 'next_action_at' }, { column: 'id' }])
        .limit(limit)
        .modify(query => {
          if (this.#store.dialect === 'postgres') {
            query.forUpdate().skipLocked();
          }
        });
      const readable = this.#store.readable({
        table: 'operations',
        rows: due,
        parse: parseOperationRow,
      });
      const read = new Set(readable.map(({ operation }) => operation.id));
      const putAside = this.#aside.add(due, read, now);
      const bySubject = new Map<string, StoredOperation>();
      for (const stored of readable) {
        const { subject } = stored.operation;
        if (!bySubject.has(subject.id)) {
          bySubject.set(subject.id, stored);
        }
      }
      // In one order everywhere, so that two engines never wait for each other crosswise.
      const wanted = [...bySubject.values()].sort((a, b) =>
        a.operation.subject.id < b.operation.subject.id ? -1 : 1,
      );
      const claims: Claim[] = [];
      for (const stored of wanted) {
        const token = newId();
        if (await this.#lease(trx, stored, token, leaseNow)) {
          claims.push({ ...stored, token, since });
        }
      }
      return { claims, putAside };
    });
  }

  /** Takes the subject's lease where nobody holds it or its time is over. */
  async #lease(
    trx: Knex.Transaction,
    { operation }: StoredOperation,
    token: string,
    now: number,
  ): Promise<boolean> {
    const lease = {
      subject_id: operation.subject.id,
      operation_id: operation.id,
      token,
      owner: this.#owner,
      until: now + this.#leaseMs,
    };
    const taken = await trx('operation_leases')
      .insert(lease)
      .onConflict('subject_id')
      .merge(lease)
      .where('operation_leases.until', '<=', now)
      .returning('token');
    return taken.length > 0;
  }

  /** Holds the lease for its time again; false where it was lost. */
  async renew(claim: Claim): Promise<boolean> {
    const now = await this.#store.now(this.#clock);
    const renewed = await this.#store
      .knex('operation_leases')
      .where({ token: claim.token })
      .update({ until: now + this.#leaseMs });
    return renewed > 0;
  }

  /**
   * Records an outcome and gives the lease back. False, and nothing written, where the lease was lost or the operation
   * changed meanwhile (somebody steered it): then it is due again, and its handler looks again.
   */
  async record(
    claim: Claim,
    outcome: Outcome,
    retryInMs: number,
  ): Promise<boolean> {
    const { operation } = claim;
    const now = this.#clock.now().getTime();
    const finished = isFinished(outcome.state);
    const failing = outcome.lastError !== undefined && !finished;
    const nextInMs =
      outcome.nextInMs ??
      (failing ? retryInMs : DEFAULT_NEXT_MS[outcome.state]);
    return this.#underLease(claim, async trx => {
      const changed = outcome.state !== operation.state;
      const updated = await trx('operations')
        .where({ id: operation.id, generation: operation.generation })
        .update({
          state: outcome.state,
          reason: outcome.reason,
          ...(outcome.steps ? { steps: JSON.stringify(outcome.steps) } : {}),
          ...(outcome.memo ? { memo: JSON.stringify(outcome.memo) } : {}),
          next_action: finished ? null : outcome.nextAction ?? null,
          next_action_at:
            finished || nextInMs === undefined
              ? null
              : this.#unlessWoken(trx, claim, now, now + nextInMs),
          attempts: failing ? operation.attempts + 1 : 0,
          last_error: outcome.lastError ?? null,
          wish: null,
          // An abort is final: it stays after its handler has seen the wish.
          aborting: operation.aborting === true || claim.wish === 'abort',
          generation: operation.generation + (changed ? 1 : 0),
          updated_at: now,
          finished_at: finished ? now : null,
        });
      if (updated === 0) {
        return false;
      }
      await outcome.write?.(trx);
      for (const event of outcome.events ?? []) {
        await appendEvent(trx, this.#clock, event);
      }
      return true;
    });
  }

  /** Records that the handler failed: the state stays, and it tries again later. */
  async fail(claim: Claim, failure: Failure): Promise<boolean> {
    const { operation } = claim;
    const now = this.#clock.now().getTime();
    return this.#underLease(claim, async trx => {
      const updated = await trx('operations')
        .where({ id: operation.id, generation: operation.generation })
        .update({
          reason: failure.reason,
          last_error: failure.lastError,
          attempts: operation.attempts + 1,
          next_action_at: now + failure.nextInMs,
          updated_at: now,
        });
      return updated > 0;
    });
  }

  /** Gives the lease back with nothing recorded: the operation stays due. */
  async release(claim: Claim): Promise<void> {
    await this.#store
      .knex('operation_leases')
      .where({ token: claim.token })
      .delete();
  }

  /** A hint that came while the handler ran asks for one more look. */
  #unlessWoken(
    trx: Knex.Transaction,
    claim: Claim,
    now: number,
    next: number,
  ): Knex.Raw {
    return trx.raw(
      'case when wakes <> ? then cast(? as bigint) else cast(? as bigint) end',
      [claim.wakes, now, next],
    );
  }

  async #underLease(
    claim: Claim,
    work: (trx: Knex.Transaction) => Promise<boolean>,
  ): Promise<boolean> {
    return this.#store.transaction(async trx => {
      const held = await trx('operation_leases')
        .where({ token: claim.token })
        .delete();
      return held > 0 && work(trx);
    });
  }
}
