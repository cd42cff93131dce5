import { LoggerService } from '@backstage/backend-plugin-api';
import { feedCursor, RevisionFollower, Store } from '@flytower/durable';
import {
  BindingHub,
  BoundCredentials,
} from '@flytower/plugin-public-services-node';
import { variablesOf } from '../../domain/credentials';
import { secretNameOf } from '../../domain/names';
import { BindingRecord, InstanceRecord } from '../../domain/records';
import { PublicServicesStores } from '../../stores/PublicServicesStores';

/** How often another replica's commits are looked for. */
const INTERVAL_MS = 1_000;
/** After which time everything is read anew: a restore that is no single transaction may be seen half done. */
const WHOLE_MS = 5 * 60_000;

export interface BindingPublisherOptions {
  store: Store;
  stores: PublicServicesStores;
  hub: BindingHub;
  logger: LoggerService;
}

/**
 * Keeps the hub as the database is. Every change that releases need appends an event: this process reads all anew after
 * its own commits, and whenever a look each second finds that the database stands elsewhere than the hub, because another
 * replica wrote or because it was put back.
 */
export class BindingPublisher {
  readonly #options: BindingPublisherOptions;
  readonly #follower: RevisionFollower;

  static create(options: BindingPublisherOptions): BindingPublisher {
    return new BindingPublisher(options);
  }

  private constructor(options: BindingPublisherOptions) {
    this.#options = options;
    const { store, logger } = options;
    this.#follower = RevisionFollower.create({
      revision: () => feedCursor(store.knex),
      snapshot: () => this.#publish(),
      intervalMs: INTERVAL_MS,
      wholeEveryMs: WHOLE_MS,
      logger,
      words: {
        failing: 'Bindings could not be read anew; tried again every second',
        well: 'Bindings are read again',
      },
    });
  }

  start(): void {
    this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  /** Looks soon; calls while it looks are one further look. */
  nudge(): void {
    this.#follower.nudge();
  }

  /** Brings the hub up to the newest commit. A command awaits it, so that its caller sees what it did. */
  async refresh(): Promise<void> {
    await this.#follower.refresh();
  }

  async #publish(): Promise<string> {
    const { store, stores, hub } = this.#options;
    const { cursor, bindings, instances } = await store.readTransaction(
      async trx => {
        const all = await stores.bindings.all(trx);
        return {
          cursor: await feedCursor(trx),
          bindings: all,
          instances: await stores.instances.byIds(
            trx,
            all.map(({ instanceId }) => instanceId),
          ),
        };
      },
    );
    hub.publish(
      bindings.flatMap(binding => {
        const instance = instances.get(binding.instanceId);
        return instance && binding.state === 'ready'
          ? [boundOf(binding, instance)]
          : [];
      }),
    );
    return cursor;
  }
}

function boundOf(
  binding: BindingRecord,
  instance: InstanceRecord,
): BoundCredentials {
  return {
    bindingId: binding.id,
    binding: binding.name,
    instance: instance.name,
    tenant: binding.tenant,
    environment: binding.environment,
    serviceId: binding.serviceId,
    version: binding.version,
    secretName: secretNameOf(binding.name, binding.version),
    variables: variablesOf(instance.engine, binding.prefix),
    clusters: binding.secrets
      .filter(
        ({ version, state }) =>
          version === binding.version && state === 'ready',
      )
      .map(({ cluster }) => cluster),
  };
}
