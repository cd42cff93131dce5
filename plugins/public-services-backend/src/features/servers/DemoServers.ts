import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, toError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import { ServerRecord } from '../../domain/records';
import { ServerAccess } from '../../engines/EngineDriver';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { fingerprintOf } from './serverSeal';
import { ServerService } from './ServerService';

const INTERVAL_MS = 5_000;

/** A server of the configuration. */
export interface DemoServer {
  name: string;
  displayName: string;
  access: ServerAccess;
}

export interface DemoServersOptions {
  configured: readonly DemoServer[];
  store: Store;
  stores: PublicServicesStores;
  servers: ServerService;
  logger: LoggerService;
}

/**
 * Makes the demo servers what the configuration says: registered once they answer, and kept as they stand there. It looks
 * again until all are.
 */
export class DemoServers {
  readonly #options: DemoServersOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  readonly #said = new Map<string, string>();

  static create(options: DemoServersOptions): DemoServers {
    return new DemoServers(options);
  }

  private constructor(options: DemoServersOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#follow();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** One pass; whether all are as they should be. One server's failure keeps no other from being registered. */
  async sync(): Promise<boolean> {
    const done = await Promise.all(
      this.#options.configured.map(async demo => {
        try {
          await this.#syncOne(demo);
          return true;
        } catch (error) {
          this.#say(demo, toError(error));
          return false;
        }
      }),
    );
    return done.every(Boolean);
  }

  async #follow(): Promise<void> {
    const done = await this.sync();
    if (!done && !this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#running = this.#follow();
      }, INTERVAL_MS);
    }
  }

  async #syncOne({ name, displayName, access }: DemoServer): Promise<void> {
    const { store, stores, servers } = this.#options;
    const present = await stores.servers.find(store.knex, name);
    if (!present) {
      const check = await servers.mustBeUsable(access);
      await store.transaction(trx =>
        servers.insert(trx, {
          name,
          displayName,
          access,
          check,
          demo: true,
          person: 'flytower',
        }),
      );
      return;
    }
    const moved = !this.#isSame(present, access);
    if (moved || present.displayName !== displayName) {
      await servers.change(present, {
        displayName,
        ...(moved ? { access } : {}),
        person: 'flytower',
      });
    }
  }

  /** A sealed access that does not open any more is replaced, like one that changed. */
  #isSame(present: ServerRecord, access: ServerAccess): boolean {
    try {
      return (
        fingerprintOf(this.#options.servers.accessOf(present)) ===
        fingerprintOf(access)
      );
    } catch {
      return false;
    }
  }

  /** What fails in the same way again is no news. */
  #say({ name }: DemoServer, error: Error): void {
    if (this.#said.get(name) === error.message) {
      return;
    }
    this.#said.set(name, error.message);
    const { logger } = this.#options;
    logger.warn(
      `The server "${name}" of flytower.publicServices.demoServers is not registered yet: ${error.message}`,
      ...(error instanceof InputError ? [] : [error]),
    );
  }
}
