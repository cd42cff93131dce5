import { LoggerService } from '@backstage/backend-plugin-api';
import { OperationStore, Store } from '@flytower/durable';
import { Fleet } from './TenantCluster';

/** What the hints need. */
export interface FleetHintsOptions {
  store: Store;
  operations: OperationStore;
  fleet: Fleet;
  logger: LoggerService;
}

/**
 * Wakes the unfinished operations of tenants in a cluster about which the fleet hints that it, or a namespace in it,
 * changed: what waits for a cluster goes on when that is back, and not at its next retry.
 */
export class FleetHints {
  readonly #options: FleetHintsOptions;
  readonly #clusters = new Set<string>();
  #unlisten?: () => void;
  #waking?: Promise<void>;

  private constructor(options: FleetHintsOptions) {
    this.#options = options;
  }

  static create(options: FleetHintsOptions): FleetHints {
    return new FleetHints(options);
  }

  start(): void {
    this.#unlisten = this.#options.fleet.onChange(({ kind, cluster }) => {
      if (kind === 'cluster' || kind === 'namespace') {
        this.#clusters.add(cluster);
        this.#waking ??= this.#wake().finally(() => {
          this.#waking = undefined;
        });
      }
    });
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    await this.#waking;
  }

  /** Hints that come while it works are one further round. */
  async #wake(): Promise<void> {
    const { store, operations, logger } = this.#options;
    while (this.#clusters.size > 0) {
      const clusters = [...this.#clusters];
      this.#clusters.clear();
      try {
        const rows: { tenant_id: string }[] = await store
          .knex('bindings')
          .distinct('tenant_id')
          .whereIn('cluster', clusters);
        await operations.wake(rows.map(row => row.tenant_id));
      } catch (error) {
        logger.warn(
          'A hint of the fleet woke nobody; waiting operations look again by themselves',
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }
}
