import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { lastSequence, Store } from '@flytower/durable';
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

export interface BindingPublisherOptions {
  store: Store;
  stores: PublicServicesStores;
  hub: BindingHub;
  logger: LoggerService;
}

/**
 * Keeps the hub as the database is. Every change that releases need appends an event, so the outbox's sequence is the
 * revision: this process reads all anew after its own commits, and whenever a look each second finds the sequence raised by
 * another replica.
 */
export class BindingPublisher {
  readonly #options: BindingPublisherOptions;
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #again = false;

  static create(options: BindingPublisherOptions): BindingPublisher {
    return new BindingPublisher(options);
  }

  private constructor(options: BindingPublisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.nudge(), INTERVAL_MS);
    this.nudge();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#again = false;
    await this.#looking;
  }

  /** Looks soon; calls while it looks are one further look. */
  nudge(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = this.refresh()
      .catch(error => {
        this.#options.logger.warn(
          'Bindings could not be read anew; tried again in a second',
          toError(error),
        );
      })
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) {
          this.#again = false;
          this.nudge();
        }
      });
  }

  /** Brings the hub up to the newest commit. A command awaits it, so that its caller sees what it did. */
  async refresh(): Promise<void> {
    const { store, stores, hub } = this.#options;
    if (hub.ready && (await lastSequence(store.knex)) <= hub.revision) {
      return;
    }
    const { revision, bindings, instances } = await store.readTransaction(
      async trx => {
        const all = await stores.bindings.all(trx);
        return {
          revision: await lastSequence(trx),
          bindings: all,
          instances: await stores.instances.byIds(
            trx,
            all.map(({ instanceId }) => instanceId),
          ),
        };
      },
    );
    hub.publish(
      revision,
      bindings.flatMap(binding => {
        const instance = instances.get(binding.instanceId);
        return instance && binding.state === 'ready'
          ? [boundOf(binding, instance)]
          : [];
      }),
    );
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
