import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, Poller, Store } from '@flytower/durable';
import { InstanceRecord, Observed } from '../../domain/records';
import { EngineError, ObservedInstance } from '../../engines/EngineDriver';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { ServerDesk } from '../operations/ServerDesk';

const INTERVAL_MS = 60_000;

export interface UsageMonitorOptions {
  store: Store;
  stores: PublicServicesStores;
  desk: ServerDesk;
  clock: Clock;
  logger: LoggerService;
}

/** Measures what every instance uses; servers beside each other, the instances of one in turn. */
export class UsageMonitor {
  readonly #options: UsageMonitorOptions;
  readonly #poller: Poller;

  static create(options: UsageMonitorOptions): UsageMonitor {
    return new UsageMonitor(options);
  }

  private constructor(options: UsageMonitorOptions) {
    this.#options = options;
    this.#poller = Poller.create({
      look: () => this.look(),
      intervalMs: INTERVAL_MS,
      logger: options.logger,
      words: {
        failing:
          'What instances use could not be measured; tried again every minute',
        well: 'What instances use is measured again',
      },
    });
  }

  start(): void {
    this.#poller.start();
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  /** One pass over all instances. */
  async look(): Promise<void> {
    const { store, stores } = this.#options;
    const all = await stores.instances.all(store.knex);
    const made = all.filter(
      ({ state }) => state === 'ready' || state === 'disabled',
    );
    const servers = new Set(made.map(({ serverId }) => serverId));
    await Promise.all(
      [...servers].map(async serverId => {
        for (const instance of made.filter(one => one.serverId === serverId)) {
          if (!(await this.#look(instance))) {
            // A server that does not answer one question will not answer the next.
            return;
          }
        }
      }),
    );
  }

  /** False where the server did not answer. What was measured before stays, with its time. */
  async #look(instance: InstanceRecord): Promise<boolean> {
    const { store, stores, desk, clock } = this.#options;
    const server = await desk.serverOf(store.knex, instance);
    if (!server) {
      return false;
    }
    try {
      const seen = await server.driver.observe(server.access, instance);
      await stores.instances.setObserved(
        store.knex,
        instance.id,
        observedOf(instance, seen, clock.now()),
      );
      return true;
    } catch (error) {
      if (error instanceof EngineError) {
        return false;
      }
      throw error;
    }
  }
}

function observedOf(
  instance: InstanceRecord,
  seen: ObservedInstance,
  now: Date,
): Observed {
  const { storageBytes, connections } = seen;
  return {
    health: healthOf(instance, seen),
    ...(storageBytes === undefined ? {} : { storageBytes }),
    ...(connections === undefined ? {} : { connections }),
    at: now.toISOString(),
  };
}

function healthOf(
  { database, limits }: InstanceRecord,
  seen: ObservedInstance,
): Observed['health'] {
  if (seen.database !== 'own') {
    return {
      status: 'failed',
      sentence:
        seen.database === 'absent'
          ? `"${database}" is gone from its server; ask an operations admin for a backup`
          : `What is called "${database}" on its server is not this instance's any more`,
    };
  }
  const { storageBytes = 0 } = seen;
  return limits.storageBytes !== undefined && storageBytes > limits.storageBytes
    ? {
        status: 'degraded',
        sentence: 'It takes more storage than its plan allows; clear something',
      }
    : { status: 'healthy', sentence: 'Answers' };
}
