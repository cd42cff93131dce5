import { NodeRow, PodRow } from '@flytower/kube';
import { InstanceSize } from '../../../domain/records';

/** Taints that keep a pod without tolerations away. */
const REPELLING = new Set(['NoSchedule', 'NoExecute']);

/**
 * How many instances of this size the nodes have room for, counting whole instances node by node: two nodes with half a
 * place each have none. What stands on a node that takes no more counts for nothing.
 */
export function roomFor(
  nodes: readonly NodeRow[],
  size: InstanceSize,
  /** Pods that are to go: their places count as free. */
  leaving: readonly PodRow[] = [],
): number {
  return nodes
    .filter(
      node =>
        node.ready &&
        !node.unschedulable &&
        !node.taints.some(taint => REPELLING.has(taint.effect)),
    )
    .reduce(
      (sum, node) =>
        sum +
        roomOn(
          node,
          size,
          leaving.filter(pod => pod.node === node.name),
        ),
      0,
    );
}

function roomOn(
  { allocatable, requested }: NodeRow,
  size: InstanceSize,
  leaving: readonly PodRow[],
): number {
  const freed = (of: (pod: PodRow) => number) =>
    leaving.reduce((sum, pod) => sum + of(pod), 0);
  const places = [
    (allocatable.cpuMillicores -
      requested.cpuMillicores +
      freed(({ requests }) => requests.cpuMillicores)) /
      size.cpuMillicores,
    (allocatable.memoryBytes -
      requested.memoryBytes +
      freed(({ requests }) => requests.memoryBytes)) /
      size.memoryBytes,
    allocatable.pods - requested.pods + leaving.length,
  ];
  return Math.max(0, Math.floor(Math.min(...places)));
}
