import { LoggerService } from '@backstage/backend-plugin-api';
import { OperationStore, Poller, Store } from '@flytower/durable';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { BindingRecord } from '../../domain/records';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { stepTitles } from './bindingSteps';
import { PodCounter } from './PodCounter';

const INTERVAL_MS = 30_000;

export interface BindingSweeperOptions {
  store: Store;
  stores: PublicServicesStores;
  operations: OperationStore;
  tenancy: TenancyService;
  pods: PodCounter;
  logger: LoggerService;
}

/**
 * Finds bindings whose Secret is not in a cluster of their environment (one that joined it, say) or that have old Secrets
 * left, and starts an operation that brings them there.
 */
export class BindingSweeper {
  readonly #options: BindingSweeperOptions;
  readonly #poller: Poller;
  #unlisten: (() => void) | undefined;

  static create(options: BindingSweeperOptions): BindingSweeper {
    return new BindingSweeper(options);
  }

  private constructor(options: BindingSweeperOptions) {
    this.#options = options;
    this.#poller = Poller.create({
      look: () => this.sweep(),
      intervalMs: INTERVAL_MS,
      logger: options.logger,
      words: {
        failing: 'Bindings could not be swept; tried again every half minute',
        well: 'Bindings are swept again',
      },
    });
  }

  start(): void {
    this.#unlisten = this.#options.tenancy.onChange(() => this.#poller.nudge());
    this.#poller.start();
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    await this.#poller.stop();
  }

  /** One pass over all bindings. */
  async sweep(): Promise<void> {
    const { store, stores, tenancy } = this.#options;
    if (!tenancy.ready) {
      return;
    }
    for (const binding of await stores.bindings.all(store.knex)) {
      if (this.#incomplete(binding)) {
        await this.#spread(binding);
      }
    }
  }

  #incomplete(binding: BindingRecord): boolean {
    const { pods } = this.#options;
    const spot = pods.spotOf(binding);
    const today = binding.secrets.filter(
      ({ version, state }) => version === binding.version && state === 'ready',
    );
    const missing = spot?.clusters.some(
      cluster => !today.some(one => one.cluster === cluster),
    );
    const old = binding.secrets.some(({ cluster, version }) => {
      if (!spot || version >= binding.version) {
        return false;
      }
      const counted = pods.count(
        binding,
        cluster,
        spot.namespace,
        binding.version,
      );
      return counted.kind === 'seen' && counted.pods.older === 0;
    });
    return binding.state === 'ready' && (missing === true || old);
  }

  async #spread({ id }: BindingRecord): Promise<void> {
    const { store, stores, operations, pods } = this.#options;
    await store.transaction(async trx => {
      const binding = await stores.bindings.lock(trx, id);
      const open = await operations.unfinished(trx, id);
      if (binding?.state !== 'ready' || open.length > 0) {
        return;
      }
      await operations.start(trx, {
        kind: 'binding.spread',
        subject: { kind: 'binding', id, name: binding.name },
        tenant: binding.tenant,
        requester: 'flytower',
        actor: `${binding.tenant}-deployer`,
        reason: 'Starts in a moment',
        steps: stepTitles(
          'binding.spread',
          pods.clustersOf(binding).map(({ cluster }) => cluster),
        ).map(step => ({ ...step, state: 'pending' })),
        input: {},
      });
    });
  }
}
