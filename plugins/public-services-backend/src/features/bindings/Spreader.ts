import { OperationStep } from '@flytower/contract';
import { NewEvent, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { SecretRecord } from '../../domain/records';
import { stepped } from '../../domain/steps';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { bindingEvent } from '../instances/instanceEvent';
import { Passwords } from '../instances/Passwords';
import { BindingScene, signInOf } from './BindingScene';
import { SECRET } from './bindingSteps';
import { SecretWriter } from './SecretWriter';

/** How a version of a binding's credentials is in the clusters of its environment after a pass. */
export interface Spread {
  secrets: SecretRecord[];
  /** Every cluster has it. */
  complete: boolean;
  /** At least one cluster has it, or there is none. */
  usable: boolean;
  /** Why it is not complete. */
  sentence: string;
  steps: OperationStep[];
  /** To be part of the outcome's transaction. */
  write: (trx: Knex.Transaction) => Promise<void>;
  /** To be told with the outcome: releases go by which clusters have it. */
  events: NewEvent[];
}

/** Brings one version of a binding's credentials into every cluster of its environment. */
export class Spreader {
  readonly #store: Store;
  readonly #stores: PublicServicesStores;
  readonly #passwords: Passwords;
  readonly #secrets: SecretWriter;

  static create(options: {
    store: Store;
    stores: PublicServicesStores;
    passwords: Passwords;
    secrets: SecretWriter;
  }): Spreader {
    return new Spreader(options);
  }

  private constructor(options: {
    store: Store;
    stores: PublicServicesStores;
    passwords: Passwords;
    secrets: SecretWriter;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#passwords = options.passwords;
    this.#secrets = options.secrets;
  }

  async spread(
    scene: BindingScene,
    version: number,
    steps: readonly OperationStep[],
    now: Date,
  ): Promise<Spread> {
    const { binding, spot, operation, signal } = scene;
    signal.throwIfAborted();
    const clusters = spot?.clusters ?? [];
    const known = (cluster: string) =>
      binding.secrets.find(
        one => one.cluster === cluster && one.version === version,
      );
    const missing = clusters.filter(name => known(name)?.state !== 'ready');
    // What may be there soon is written down before, so that a removal knows where to look.
    await this.#store.transaction(async trx => {
      for (const cluster of missing.filter(name => !known(name))) {
        await this.#stores.bindings.putSecret(trx, binding.id, {
          cluster,
          version,
          state: 'pending',
          sentence: `Is on its way to ${cluster}`,
        });
      }
    });
    const put = spot
      ? await Promise.all(
          missing.map(cluster =>
            this.#secrets.put(
              binding,
              spot,
              { cluster, version, requester: operation.requester, signal },
              signInOf(scene, this.#passwords, version),
            ),
          ),
        )
      : [];
    const secrets = clusters.flatMap(cluster => {
      const secret = put.find(one => one.cluster === cluster) ?? known(cluster);
      return secret ? [secret] : [];
    });
    const late = secrets.filter(({ state }) => state !== 'ready');
    return {
      secrets,
      complete: late.length === 0,
      usable: late.length < secrets.length || clusters.length === 0,
      sentence: late.map(({ sentence }) => sentence).join('; '),
      steps: secrets.reduce<OperationStep[]>(
        (all, { cluster, state, sentence }) =>
          stepped(
            all,
            `${SECRET}${cluster}`,
            {
              state: state === 'ready' ? 'succeeded' : 'waiting',
              message: sentence,
            },
            now,
          ),
        [...steps],
      ),
      write: async trx => {
        for (const secret of put) {
          await this.#stores.bindings.putSecret(trx, binding.id, secret);
        }
      },
      events: put.some(({ state }) => state === 'ready')
        ? [
            bindingEvent('binding.secrets-changed', binding, scene.instance, {
              actor: 'flytower',
              operationId: operation.id,
              summary: `Version ${version} of ${binding.name} is in ${secrets
                .filter(({ state }) => state === 'ready')
                .map(({ cluster }) => cluster)
                .join(', ')}`,
            }),
          ]
        : [],
    };
  }
}
