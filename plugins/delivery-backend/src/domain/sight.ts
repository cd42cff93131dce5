import { PodRow, WorkloadRow } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';

/** What is seen of a service in one cluster. */
export type Sight =
  | {
      kind: 'seen';
      workload?: WorkloadRow;
      /** Those that have not ended, the leaving ones included. */
      pods: readonly PodRow[];
      /** Those that have: the runs of a scheduled job that are over. */
      ended: readonly PodRow[];
    }
  | { kind: 'unseen'; sentence: string };

/** Looks at a service in a cluster. Old rows are no sight: what they show may be long gone. */
export function lookAt(
  fleet: Pick<FleetService, 'ready' | 'clusterFacts' | 'inventory'>,
  spot: { cluster: string; namespace: string; serviceId: string },
): Sight {
  const { cluster, namespace, serviceId } = spot;
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
  const pods = inventory.pods({ namespace, serviceId });
  const isOver = ({ phase }: PodRow) =>
    phase === 'Succeeded' || phase === 'Failed';
  const [workload] = inventory
    .workloads({ namespace, serviceId })
    .filter(({ labels }) => labels['flytower.dev/stage'] === 'stable');
  return {
    kind: 'seen',
    ...(workload ? { workload } : {}),
    pods: pods.filter(pod => !isOver(pod)),
    ended: pods.filter(isOver),
  };
}
