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
  readonly phase: string;
}

/** @public */
export interface WorkloadRow {
  /** Of a CronJob the counts say 1, or 0 while it is suspended: its runs are pods. */
  readonly kind: 'Deployment' | 'CronJob';
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
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
  readonly restarts: number;
  readonly images: readonly string[];
  readonly createdAt: string;
  readonly startedAt?: string;
  /** When its last container ended; absent until it is over. */
  readonly endedAt?: string;
  /** What its first failed container ended with; absent until it has failed. */
  readonly exitCode?: number;
  readonly deleting: boolean;
  /** The uid of its controller. */
  readonly ownerUid?: string;
  /** Names of the Secrets that the environment of its containers refers to, sorted. */
  readonly secrets: readonly string[];
  /** What the scheduler counts for it. */
  readonly requests: Omit<PodResources, 'pods'>;
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
