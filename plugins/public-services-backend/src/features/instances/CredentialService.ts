import { ConflictError } from '@backstage/errors';
import { appendEvent, Clock, Store } from '@flytower/durable';
import { Credentials } from '@flytower/plugin-public-services-common';
import { credentialsOf } from '../../domain/credentials';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { instanceEvent } from './instanceEvent';
import { instanceNotFound, refuseBusy } from './InstanceService';
import { Passwords } from './Passwords';

/** Shows credentials: each password once, to the person who asked, and on record. */
export class CredentialService {
  readonly #options: {
    store: Store;
    stores: PublicServicesStores;
    passwords: Passwords;
    clock: Clock;
  };

  static create(options: {
    store: Store;
    stores: PublicServicesStores;
    passwords: Passwords;
    clock: Clock;
  }): CredentialService {
    return new CredentialService(options);
  }

  private constructor(options: {
    store: Store;
    stores: PublicServicesStores;
    passwords: Passwords;
    clock: Clock;
  }) {
    this.#options = options;
  }

  /** Who asks a second time for one password hears who saw it, and when. */
  async show(
    tenant: string,
    name: string,
    person: string,
  ): Promise<Credentials> {
    const { store, stores, passwords, clock } = this.#options;
    return store.transaction(async trx => {
      const found = await stores.instances.find(trx, tenant, name);
      const instance = found && (await stores.instances.lock(trx, found.id));
      if (!instance) {
        throw instanceNotFound(tenant, name);
      }
      refuseBusy(instance);
      const account = await stores.accounts.ownOf(trx, instance.id);
      const server =
        instance.serverId === undefined
          ? undefined
          : await stores.servers.byId(trx, instance.serverId);
      if (!account || !server) {
        throw new Error(`The instance ${instance.id} is ready without account`);
      }
      const { version } = account;
      const shown = account.passwords.find(
        one => one.version === version,
      )?.shown;
      const password = passwords.open(account, version);
      const now = clock.now();
      const first = await stores.accounts.setShown(trx, account.id, version, {
        by: person,
        at: now,
      });
      if (shown || !first) {
        throw new ConflictError(
          `The password of "${name}" was shown to ${
            shown?.by ?? 'somebody else'
          } at ${
            shown?.at ?? 'this moment'
          }, and is shown once; change the password to see a new one`,
        );
      }
      await appendEvent(
        trx,
        clock,
        instanceEvent(
          'credentials.shown',
          instance,
          {
            actor: person,
            outcome: 'succeeded',
            summary: `The credentials of ${name} were shown to ${person}`,
          },
          { username: account.username, version },
        ),
      );
      return {
        ...credentialsOf({
          engine: instance.engine,
          host: server.host,
          port: server.port,
          encrypted: server.encrypted,
          ...(instance.engine === 'mysql'
            ? { database: instance.database }
            : {}),
          username: account.username,
          password,
        }),
        version,
      };
    });
  }
}
