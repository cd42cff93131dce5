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
  /** Whether an error is part of the course (another replica is at it, say): it is no failure, and said to nobody. */
  isExpected?: (error: unknown) => boolean;
}

/**
 * Looks at something for ever, one look after the other, and sooner where somebody asks. Looks never overlap; whoever
 * asks while one goes on gets one further look, shared with all who ask meanwhile, so that it sees what they did before.
 * A failure is said once, not at every look.
 *
 * @public
 */
export class Poller {
  readonly #options: PollerOptions;
  #failing = false;
  #stopping = new AbortController();
  #following: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

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

  /** Ends after the look that is under way; nobody looks afterwards, unless it is started again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
    await Promise.allSettled([this.#running, this.#next]);
  }

  /** Asks for a look and waits for nothing. */
  nudge(): void {
    void this.look();
  }

  /** A look that begins now or after the one under way. Never throws. */
  async look(): Promise<void> {
    await this.refresh().catch(() => {});
  }

  /** The same, for who needs to know that it went well: throws what the look threw. */
  refresh(): Promise<void> {
    if (this.#next) {
      return this.#next;
    }
    if (!this.#running) {
      return this.#run();
    }
    this.#next = this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.#run();
      });
    return this.#next;
  }

  #run(): Promise<void> {
    const running = this.#look().finally(() => {
      this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #look(): Promise<void> {
    const { look, logger, words, isExpected } = this.#options;
    if (this.#stopping.signal.aborted) {
      return;
    }
    try {
      await look();
      if (this.#failing) {
        this.#failing = false;
        logger.info(words.well);
      }
    } catch (error) {
      if (!this.#failing && !isExpected?.(error)) {
        this.#failing = true;
        logger.warn(words.failing, toError(error));
      }
      throw error;
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
