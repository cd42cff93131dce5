import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import { Sealer, UnsealError } from '@flytower/sealing';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { Passwords } from '../instances/Passwords';
import { openAccess, sealAccess } from './serverSeal';

export interface SealRotationOptions {
  store: Store;
  stores: PublicServicesStores;
  passwords: Passwords;
  sealer: Sealer;
  logger: LoggerService;
}

/**
 * Brings everything that is sealed under the first key of the ring, once at each start. After it has run with a new key in
 * front, the old key may be dropped from the configuration.
 */
export class SealRotation {
  readonly #options: SealRotationOptions;
  #running: Promise<void> | undefined;

  static create(options: SealRotationOptions): SealRotation {
    return new SealRotation(options);
  }

  private constructor(options: SealRotationOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.run().catch(error =>
      this.#options.logger.warn(
        'What is sealed with an older key stays so until the next start',
        toError(error),
      ),
    );
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  async run(): Promise<void> {
    const { store, stores, passwords, sealer, logger } = this.#options;
    for (const server of await stores.servers.list(store.knex)) {
      if (server.sealKey === sealer.keyId) {
        continue;
      }
      try {
        const sealed = sealAccess(
          sealer,
          server.id,
          openAccess(sealer, server),
        );
        await store.transaction(trx =>
          stores.servers.reseal(trx, server, sealed),
        );
      } catch (error) {
        if (!(error instanceof UnsealError)) {
          throw error;
        }
        logger.error(
          `The administrator's password of server "${server.name}" cannot be opened: ${error.message}; give it anew`,
        );
      }
    }
    const closed = await store.transaction(trx => passwords.resealAll(trx));
    if (closed > 0) {
      logger.error(
        `${closed} passwords of accounts cannot be opened: put their key back into flytower.seal.keys, or change the passwords`,
      );
    }
  }
}
