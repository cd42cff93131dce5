import { ResourceAmount } from '@flytower/contract';
import {
  clusterBundle,
  ClusterDetail,
  ClusterSummary,
  ClusterTarget,
  DataCentre,
  DataCentreView,
  Health,
} from '@flytower/plugin-fleet-common';
import {
  bySeverity,
  ClusterFacts,
  InventoryView,
  worst,
} from '@flytower/plugin-fleet-node';
import { RegisteredCluster } from '../registrations/registeredCluster';
import { sumOf } from './amounts';
import { clusterProblems } from './clusterProblems';
import { troubledPods } from './health';

/** What the views are made of: a registration and what this process sees of the cluster. */
export interface KnownCluster {
  cluster: RegisteredCluster;
  facts: ClusterFacts;
  inventory: InventoryView;
}

const TENANT_LABEL = 'flytower.dev/tenant';
const PROBLEMS_SHOWN = 20;
const NOTHING: ResourceAmount = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

/** What whoever places applications may know of a cluster: no address, no load, no problems of others. */
export function clusterTarget({ facts }: KnownCluster): ClusterTarget {
  const { status, sentence } = facts.health;
  return {
    id: facts.id,
    name: facts.name,
    displayName: facts.displayName,
    dataCentre: facts.dataCentre,
    securityZone: facts.securityZone,
    simulated: facts.simulated,
    health: { status, sentence },
    bundle: clusterBundle(facts.bundle.version),
    ...(facts.lost
      ? { lost: { state: facts.lost.state, since: facts.lost.since } }
      : {}),
  };
}

export function clusterSummary(known: KnownCluster, now: Date): ClusterSummary {
  const { cluster, facts, inventory } = known;
  const nodes = inventory.nodes();
  const { data } = facts.health;
  const pods = troubledPods(inventory.pods(), data);
  const totals = inventory.totals();
  const problems = clusterProblems({ cluster, facts, nodes, pods, now });
  const checked = cluster.checked?.facts;
  return {
    ...clusterTarget(known),
    lost: facts.lost,
    server: cluster.server,
    mode: facts.mode,
    origin: cluster.origin,
    data,
    ...(checked ? { version: checked.version } : {}),
    nodes: {
      total: totals.nodes,
      ready: totals.readyNodes,
      simulated: nodes.filter(node => node.simulated).length,
    },
    pods: { total: totals.pods, troubled: pods.length },
    ...(totals.nodes > 0
      ? { capacity: totals.capacity, allocatable: totals.allocatable }
      : {
          capacity: checked?.capacity ?? NOTHING,
          allocatable: checked?.allocatable ?? NOTHING,
        }),
    requested: totals.requested,
    problems: problems.slice(0, PROBLEMS_SHOWN),
    problemCount: problems.length,
    generation: cluster.generation,
  };
}

export function clusterDetail(known: KnownCluster, now: Date): ClusterDetail {
  const { cluster } = known;
  const checked = cluster.checked;
  return {
    ...clusterSummary(known, now),
    ...(cluster.uid === undefined ? {} : { uid: cluster.uid }),
    ...(checked
      ? {
          credential: {
            kind: checked.facts.credentialKind,
            identity: checked.facts.identity.user,
            groups: checked.facts.identity.groups,
            ...(checked.facts.certificateExpiresAt === undefined
              ? {}
              : { expiresAt: checked.facts.certificateExpiresAt }),
            sealedWithKey: cluster.sealKey,
            changedAt: cluster.credentialChangedAt.toISOString(),
          },
          readiness: {
            checkedAt: checked.at.toISOString(),
            items: checked.facts.readiness,
          },
        }
      : {}),
    tenantNamespaces: tenantNamespaces(known.inventory),
    registeredAt: cluster.registeredAt.toISOString(),
    registeredBy: cluster.registeredBy,
  };
}

/** Namespaces that carry the label of a tenant of ours, sorted. */
export function tenantNamespaces(inventory: InventoryView): string[] {
  return inventory
    .namespaces()
    .filter(({ labels }) => labels[TENANT_LABEL] !== undefined)
    .map(({ name }) => name)
    .sort();
}

export function dataCentreView(
  dataCentre: DataCentre,
  clusters: ClusterSummary[],
): DataCentreView {
  const all = clusters.filter(
    cluster => cluster.dataCentre.name === dataCentre.name,
  );
  const own = all.filter(({ lost }) => !lost);
  return {
    ...dataCentre,
    health: healthOfAll(own, all.length),
    clusters: own.map(({ name }) => name).sort(),
    nodes: own.reduce((sum, { nodes }) => sum + nodes.total, 0),
    pods: own.reduce((sum, { pods }) => sum + pods.total, 0),
    allocatable: sumOf(own.map(({ allocatable }) => allocatable)),
    requested: sumOf(own.map(({ requested }) => requested)),
  };
}

/**
 * The worst of them, told by the first that is it.
 *
 * @param registered - how many there are with those that are declared lost
 */
function healthOfAll(clusters: ClusterSummary[], registered: number): Health {
  const status = worst(clusters.map(({ health }) => health.status));
  if (clusters.length === 0) {
    return {
      status: 'stopped',
      sentence: noneInWords(registered),
    };
  }
  if (status === 'healthy') {
    return {
      status,
      sentence:
        clusters.length === 1
          ? 'Its cluster is healthy'
          : `All ${clusters.length} clusters are healthy`,
    };
  }
  const those = clusters.filter(({ health }) => health.status === status);
  const more = those.length > 1 ? ` (and ${those.length - 1} more)` : '';
  return {
    status,
    sentence: `${those[0].displayName}: ${those[0].health.sentence}${more}`,
  };
}

function noneInWords(lost: number): string {
  if (lost === 0) {
    return 'No cluster is registered here';
  }
  return lost === 1
    ? 'Its cluster is declared lost'
    : `All ${lost} clusters are declared lost`;
}

/** Problems first, then by name. */
export function byHealth(
  one: { name: string; health: Health },
  other: { name: string; health: Health },
): number {
  return (
    bySeverity(one.health.status, other.health.status) ||
    (one.name < other.name ? -1 : 1)
  );
}
