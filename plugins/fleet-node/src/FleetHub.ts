import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  bundleVersionOf,
  ClusterClient,
  SYSTEM_NAMESPACE,
} from '@flytower/kube';
import { missingFrom } from '@flytower/plugin-fleet-common';
import { clusterHealth } from './clusterHealth';
import { dataAge } from './dataAge';
import {
  ClusterFacts,
  FleetHint,
  HeldBundle,
  ReturnCheck,
} from './FleetService';
import { InventoryView, unseenInventory } from './InventoryView';
import { ReturnChecks } from './ReturnChecks';

/**
 * A cluster as fleet-backend puts it into the hub.
 *
 * @public
 */
export interface HubCluster {
  facts: Omit<ClusterFacts, 'bundle' | 'health' | 'simulated'> & {
    /** As last checked; what the inventory shows counts for more. */
    bundleVersion?: number;
  };
  /** Why it cannot be used, or why its last check failed. */
  problem?: string;
  /** Absent while it must not be spoken to: never checked, or its credential does not open. */
  link?: { inventory: InventoryView; client: ClusterClient };
}

/**
 * The fleet in memory, one for the whole backend. fleet-backend alone writes to it; everybody else reads it through
 * their FleetService.
 *
 * @public
 */
export class FleetHub {
  readonly #clusters = new Map<string, HubCluster>();
  readonly #listeners = new Set<(hint: FleetHint) => void>();
  readonly #returnChecks = new ReturnChecks();
  readonly #logger: LoggerService;
  readonly #now: () => Date;
  #ready = false;

  static create(options: {
    logger: LoggerService;
    now?: () => Date;
  }): FleetHub {
    return new FleetHub(options.logger, options.now ?? (() => new Date()));
  }

  private constructor(logger: LoggerService, now: () => Date) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Whether the registrations were read once. */
  get ready(): boolean {
    return this.#ready;
  }

  /** The registrations were read, and what there is was put. */
  markReady(): void {
    this.#ready = true;
  }

  /** Adds a cluster, or replaces the one of that name. */
  put(cluster: HubCluster): void {
    this.#clusters.set(cluster.facts.name, cluster);
    this.hint({ cluster: cluster.facts.name, kind: 'cluster' });
  }

  /** Forgets a cluster. */
  remove(name: string): void {
    if (this.#clusters.delete(name)) {
      this.hint({ cluster: name, kind: 'cluster' });
    }
  }

  /** Tells every listener; one that throws keeps nobody else from hearing. */
  hint(hint: FleetHint): void {
    for (const listener of this.#listeners) {
      try {
        listener(hint);
      } catch (error) {
        this.#logger.warn(
          `A listener to changes of cluster "${hint.cluster}" threw; it is called again at the next change`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }

  onChange(listener: (hint: FleetHint) => void): () => void {
    // A function of its own, so that one listener given twice is heard twice and removed one by one.
    const own = (hint: FleetHint) => listener(hint);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** All clusters, by name. */
  clusters(): ClusterFacts[] {
    return [...this.#clusters.values()]
      .map(cluster => this.#factsOf(cluster))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  clusterFacts(name: string): ClusterFacts | undefined {
    const cluster = this.#clusters.get(name);
    return cluster && this.#factsOf(cluster);
  }

  inventory(name: string): InventoryView {
    return inventoryOf(this.#cluster(name));
  }

  /** The client as which Flytower itself speaks to a cluster. */
  client(name: string): ClusterClient {
    const cluster = this.#cluster(name);
    if (!cluster.link) {
      throw new ServiceUnavailableError(
        `The cluster "${name}" cannot be used: ${unseenSentence(cluster)}`,
      );
    }
    return cluster.link.client;
  }

  /** Gives a plugin a say in returns. Gives the way to take it back. */
  addReturnCheck(plugin: string, check: ReturnCheck): () => void {
    return this.#returnChecks.add(plugin, check);
  }

  /**
   * What plugins must still see to in a cluster that returns, a sentence each; none where nothing is left. One that
   * cannot say is among them.
   */
  async whyNotReturned(name: string, signal: AbortSignal): Promise<string[]> {
    return this.#returnChecks.ask(this.#factsOf(this.#cluster(name)), signal);
  }

  #cluster(name: string): HubCluster {
    const cluster = this.#clusters.get(name);
    if (cluster) {
      return cluster;
    }
    if (!this.#ready) {
      throw new ServiceUnavailableError(
        'The fleet has not been read from the database yet; try again in a few seconds',
      );
    }
    throw new NotFoundError(`There is no cluster "${name}" in the fleet`);
  }

  #factsOf(cluster: HubCluster): ClusterFacts {
    const inventory = inventoryOf(cluster);
    const data = dataAge(inventory.age(), this.#now());
    const nodes = inventory.nodes();
    const { bundleVersion, ...facts } = cluster.facts;
    return {
      ...facts,
      bundle: heldBundle(inventory, bundleVersion),
      simulated: nodes.length > 0 && nodes.every(node => node.simulated),
      health: {
        ...clusterHealth({
          lost: cluster.facts.lost,
          problem: cluster.problem,
          linked: cluster.link !== undefined,
          data,
          nodes,
        }),
        data,
      },
    };
  }
}

/** A bundle that was just applied counts at once, before anybody checks the cluster again. */
function heldBundle(
  inventory: InventoryView,
  checked: number | undefined,
): HeldBundle {
  const shown = bundleVersionOf(inventory.namespace(SYSTEM_NAMESPACE)?.labels);
  const version = shown ?? checked;
  return {
    ...(version === undefined ? {} : { version }),
    missing: missingFrom(version),
  };
}

function inventoryOf(cluster: HubCluster): InventoryView {
  return cluster.link?.inventory ?? unseenInventory(unseenSentence(cluster));
}

function unseenSentence({ problem }: HubCluster): string {
  return problem ?? 'It has not been checked yet';
}
