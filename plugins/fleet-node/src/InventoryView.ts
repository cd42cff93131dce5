import { InventoryReader } from '@flytower/kube';

/**
 * What is known of one cluster, from memory: reading it asks nobody, and it is complete once its age is no longer
 * `syncing`. Before that, and where a cluster was never seen, it is empty.
 *
 * @public
 */
export type InventoryView = InventoryReader;

const NOTHING = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

/** The inventory of a cluster that was never seen; its sentence says why. */
export function unseenInventory(sentence: string): InventoryView {
  return {
    nodes: () => [],
    node: () => undefined,
    namespaces: () => [],
    namespace: () => undefined,
    workloads: () => [],
    pods: () => [],
    services: () => undefined,
    autoscalers: () => undefined,
    claims: () => undefined,
    sees: () => false,
    events: () => [],
    totals: () => ({
      nodes: 0,
      readyNodes: 0,
      pods: 0,
      readyPods: 0,
      capacity: NOTHING,
      allocatable: NOTHING,
      requested: NOTHING,
    }),
    age: () => ({ state: 'syncing', sentence }),
  };
}
