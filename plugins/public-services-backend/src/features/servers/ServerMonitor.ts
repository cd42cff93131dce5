import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { appendEvent, Clock, Store } from '@flytower/durable';
import { UnsealError } from '@flytower/sealing';
import { ServerCheck } from '@flytower/plugin-public-services-common';
import { ServerRecord } from '../../domain/records';
import { Drivers } from '../../engines/EngineDriver';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { answers, ServerService } from './ServerService';
import { serverEvent } from './serverView';

const INTERVAL_MS = 30_000;

export interface ServerMonitorOptions {
  store: Store;
  stores: PublicServicesStores;
  servers: ServerService;
  drivers: Drivers;
  clock: Clock;
  logger: LoggerService;
}

/** Asks every server how it is, each on its own: one that hangs keeps no other from being asked. */
export class ServerMonitor {
  readonly #options: ServerMonitorOptions;
  readonly #asking = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  static create(options: ServerMonitorOptions): ServerMonitor {
    return new ServerMonitor(options);
  }

  private constructor(options: ServerMonitorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#begin(), INTERVAL_MS);
    this.#begin();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#asking.values());
  }

  /** One pass; over when every server was asked that is not still being asked. */
  async look(): Promise<void> {
    const { store, stores } = this.#options;
    const servers = await stores.servers.list(store.knex);
    await Promise.all(
      servers
        .filter(({ id }) => !this.#asking.has(id))
        .map(server => {
          const asked = this.#look(server).finally(() =>
            this.#asking.delete(server.id),
          );
          this.#asking.set(server.id, asked);
          return asked;
        }),
    );
  }

  #begin(): void {
    this.look().catch(error =>
      this.#options.logger.warn(
        'Servers could not be looked at; tried again in half a minute',
        toError(error),
      ),
    );
  }

  async #look(server: ServerRecord): Promise<void> {
    const { stores, store, clock, logger, servers } = this.#options;
    try {
      const check = await this.#check(server);
      const usable = check.outcome === 'usable';
      const health: ServerRecord['health'] = usable
        ? answers(check)
        : { status: 'failed', sentence: check.sentence };
      await stores.servers.setSeen(store.knex, server.id, {
        health,
        checkedAt: clock.now().toISOString(),
        product: usable ? check.product : server.product,
        version: usable ? check.version : server.version,
      });
      if (health.status === server.health.status) {
        return;
      }
      await store.transaction(trx =>
        appendEvent(
          trx,
          clock,
          serverEvent('health-changed', server, {
            actor: 'flytower',
            summary: `Server "${server.name}": ${health.sentence}`,
          }),
        ),
      );
      logger.info(`Server "${server.name}": ${health.sentence}`);
      if (usable) {
        await servers.wake(server.id);
      }
    } catch (error) {
      logger.warn(
        `Server "${server.name}" could not be looked at; tried again in half a minute`,
        toError(error),
      );
    }
  }

  async #check(server: ServerRecord): Promise<ServerCheck> {
    const { drivers, servers } = this.#options;
    try {
      return await drivers[server.engine].check(servers.accessOf(server));
    } catch (error) {
      if (error instanceof UnsealError) {
        return {
          outcome: 'refused',
          code: 'unsealed',
          sentence: `Its administrator's password cannot be opened: ${error.message}`,
        };
      }
      throw error;
    }
  }
}
