import {
  AutoscalerRow,
  ClaimRow,
  EventRow,
  NamespaceRow,
  NodeRow,
  PodResources,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from './rows';

/**
 * How old the inventory of a cluster is.
 *
 * @public
 */
export interface InventoryAge {
  /** `syncing`: never complete so far. `live`: as the cluster is. `stale`: as it was when it was last seen. */
  state: 'syncing' | 'live' | 'stale';
  /** When the cluster last gave a sign, ISO 8601. */
  lastContactAt?: string;
  /** The same for a person. */
  sentence: string;
}

/** @public */
export interface InventoryTotals {
  nodes: number;
  readyNodes: number;
  pods: number;
  readyPods: number;
  capacity: PodResources;
  allocatable: PodResources;
  requested: PodResources;
}

/**
 * Kinds that an older bundle gives no right to, or an older server does not have. Their age is not the inventory's.
 *
 * @public
 */
export type OptionalKind = 'cronJobs' | 'services' | 'autoscalers' | 'claims';

/** @public */
export interface PodFilter {
  namespace?: string;
  serviceId?: string;
  node?: string;
}

/** @public */
export interface WorkloadFilter {
  namespace?: string;
  serviceId?: string;
}

/** @public */
export interface ServiceFilter {
  namespace?: string;
  serviceId?: string;
}

/** @public */
export interface AutoscalerFilter {
  namespace?: string;
}

/** @public */
export interface EventFilter {
  namespace?: string;
  /** The uid of the object that the event is about. */
  involvedUid?: string;
  /** 100 by default. */
  limit?: number;
}

/**
 * What is known of a cluster without asking it. Rows are frozen; an object that changed has a new row.
 *
 * @public
 */
export interface InventoryReader {
  nodes(): NodeRow[];
  node(name: string): NodeRow | undefined;
  namespaces(): NamespaceRow[];
  namespace(name: string): NamespaceRow | undefined;
  /** CronJobs among them only while these are seen. */
  workloads(filter?: WorkloadFilter): WorkloadRow[];
  pods(filter?: PodFilter): PodRow[];
  /**
   * Kubernetes Services that carry Flytower's label; undefined while they are not seen: no right to list them, or the
   * watch of them is lost. One that loses the label is gone.
   */
  services(filter?: ServiceFilter): ServiceRow[] | undefined;
  /**
   * HorizontalPodAutoscalers of all namespaces; undefined while they are not seen, which says nothing of whether there
   * are any.
   */
  autoscalers(filter?: AutoscalerFilter): AutoscalerRow[] | undefined;
  /**
   * Claims of storage; undefined while they are not seen: no right to list them, or the watch of them is lost.
   */
  claims(): ClaimRow[] | undefined;
  /** Whether a kind is watched now; while it is not, nothing is known of what there is of it. */
  sees(kind: OptionalKind): boolean;
  /** The latest first. */
  events(filter?: EventFilter): EventRow[];
  totals(): InventoryTotals;
  age(): InventoryAge;
}
