/**
 * Thousandths of a core, bytes, pieces.
 *
 * @public
 */
export interface PodResources {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

/** @public */
export interface ConditionRow {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** @public */
export interface TaintRow {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** @public */
export type Labels = Readonly<Record<string, string>>;

/**
 * A few fields of a node. Times are ISO 8601 in UTC, here and in every row.
 *
 * @public
 */
export interface NodeRow {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly arch: string;
  readonly os: string;
  /** The kubelet's version. */
  readonly kubelet: string;
  readonly osImage?: string;
  readonly runtime?: string;
  readonly allocatable: PodResources;
  readonly capacity: PodResources;
  /** The sum over the pods that were placed on it and have not ended. */
  readonly requested: PodResources;
  readonly conditions: readonly ConditionRow[];
  readonly labels: Labels;
  readonly taints: readonly TaintRow[];
  /** There is no machine behind it: kwok plays it. */
  readonly simulated: boolean;
  readonly createdAt: string;
}

/** @public */
export interface NamespaceRow {
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** Those that are Flytower's own. */
  readonly annotations: Labels;
  readonly phase: string;
}

/** @public */
export interface WorkloadRow {
  /** Of a CronJob the counts say 1, or 0 while it is suspended: its runs are pods. */
  readonly kind: 'Deployment' | 'CronJob';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Changes with every change of the object, of its status too. */
  readonly resourceVersion: string;
  readonly labels: Labels;
  /** Those that are Flytower's own. */
  readonly annotations: Labels;
  /** How many are wished. */
  readonly replicas: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  readonly generation: number;
  /** The status speaks of this generation: it says nothing of a newer one. */
  readonly observedGeneration: number;
  /** A Deployment that makes no new pods of a changed template; false of others. */
  readonly paused: boolean;
  /** A CronJob that starts no runs; false of others. */
  readonly suspended: boolean;
  /** How long a pod must be ready before it counts as available; 0 of a CronJob. */
  readonly minReadySeconds: number;
  /** It is being deleted, and is there until what it owns is gone. */
  readonly deleting: boolean;
  readonly conditions: readonly ConditionRow[];
}

/** @public */
export interface PodRow {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** Absent until it was placed. */
  readonly node?: string;
  readonly phase: string;
  readonly ready: boolean;
  /** Why it is not well, in one word: `ImagePullBackOff`, `Unschedulable`, `OOMKilled`. */
  readonly reason?: string;
  readonly message?: string;
  /** Of its containers and sidecars. */
  readonly restarts: number;
  readonly images: readonly string[];
  readonly createdAt: string;
  readonly startedAt?: string;
  /** When its last container ended; absent until it is over. */
  readonly endedAt?: string;
  /** What its first failed container ended with, sidecars left out; absent until it has failed. */
  readonly exitCode?: number;
  readonly deleting: boolean;
  /** The uid of its controller. */
  readonly ownerUid?: string;
  /** Names of the Secrets that the environment of its containers refers to, sorted. */
  readonly secrets: readonly string[];
  /** What the scheduler counts for it. */
  readonly requests: Omit<PodResources, 'pods'>;
}

/** @public */
export interface ServicePortRow {
  /** Empty where a service has one port without a name. */
  readonly name: string;
  readonly port: number;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string;
  /** A number, or the name of a container's port. */
  readonly targetPort: number | string;
}

/**
 * A Kubernetes Service that Flytower made.
 *
 * @public
 */
export interface ServiceRow {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Changes with every change of the object, of its status too. */
  readonly resourceVersion: string;
  readonly labels: Labels;
  /** Those that are Flytower's own. */
  readonly annotations: Labels;
  /** `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`. */
  readonly type: string;
  /** Empty where it selects no pods. */
  readonly selector: Labels;
  readonly ports: readonly ServicePortRow[];
  readonly deleting: boolean;
}

/**
 * A HorizontalPodAutoscaler, whoever made it.
 *
 * @public
 */
export interface AutoscalerRow {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** What it scales, in its own namespace. A Deployment of Kubernetes is of the group `apps`. */
  readonly target: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
  };
  /** How many replicas it may set. */
  readonly minimum: number;
  readonly maximum: number;
  /** How many there were when it looked last; 0 before. */
  readonly current: number;
  /** How many it wishes; 0 before it has looked, and while it has no metrics to go by. */
  readonly desired: number;
}

/**
 * A claim of storage that lasts.
 *
 * @public
 */
export interface ClaimRow {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** `Pending`, `Bound` or `Lost`. */
  readonly phase: string;
  readonly storageClass?: string;
  /** What it asks for. */
  readonly requestedBytes: number;
  /** What it was given; 0 before it is bound. */
  readonly capacityBytes: number;
  readonly createdAt: string;
}

/** @public */
export interface EventRow {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly involved: {
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
  };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly lastSeen: string;
}
