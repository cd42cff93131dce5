import { Labels, PodRow, Stage, WorkloadRow } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';

/** A service as its cluster shows it: the third of three records, which no table holds. */
export interface Seen {
  kind: 'seen';
  workload?: WorkloadRow;
  /** Those that have not ended, the leaving ones included. */
  pods: readonly PodRow[];
  /** Those that have: the runs of a scheduled job that are over. */
  ended: readonly PodRow[];
  /** Its Kubernetes Services; none where they are not watched. */
  services?: readonly { name: string }[];
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
  return {
    kind: 'seen',
    ...(workload ? { workload } : {}),
    pods: pods.filter(pod => !isOver(pod)),
    ended: pods.filter(isOver),
  };
}
