import { setTimeout as wait } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** @public */
export interface PollerOptions {
  /** One look. It may throw: the next one comes after the interval, as always. */
  look: () => Promise<void>;
  /** Milliseconds between the end of one look and the next. */
  intervalMs: number;
  logger: LoggerService;
  /** What to say once when looks begin to fail, and once when they are well again. */
  words: { failing: string; well: string };
}

/**
 * Looks at something for ever, one look after the other. A failure is said once, not at every look.
 *
 * @public
 */
export class Poller {
  readonly #options: PollerOptions;
  #failing = false;
  #stopping = new AbortController();
  #following: Promise<void> | undefined;

  static create(options: PollerOptions): Poller {
    return new Poller(options);
  }

  private constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Begins to look. Returns at once. */
  start(): void {
    this.#stopping = new AbortController();
    this.#following = this.#follow(this.#stopping.signal);
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  /** Looks once, now. Never throws. */
  async look(): Promise<void> {
    const { look, logger, words } = this.#options;
    try {
      await look();
      if (this.#failing) {
        this.#failing = false;
        logger.info(words.well);
      }
    } catch (error) {
      if (!this.#failing) {
        this.#failing = true;
        logger.warn(words.failing, toError(error));
      }
    }
  }

  async #follow(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      await this.look();
      await wait(this.#options.intervalMs, undefined, {
        signal: stopping,
      }).catch(() => {});
    }
  }
}
