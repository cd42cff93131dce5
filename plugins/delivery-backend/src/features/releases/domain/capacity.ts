import { NodeRow } from '@flytower/kube';

/** What one instance asks for. */
export interface InstanceSize {
  cpuMillicores: number;
  memoryBytes: number;
}

/** Taints that keep a pod without tolerations away. */
const REPELLING = new Set(['NoSchedule', 'NoExecute']);

/**
 * How many more instances of this size the nodes have room for, counting whole instances node by node: two nodes with
 * half a place each have none.
 */
export function roomFor(nodes: readonly NodeRow[], size: InstanceSize): number {
  return nodes
    .filter(
      node =>
        node.ready &&
        !node.unschedulable &&
        !node.taints.some(taint => REPELLING.has(taint.effect)),
    )
    .reduce((sum, node) => sum + roomOn(node, size), 0);
}

function roomOn({ allocatable, requested }: NodeRow, size: InstanceSize) {
  const places = [
    (allocatable.cpuMillicores - requested.cpuMillicores) / size.cpuMillicores,
    (allocatable.memoryBytes - requested.memoryBytes) / size.memoryBytes,
    allocatable.pods - requested.pods,
  ];
  return Math.max(0, Math.floor(Math.min(...places)));
}
