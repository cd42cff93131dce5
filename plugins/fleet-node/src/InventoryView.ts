import {
  EventRow,
  NamespaceRow,
  NodeRow,
  PodRow,
  WorkloadRow,
} from '@flytower/kube';

/**
 * What is known of one cluster, from memory: reading it asks nobody, and it is complete once its age is no longer
 * `syncing`. Before that, and where a cluster was never seen, it is empty.
 *
 * @public
 */
export interface InventoryView {
  nodes(): readonly NodeRow[];
  namespaces(): readonly NamespaceRow[];
  workloads(filter?: {
    namespace?: string;
    serviceId?: string;
  }): readonly WorkloadRow[];
  pods(filter?: {
    namespace?: string;
    serviceId?: string;
    node?: string;
  }): readonly PodRow[];
  events(filter?: {
    namespace?: string;
    involvedUid?: string;
  }): readonly EventRow[];
  age(): InventoryAge;
}

/**
 * How old it is. `syncing`: the first list is under way; `live`: changes arrive as they happen; `stale`: contact is
 * lost, and the rows are the last that were seen.
 *
 * @public
 */
export interface InventoryAge {
  state: 'syncing' | 'live' | 'stale';
  /** ISO 8601 in UTC; absent before the first contact. */
  lastContactAt?: string;
  /** What was last wrong, or that all is well. */
  sentence: string;
}

/** The inventory of a cluster that was never seen; its sentence says why. */
export function unseenInventory(sentence: string): InventoryView {
  return {
    nodes: () => [],
    namespaces: () => [],
    workloads: () => [],
    pods: () => [],
    events: () => [],
    age: () => ({ state: 'syncing', sentence }),
  };
}
