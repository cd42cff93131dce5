import { Labels, PodRow, ServiceRow, Stage, WorkloadRow } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import {
  INSTALLATION_ID_LABEL,
  keptByAnother,
} from '@flytower/plugin-tenancy-common';

/** A service as its cluster shows it: the third of three records, which no table holds. */
export interface Seen {
  kind: 'seen';
  workload?: WorkloadRow;
  /** Those that have not ended, the leaving ones included. */
  pods: readonly PodRow[];
  /** Those that have: the runs of a scheduled job that are over. */
  ended: readonly PodRow[];
  /** Its Kubernetes Services; none where they are not watched. */
  services?: readonly ServiceRow[];
  /** A sentence where another installation of Flytower keeps the namespace: nothing may be written there. */
  keptByAnother?: string;
}

/** What is observed of a service in one cluster and stage. */
export type Sight = Seen | { kind: 'unseen'; sentence: string };

/** Looks at a service in a cluster. Old rows are no sight: what they show may be long gone. */
export function lookAt(
  fleet: Pick<FleetService, 'ready' | 'clusterFacts' | 'inventory'>,
  spot: {
    cluster: string;
    stage?: Stage;
    namespace: string;
    serviceId: string;
    /** Left out where nothing is to be written. */
    installationId?: string;
  },
): Sight {
  const { cluster, stage = 'stable', namespace, serviceId } = spot;
  if (!fleet.ready) {
    return { kind: 'unseen', sentence: 'The fleet is not loaded yet' };
  }
  if (!fleet.clusterFacts(cluster)) {
    return {
      kind: 'unseen',
      sentence: `Cluster "${cluster}" is not registered any more; register it again, or abort and leave it out`,
    };
  }
  const inventory = fleet.inventory(cluster);
  const age = inventory.age();
  if (age.state !== 'live') {
    return { kind: 'unseen', sentence: age.sentence };
  }
  const ofStage = ({ labels }: { labels: Labels }) =>
    labels['flytower.dev/stage'] === stage;
  const pods = inventory.pods({ namespace, serviceId }).filter(ofStage);
  const isOver = ({ phase }: PodRow) =>
    phase === 'Succeeded' || phase === 'Failed';
  const [workload] = inventory
    .workloads({ namespace, serviceId })
    .filter(ofStage);
  const services = inventory.services({ namespace, serviceId });
  return {
    kind: 'seen',
    ...(workload ? { workload } : {}),
    pods: pods.filter(pod => !isOver(pod)),
    ended: pods.filter(isOver),
    ...(services ? { services } : {}),
    ...keeperOf(inventory.namespace(namespace)?.labels, spot),
  };
}

function keeperOf(
  labels: Labels | undefined,
  spot: { cluster: string; namespace: string; installationId?: string },
): Pick<Seen, 'keptByAnother'> {
  const { cluster, namespace, installationId } = spot;
  return installationId !== undefined && keptByAnother(labels, installationId)
    ? {
        keptByAnother: `Namespace ${namespace} in ${cluster} is kept by another installation of Flytower (${labels?.[INSTALLATION_ID_LABEL]}); nothing is written there. Let that one give it up, or leave the cluster out`,
      }
    : {};
}
