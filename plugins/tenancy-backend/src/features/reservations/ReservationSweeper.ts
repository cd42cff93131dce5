import { LoggerService } from '@backstage/backend-plugin-api';
import { ReservationStore } from './ReservationStore';

/** How often expired reservations are looked for. */
const INTERVAL_MS = 30_000;

/** Gives quota back that was reserved and never used: every half minute, by whichever replica comes first. */
export class ReservationSweeper {
  readonly #reservations: ReservationStore;
  readonly #logger: LoggerService;
  #timer?: NodeJS.Timeout;
  #sweeping?: Promise<void>;

  private constructor(options: ReservationSweeperOptions) {
    this.#reservations = options.reservations;
    this.#logger = options.logger;
  }

  static create(options: ReservationSweeperOptions): ReservationSweeper {
    return new ReservationSweeper(options);
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = undefined;
      });
    }, INTERVAL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    try {
      const swept = await this.#reservations.sweep();
      if (swept > 0) {
        this.#logger.info(
          `Gave back ${swept} reservations nobody used in time`,
        );
      }
    } catch (error) {
      this.#logger.warn(
        'Expired reservations could not be swept; tried again in half a minute',
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }
}

/** What the sweeper needs. */
export interface ReservationSweeperOptions {
  reservations: ReservationStore;
  logger: LoggerService;
}
