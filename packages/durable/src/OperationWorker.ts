import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Operation } from '@flytower/contract';
import { backOffMs, retryRuleFor } from './backOff';
import { Lease } from './Lease';
import { Claim, OperationClaims, Outcome } from './OperationClaims';
import { ControlVerb } from './operationRow';

/**
 * What a handler gets. It observes, plans, acts, and returns what to record. It may be killed between any two steps and
 * called again with the same work, so it decides from what it observes, never from what it believes it did.
 *
 * @public
 */
export interface OperationWork {
  operation: Operation;
  input: JsonObject;
  memo: JsonObject;
  /** What a person asked since the last outcome. It is given once: what takes longer belongs into the memo. */
  wish?: ControlVerb;
  /**
   * Aborted when the engine stops, and before somebody else may hold the subject's lease. From then on a handler begins
   * nothing more outside: it hands the signal to every call of a cluster or server, looks at it before each step, and
   * throws its reason. What it returns after the loss of its lease is not recorded.
   */
  signal: AbortSignal;
}

/** @public */
export type OperationHandler = (work: OperationWork) => Promise<Outcome>;

/** What a worker needs. */
export interface OperationWorkerOptions {
  claims: OperationClaims;
  handlers: Record<string, OperationHandler>;
  leaseMs: number;
  logger: LoggerService;
  random: () => number;
}

/** Works on one claimed operation: handler, then record, both for as long as the lease is held and no longer. */
export class OperationWorker {
  readonly #options: OperationWorkerOptions;

  constructor(options: OperationWorkerOptions) {
    this.#options = options;
  }

  /** Never throws. */
  async work(claim: Claim, stopping: AbortSignal): Promise<void> {
    const { claims, leaseMs } = this.#options;
    const lease = Lease.hold({
      since: claim.since,
      leaseMs,
      renew: () => claims.renew(claim),
    });
    try {
      await this.#handleAndRecord(claim, lease, stopping);
    } catch (error) {
      if (lease.lost.aborted) {
        this.#sayLost(claim, lease.lost.reason);
      } else {
        await (stopping.aborted
          ? this.#release(claim, lease)
          : this.#failed(claim, toError(error), lease));
      }
    } finally {
      lease.end();
    }
  }

  /** Throws where the lease is lost: nothing is recorded then, and whoever holds it next looks for itself. */
  async #handleAndRecord(
    claim: Claim,
    lease: Lease,
    stopping: AbortSignal,
  ): Promise<void> {
    const { claims, logger, random } = this.#options;
    lease.lost.throwIfAborted();
    const signal = AbortSignal.any([lease.lost, stopping]);
    const outcome = await this.#handle(claim, signal);
    lease.lost.throwIfAborted();
    const retry = backOffMs(
      retryRuleFor(undefined),
      claim.operation.attempts + 1,
      random(),
    );
    const recorded = claims.record(claim, outcome, retry);
    if (!(await lease.within(recorded))) {
      logger.debug(
        `Operation ${claim.operation.id} changed while it was handled; it is looked at again`,
      );
    }
  }

  async #handle(claim: Claim, signal: AbortSignal): Promise<Outcome> {
    const { operation, input, memo, wish } = claim;
    return this.#options.handlers[operation.kind]({
      operation,
      input,
      memo,
      wish,
      signal,
    });
  }

  #sayLost({ operation }: Claim, reason: unknown): void {
    const { id, kind, subject } = operation;
    this.#options.logger.warn(
      `${kind} of ${subject.kind} ${subject.name} (operation ${id}) was interrupted and goes on when its lease has ended`,
      toError(reason),
    );
  }

  /** The stop is no failure: the next process begins at once. */
  async #release(claim: Claim, lease: Lease): Promise<void> {
    try {
      await lease.within(this.#options.claims.release(claim));
    } catch (error) {
      this.#options.logger.debug(
        `Operation ${claim.operation.id} was not given back; it goes on when its lease ends`,
        toError(error),
      );
    }
  }

  async #failed(claim: Claim, error: Error, lease: Lease): Promise<void> {
    const { claims, logger, random } = this.#options;
    const { id, kind, subject, attempts, lastError } = claim.operation;
    try {
      const nextInMs = backOffMs(retryRuleFor(error), attempts + 1, random());
      // What fails in the same way again is no news.
      const level = error.message === lastError ? 'debug' : 'warn';
      logger[level](
        `${kind} of ${subject.kind} ${
          subject.name
        } (operation ${id}) failed (attempt ${
          attempts + 1
        }) and tries again in ${nextInMs} ms`,
        error,
      );
      await lease.within(
        claims.fail(claim, {
          lastError: error.message,
          reason: `The last attempt failed and is tried again: ${error.message}`,
          nextInMs,
        }),
      );
    } catch (recordError) {
      logger.warn(
        `Could not record the failure of operation ${id}; it goes on when its lease ends`,
        toError(recordError),
      );
    }
  }
}
