import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, Poller, Store } from '@flytower/durable';
import { OwnershipRecord } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { Ownerships } from './Ownerships';

/** How often teams that are gone are looked for. */
const INTERVAL_MS = 2_000;

/** What the watch needs. */
export interface TeamWatchOptions {
  store: Store;
  stores: DeliveryStores;
  ownerships: Ownerships;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Applications of a team that was deleted belong to no team from the moment this sees it. Tenancy knows nothing of
 * applications, so that deleting a team waits for nobody. Any number of replicas may look at once.
 */
export class TeamWatch {
  readonly #options: TeamWatchOptions;
  readonly #poller: Poller;

  private constructor(options: TeamWatchOptions) {
    this.#options = options;
    this.#poller = Poller.create({
      look: () => this.#look(),
      intervalMs: INTERVAL_MS,
      logger: options.logger,
      words: {
        failing:
          'Applications of deleted teams could not be looked for; tried again every two seconds',
        well: 'Applications of deleted teams are looked for again',
      },
    });
  }

  static create(options: TeamWatchOptions): TeamWatch {
    return new TeamWatch(options);
  }

  start(): void {
    this.#poller.start();
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  /** Lets the applications of teams that are gone go; gives how many. */
  async letGo(): Promise<number> {
    const { stores, ownerships } = this.#options;
    let released = 0;
    const lasting = await stores.ownerships.lasting();
    for (const ownership of await ownerships.withoutTeam(lasting)) {
      released += (await this.#release(ownership)) ? 1 : 0;
    }
    return released;
  }

  /** False where somebody else was first. */
  async #release(ownership: OwnershipRecord): Promise<boolean> {
    const { store, stores, ownerships, clock } = this.#options;
    return store.transaction(async trx => {
      const { tenant, application: slug } = ownership;
      const found = await stores.applications.find(tenant, slug, trx);
      const held = await stores.ownerships.current(
        trx,
        ownership.applicationId,
      );
      if (found?.id !== ownership.applicationId || held?.id !== ownership.id) {
        return false;
      }
      const updated = await stores.applications.update(trx, {
        ...found,
        updatedAt: clock.now().toISOString(),
        generation: found.generation + 1,
      });
      if (updated) {
        await ownerships.move(trx, found, undefined, 'flytower');
      }
      return updated;
    });
  }

  async #look(): Promise<void> {
    const released = await this.letGo();
    if (released > 0) {
      this.#options.logger.info(
        `${released} applications belong to no team any more`,
      );
    }
  }
}
