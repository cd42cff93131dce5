import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Operation } from '@flytower/contract';
import { backOffMs, retryRuleFor } from './backOff';
import { Clock } from './Clock';
import { newId } from './newId';
import { Claim, OperationClaims, Outcome } from './OperationClaims';
import { ControlVerb } from './operationRow';
import { OperationStore } from './OperationStore';
import { Store } from './Store';

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
  /** Aborted when the engine stops or the lease is lost. */
  signal: AbortSignal;
}

/** @public */
export type OperationHandler = (work: OperationWork) => Promise<Outcome>;

/** @public */
export interface EngineOptions {
  /** For logs and leases, for example `onboarding`. */
  name: string;
  operations: OperationStore;
  store: Store;
  /** By kind of operation. Engines with other kinds may share the store. */
  handlers: Record<string, OperationHandler>;
  clock: Clock;
  logger: LoggerService;
  /** How often to look for due work that nobody told of; 1000 when left out. */
  intervalMs?: number;
  /** How long a killed engine's work waits for another; 15,000 when left out. Renewed while a handler runs. */
  leaseMs?: number;
  /** Handlers at once; 8 when left out. */
  maxParallel?: number;
  /** How long `stop` waits for running handlers; 10,000 when left out. */
  graceMs?: number;
  /** From 0 to below 1, for jitter. */
  random?: () => number;
}

/**
 * Does due operations, several at once, beside other engines of the same database.
 *
 * Modes: *idle* (made), *running* (from `start`: claims whatever is due, when woken and every interval), *stopping*
 * (from `stop`: claims nothing, signals its handlers, waits for them), *idle* again. Every pass is claim → handle →
 * record. Killed after the claim: the lease ends, somebody claims again. Killed after the handler: the same, and the
 * handler finds its own acts done. Killed after the record: done.
 *
 * @public
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #claims: OperationClaims;
  readonly #leaseMs: number;
  readonly #maxParallel: number;
  readonly #running = new Set<Promise<void>>();
  #mode: 'idle' | 'running' | 'stopping' = 'idle';
  #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | undefined;
  #again = false;
  #unlisten: (() => void) | undefined;

  static create(options: EngineOptions): Engine {
    return new Engine(options);
  }

  private constructor(options: EngineOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? 15_000;
    this.#maxParallel = options.maxParallel ?? 8;
    this.#claims = OperationClaims.create({
      store: options.store,
      clock: options.clock,
      owner: `${options.name} ${newId()}`,
      leaseMs: this.#leaseMs,
    });
  }

  /** Begins to work. Returns at once. */
  start(): void {
    if (this.#mode !== 'idle') {
      throw new Error(
        `The engine ${this.#options.name} is ${
          this.#mode
        }; stop it before it starts again`,
      );
    }
    this.#mode = 'running';
    this.#stopping = new AbortController();
    this.#unlisten = this.#options.operations.onDue(() => this.wake());
    this.#timer = setInterval(
      () => this.wake(),
      this.#options.intervalMs ?? 1_000,
    );
    this.wake();
  }

  /** Claims nothing more, signals the running handlers and waits for them, at most the grace time. */
  async stop(): Promise<void> {
    if (this.#mode !== 'running') {
      return;
    }
    this.#mode = 'stopping';
    this.#unlisten?.();
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#passing;
    let grace: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>(resolve => {
      grace = setTimeout(
        () => resolve('late'),
        this.#options.graceMs ?? 10_000,
      );
    });
    const done = await Promise.race([Promise.all(this.#running), late]);
    clearTimeout(grace);
    if (done === 'late') {
      this.#options.logger.warn(
        `The engine ${this.#options.name} stopped with ${
          this.#running.size
        } handlers still at work; their operations go on at the next start`,
      );
    }
    this.#mode = 'idle';
  }

  /** Looks for due work now. */
  wake(): void {
    if (this.#mode !== 'running') {
      return;
    }
    if (this.#passing) {
      this.#again = true;
      return;
    }
    this.#passing = this.#passInTurn().finally(() => {
      this.#passing = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** One pass for tests: does everything that is due now, and gives how many that were. */
  async runDue(): Promise<number> {
    const claims = await this.#claimDue();
    await Promise.all(claims.map(claim => this.#work(claim)));
    return claims.length;
  }

  async #claimDue(): Promise<Claim[]> {
    const free = this.#maxParallel - this.#running.size;
    return free > 0
      ? this.#claims.claim(Object.keys(this.#options.handlers), free)
      : [];
  }

  /**
   * A pass in a turn of its own. With SQLite all of it may be microtasks; work that is always due again at once would
   * otherwise let nothing else of the process run, timers and requests included.
   */
  async #passInTurn(): Promise<void> {
    await nextTurn();
    await this.#pass();
  }

  async #pass(): Promise<void> {
    let claims: Claim[] = [];
    try {
      claims = await this.#claimDue();
    } catch (error) {
      this.#options.logger.warn(
        `The engine ${
          this.#options.name
        } could not look for due work and tries again`,
        toError(error),
      );
    }
    for (const claim of claims) {
      const work = this.#work(claim).finally(() => {
        this.#running.delete(work);
        // The subject's lease is back, and a place is free.
        this.wake();
      });
      this.#running.add(work);
    }
  }

  async #work(claim: Claim): Promise<void> {
    const { logger } = this.#options;
    const lease = this.#holdLease(claim);
    try {
      const outcome = await this.#handle(claim, lease.signal);
      const retry = backOffMs(
        retryRuleFor(undefined),
        claim.operation.attempts + 1,
        this.#random(),
      );
      if (!(await this.#claims.record(claim, outcome, retry))) {
        logger.debug(
          `Operation ${claim.operation.id} changed while it was handled; it is looked at again`,
        );
      }
    } catch (error) {
      await this.#failed(claim, toError(error));
    } finally {
      lease.end();
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

  async #failed(claim: Claim, error: Error): Promise<void> {
    const { logger } = this.#options;
    const { id, kind, subject, attempts, lastError } = claim.operation;
    try {
      if (this.#stopping.signal.aborted) {
        await this.#claims.release(claim);
        return;
      }
      const nextInMs = backOffMs(
        retryRuleFor(error),
        attempts + 1,
        this.#random(),
      );
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
      await this.#claims.fail(claim, {
        lastError: error.message,
        reason: `The last attempt failed and is tried again: ${error.message}`,
        nextInMs,
      });
    } catch (recordError) {
      logger.warn(
        `Could not record the failure of operation ${id}; it goes on when its lease ends`,
        toError(recordError),
      );
    }
  }

  /** Renews the lease at each third of its time until `end`. */
  #holdLease(claim: Claim) {
    const lost = new AbortController();
    const timer = setInterval(() => {
      this.#claims.renew(claim).then(
        held => {
          if (!held) {
            lost.abort();
          }
        },
        // The database is away: the lease may still be ours, and recording will tell.
        () => undefined,
      );
    }, this.#leaseMs / 3);
    return {
      signal: AbortSignal.any([lost.signal, this.#stopping.signal]),
      end: () => clearInterval(timer),
    };
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
