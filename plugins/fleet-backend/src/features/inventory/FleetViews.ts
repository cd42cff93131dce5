import { NotFoundError } from '@backstage/errors';
import { Clock } from '@flytower/durable';
import {
  ClusterDetail,
  ClusterSummary,
  ClusterTarget,
  DataCentre,
  DataCentreView,
  NodePage,
  NodePodPage,
  NodeView,
} from '@flytower/plugin-fleet-common';
import {
  ClusterFacts,
  FleetHub,
  problemsFirst,
} from '@flytower/plugin-fleet-node';
import { RegisteredCluster } from '../registrations/registeredCluster';
import {
  byHealth,
  clusterDetail,
  clusterSummary,
  clusterTarget,
  dataCentreView,
  KnownCluster,
} from './clusterView';
import { nodePod, nodeView } from './nodeView';

interface Page {
  cursor?: string;
  limit: number;
}

interface WithLost {
  /** Clusters that are declared lost are left out otherwise. */
  lost?: 'include';
}

/**
 * The fleet as pages show it: from memory, so that no page ever waits for a cluster, and a dead one is a row like any
 * other, with the age of its data.
 */
export class FleetViews {
  readonly #hub: FleetHub;
  readonly #registered: () => RegisteredCluster[];
  readonly #dataCentres: () => Promise<DataCentre[]>;
  readonly #clock: Clock;

  static create(options: {
    hub: FleetHub;
    registered: () => RegisteredCluster[];
    dataCentres: () => Promise<DataCentre[]>;
    clock: Clock;
  }): FleetViews {
    return new FleetViews(options);
  }

  private constructor(options: {
    hub: FleetHub;
    registered: () => RegisteredCluster[];
    dataCentres: () => Promise<DataCentre[]>;
    clock: Clock;
  }) {
    this.#hub = options.hub;
    this.#registered = options.registered;
    this.#dataCentres = options.dataCentres;
    this.#clock = options.clock;
  }

  targets(filter: WithLost = {}): ClusterTarget[] {
    return this.#known()
      .filter(({ facts }) => !facts.lost || filter.lost === 'include')
      .map(clusterTarget)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  clusters(
    filter: WithLost & { dataCentre?: string; securityZone?: string },
  ): ClusterSummary[] {
    const now = this.#clock.now();
    return this.#known()
      .filter(
        ({ facts }) =>
          (!facts.lost || filter.lost === 'include') &&
          matches(filter.dataCentre, facts.dataCentre.name) &&
          matches(filter.securityZone, facts.securityZone),
      )
      .map(known => clusterSummary(known, now))
      .sort(byHealth);
  }

  cluster(name: string): ClusterDetail {
    return clusterDetail(this.#byName(name), this.#clock.now());
  }

  async dataCentres(): Promise<DataCentreView[]> {
    const clusters = this.clusters({ lost: 'include' });
    return (await this.#dataCentres())
      .map(dataCentre => dataCentreView(dataCentre, clusters))
      .sort(byHealth);
  }

  async dataCentre(name: string): Promise<DataCentreView> {
    const found = (await this.dataCentres()).find(one => one.name === name);
    if (!found) {
      throw new NotFoundError(`There is no data centre "${name}"`);
    }
    return found;
  }

  nodes(
    query: Page & {
      dataCentre?: string;
      cluster?: string;
      securityZone?: string;
      problems?: 'only';
    },
  ): NodePage {
    const clusters = this.#known().filter(
      ({ facts }) =>
        matches(query.cluster, facts.name) &&
        // What was in a lost cluster is shown to whoever asks for that cluster.
        (!facts.lost || query.cluster !== undefined) &&
        matches(query.dataCentre, facts.dataCentre.name),
    );
    const nodes = clusters
      .flatMap(({ facts, inventory }) =>
        inventory.nodes().map(node => nodeView(node, facts)),
      )
      .filter(
        node =>
          matches(query.securityZone, node.securityZone) &&
          (query.problems === undefined || node.health.status !== 'healthy'),
      );
    return {
      ...problemsFirst(
        nodes,
        ({ cluster, name, health }) => ({
          status: health.status,
          key: `${cluster}/${name}`,
        }),
        query,
      ),
      clusters: clusters
        .map(({ facts }) => ({ name: facts.name, data: facts.health.data }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  }

  node(cluster: string, name: string): NodeView {
    const known = this.#byName(cluster);
    return nodeView(nodeOf(known, name), known.facts);
  }

  podsOf(cluster: string, node: string, query: Page): NodePodPage {
    const known = this.#byName(cluster);
    nodeOf(known, node);
    const pods = known.inventory
      .pods({ node })
      .map(pod => nodePod(pod, known.facts));
    return {
      ...problemsFirst(
        pods,
        ({ namespace, name, health }) => ({
          status: health.status,
          key: `${namespace}/${name}`,
        }),
        query,
      ),
      data: known.facts.health.data,
    };
  }

  /** A registration that the hub does not have yet comes with the next second. */
  #known(): KnownCluster[] {
    return this.#registered().flatMap(cluster => {
      const facts = this.#factsOf(cluster);
      return facts
        ? [{ cluster, facts, inventory: this.#hub.inventory(cluster.name) }]
        : [];
    });
  }

  #byName(name: string): KnownCluster {
    const cluster = this.#registered().find(one => one.name === name);
    const facts = cluster && this.#factsOf(cluster);
    if (!cluster || !facts) {
      throw new NotFoundError(`There is no cluster "${name}" in the fleet`);
    }
    return { cluster, facts, inventory: this.#hub.inventory(name) };
  }

  #factsOf(cluster: RegisteredCluster): ClusterFacts | undefined {
    const facts = this.#hub.clusterFacts(cluster.name);
    return facts?.id === cluster.id ? facts : undefined;
  }
}

function nodeOf({ facts, inventory }: KnownCluster, name: string) {
  const node = inventory.nodes().find(one => one.name === name);
  if (!node) {
    throw new NotFoundError(
      facts.health.data.state === 'syncing'
        ? `The nodes of cluster "${facts.name}" have not been read yet; try again in a few seconds`
        : `There is no node "${name}" in cluster "${facts.name}"`,
    );
  }
  return node;
}

function matches(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === value;
}
