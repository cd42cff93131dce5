import { LoggerService } from '@backstage/backend-plugin-api';
import { Poller } from '@flytower/durable';
import { Reservations } from './Reservations';

/** How often expired reservations are looked for. */
const INTERVAL_MS = 30_000;

/** Gives quota back that was reserved and never used: every half minute, by whichever replica comes first. */
export class ReservationSweeper {
  readonly #reservations: Reservations;
  readonly #logger: LoggerService;
  readonly #poller: Poller;

  private constructor(options: ReservationSweeperOptions) {
    this.#reservations = options.reservations;
    this.#logger = options.logger;
    this.#poller = Poller.create({
      look: () => this.#sweep(),
      intervalMs: INTERVAL_MS,
      logger: options.logger,
      words: {
        failing:
          'Expired reservations could not be swept; tried again every half minute',
        well: 'Expired reservations are swept again',
      },
    });
  }

  static create(options: ReservationSweeperOptions): ReservationSweeper {
    return new ReservationSweeper(options);
  }

  start(): void {
    this.#poller.start();
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  async #sweep(): Promise<void> {
    const swept = await this.#reservations.sweep();
    if (swept > 0) {
      this.#logger.info(`Gave back ${swept} reservations nobody used in time`);
    }
  }
}

/** What the sweeper needs. */
export interface ReservationSweeperOptions {
  reservations: Reservations;
  logger: LoggerService;
}
