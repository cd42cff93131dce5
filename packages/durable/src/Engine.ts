import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Clock } from './Clock';
import { newId } from './newId';
import { Claim, OperationClaims } from './OperationClaims';
import { OperationStore } from './OperationStore';
import { OperationHandler, OperationWorker } from './OperationWorker';
import { Store } from './Store';
import { within } from './within';

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
  /**
   * How long a killed engine's work waits for another; 15,000 when left out. Renewed while a handler runs; where it
   * cannot be renewed, the handler is aborted after three quarters of it.
   */
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
 * record, and none of the three waits for a database longer than a lease lasts. Killed after the claim: the lease ends, somebody claims again. Killed after the handler: the same, and the
 * handler finds its own acts done. Killed after the record: done.
 *
 * @public
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #claims: OperationClaims;
  readonly #worker: OperationWorker;
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
    this.#worker = new OperationWorker({
      ...options,
      claims: this.#claims,
      leaseMs: this.#leaseMs,
      random: options.random ?? Math.random,
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
    let grace: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>(resolve => {
      grace = setTimeout(
        () => resolve('late'),
        this.#options.graceMs ?? 10_000,
      );
    });
    const done = await Promise.race([this.#settled(), late]);
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

  async #settled(): Promise<void> {
    await this.#passing;
    await Promise.all(this.#running);
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
    await Promise.all(
      claims.map(claim => this.#worker.work(claim, this.#stopping.signal)),
    );
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
      // Claims that come after their time are worth nothing, and end by themselves.
      claims = await within(this.#leaseMs, this.#claimDue());
    } catch (error) {
      this.#options.logger.warn(
        `The engine ${
          this.#options.name
        } could not look for due work and tries again`,
        toError(error),
      );
    }
    for (const claim of claims) {
      const work = this.#worker
        .work(claim, this.#stopping.signal)
        .finally(() => {
          this.#running.delete(work);
          // The subject's lease is back, and a place is free.
          this.wake();
        });
      this.#running.add(work);
    }
  }
}
