import { OperationStep } from '@flytower/contract';
import type { Knex } from 'knex';
import { stepped } from '../../domain/steps';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { BindingScene } from './BindingScene';
import { PODS } from './bindingSteps';
import { Counted, PodCounter } from './PodCounter';
import { SecretWriter } from './SecretWriter';

/** How far instances are, in every cluster. */
export interface Progress {
  /** What is waited for; none where nothing is. */
  sentence?: string;
  steps: OperationStep[];
}

/** Follows which instances of a service run with which version of a binding's credentials. */
export class Rollout {
  readonly #pods: PodCounter;
  readonly #stores: PublicServicesStores;
  readonly #secrets: SecretWriter;

  static create(options: {
    pods: PodCounter;
    stores: PublicServicesStores;
    secrets: SecretWriter;
  }): Rollout {
    return new Rollout(options);
  }

  private constructor(options: {
    pods: PodCounter;
    stores: PublicServicesStores;
    secrets: SecretWriter;
  }) {
    this.#pods = options.pods;
    this.#stores = options.stores;
    this.#secrets = options.secrets;
  }

  /** Waits for instances with credentials older than the binding's version. A cluster out of sight is not yet done. */
  outdated(
    scene: BindingScene,
    steps: readonly OperationStep[],
    now: Date,
  ): Progress {
    return this.#progress(scene, steps, now, ({ current, older }) => ({
      waits: older > 0,
      sentence: `${current} of ${
        current + older
      } instances have the new password`,
    }));
  }

  /** Waits for instances with any credentials of the binding. */
  inUse(
    scene: BindingScene,
    steps: readonly OperationStep[],
    now: Date,
  ): Progress {
    return this.#progress(scene, steps, now, ({ current, older }) => ({
      waits: current + older > 0,
      sentence: `${current + older} instances still use it`,
    }));
  }

  /** Removes Secrets of older versions from clusters where no instance needs them; what is left is tried another time. */
  async tidy(
    scene: BindingScene,
  ): Promise<(trx: Knex.Transaction) => Promise<void>> {
    const { binding, spot, account, operation, signal } = scene;
    const old = binding.secrets.filter(
      ({ version, cluster }) =>
        version < binding.version &&
        account.change === undefined &&
        !olderIn(this.#count(scene, cluster)),
    );
    const gone = await Promise.all(
      old.map(async secret => {
        const left = await this.#secrets.remove(binding, spot, secret, {
          requester: operation.requester,
          signal,
        });
        return left ? [] : [secret];
      }),
    );
    return async trx => {
      for (const secret of gone.flat()) {
        await this.#stores.bindings.dropSecret(trx, binding.id, secret);
      }
    };
  }

  #count({ binding, spot }: BindingScene, cluster: string): Counted {
    return spot
      ? this.#pods.count(binding, cluster, spot.namespace, binding.version)
      : { kind: 'seen', pods: { current: 0, older: 0, without: 0 } };
  }

  #progress(
    scene: BindingScene,
    steps: readonly OperationStep[],
    now: Date,
    judge: (pods: { current: number; older: number }) => {
      waits: boolean;
      sentence: string;
    },
  ): Progress {
    const clusters = new Set([
      ...(scene.spot?.clusters ?? []),
      ...scene.binding.secrets.map(({ cluster }) => cluster),
    ]);
    const waits: string[] = [];
    let after = [...steps];
    for (const cluster of [...clusters].sort()) {
      const counted = this.#count(scene, cluster);
      const verdict =
        counted.kind === 'seen'
          ? judge(counted.pods)
          : { waits: true, sentence: counted.sentence };
      if (verdict.waits) {
        waits.push(`${cluster}: ${verdict.sentence}`);
      }
      after = stepped(
        after,
        `${PODS}${cluster}`,
        {
          state: verdict.waits ? 'waiting' : 'succeeded',
          message: verdict.sentence,
        },
        now,
      );
    }
    return {
      ...(waits.length > 0 ? { sentence: waits.join('; ') } : {}),
      steps: after,
    };
  }
}

/** A cluster out of sight may have any. */
function olderIn(counted: Counted): boolean {
  return counted.kind === 'unseen' || counted.pods.older > 0;
}
