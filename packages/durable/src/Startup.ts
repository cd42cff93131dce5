import { setTimeout as wait } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { backOffMs, RetryRule } from './backOff';

const RULE: RetryRule = { firstMs: 1_000, maxMs: 30_000 };

/** @public */
export interface StartupOptions {
  /** As sentences begin, for example "The fleet". */
  what: string;
  /** Brings it up, whole. It may throw; then it is called again, so that what it did before must not hurt. */
  begin: () => Promise<void>;
  logger: LoggerService;
  /** Waits so many milliseconds, or until the signal is aborted; by a timer when left out. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to below 1, for jitter. */
  random?: () => number;
}

/**
 * Brings something up, however often that takes: a database that is away when a process starts is no reason for the
 * process to be of no use until somebody starts it again.
 *
 * @public
 */
export class Startup {
  readonly #options: StartupOptions;
  #up = false;
  #stopping = new AbortController();
  #beginning: Promise<void> | undefined;

  static create(options: StartupOptions): Startup {
    return new Startup(options);
  }

  private constructor(options: StartupOptions) {
    this.#options = options;
  }

  /** Begins. Returns at once. */
  start(): void {
    this.#stopping = new AbortController();
    this.#beginning = this.#untilUp(this.#stopping.signal);
  }

  /** Tries no more; ends after the try that is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#beginning;
  }

  /** For {@link ReadinessService.dependOn}. */
  notUp(): string | undefined {
    return this.#up
      ? undefined
      : `${
          this.#options.what
        } has not come up yet; it is tried again by itself, and the log says why`;
  }

  async #untilUp(stopping: AbortSignal): Promise<void> {
    const { what, begin, logger, pause = byTimer, random } = this.#options;
    let said: string | undefined;
    for (let failures = 1; !stopping.aborted; failures++) {
      try {
        await begin();
        this.#up = true;
        if (said !== undefined) {
          logger.info(`${what} has come up`);
        }
        return;
      } catch (error) {
        const ms = backOffMs(RULE, failures, (random ?? Math.random)());
        const { message } = toError(error);
        // What fails in the same way again is no news.
        logger[message === said ? 'debug' : 'warn'](
          `${what} could not be started; tried again in ${ms} ms`,
          toError(error),
        );
        said = message;
        await pause(ms, stopping);
      }
    }
  }
}

async function byTimer(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
