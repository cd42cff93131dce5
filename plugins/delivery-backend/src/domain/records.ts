import { ResourceAmount } from '@flytower/contract';
import { Manifest, Stage } from '@flytower/kube';
import {
  ClusterProgress,
  Placement,
  ReleaseKind,
  ServiceKind,
  ServiceSpec,
} from '@flytower/plugin-delivery-common';
import { CarriedBinding } from './bindings';

/** An application as it is stored. Times are ISO 8601 in UTC, here and in every record. */
export interface ApplicationRecord {
  id: string;
  tenant: string;
  slug: string;
  displayName: string;
  description: string;
  /** Slug of the team it belongs to now. */
  team?: string;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  generation: number;
}

/** A team as it was seen in tenancy. */
export interface SeenTeam {
  id: string;
  slug: string;
}

/** A time in which an application belongs to a team. Seconds since 1970, half-open. */
export interface OwnershipRecord {
  id: string;
  tenant: string;
  applicationId: string;
  application: string;
  team: SeenTeam;
  from: number;
  /** None while it lasts. */
  to?: number;
}

/** A service with its draft: what its next revision will be. */
export interface ServiceRecord {
  id: string;
  tenant: string;
  applicationId: string;
  /** The application's slug. */
  application: string;
  slug: string;
  displayName: string;
  kind: ServiceKind;
  draft: ServiceSpec;
  draftHash: string;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  generation: number;
}

/** An immutable specification. Two revisions of a service never have the same hash. */
export interface RevisionRecord {
  id: string;
  serviceId: string;
  number: number;
  hash: string;
  spec: ServiceSpec;
  createdBy: string;
  createdAt: string;
}

/** A service in one environment. */
export interface Spot {
  serviceId: string;
  environment: string;
}

/** One of a service's workloads: a cluster and a stage. Everything about clusters is told by it. */
export interface Lane {
  cluster: string;
  stage: Stage;
}

/** How many instances a cluster is to have. */
export interface ClusterCount {
  cluster: string;
  instances: number;
}

/** What is wished: a revision, and where. */
export interface Wished {
  revisionId: string;
  placement: Placement;
  /** How the planner divided the instances, by cluster. */
  counts: ClusterCount[];
}

/**
 * The first of three records: what a person wishes of a service in one environment. There is one exactly while it is
 * published there.
 */
export interface WishRecord extends Spot, Wished {
  /** Who wished it. */
  releaseId: string;
  /** What was wished when a release last ended otherwise than by an abort; none before the first. An abort goes back to it. */
  settled?: Wished;
  /** None while the service is kept. */
  repairPaused?: RepairPause;
}

/** Somebody wants to change a service by hand for a while. */
export interface RepairPause {
  by: string;
  at: string;
  reason?: string;
}

/** What one instance asks for. */
export interface InstanceSize {
  cpuMillicores: number;
  memoryBytes: number;
}

/** What was sent to a workload's cluster at one time, without the objects themselves. Written once, never changed. */
export interface ManifestFacts extends Spot, Lane {
  /**
   * Also the workload's annotation `flytower.dev/generation`. It rises with every manifest of the service anywhere and is
   * never handed out again, so that what is in a cluster can be told to be older or newer than what the database knows.
   */
  generation: number;
  releaseId: string;
  revisionId: string;
  revisionHash: string;
  instances: number;
  /** A rolling update stands still where it is; a scheduled job is suspended. */
  paused: boolean;
  bindings: CarriedBinding[];
  size: InstanceSize;
  /** Of the pod template; empty where it was not kept. */
  templateHash: string;
  /** Of the objects; empty where they were not kept. */
  hash: string;
  /** The shape of the Kubernetes Service beside the workload, where one was sent. */
  serviceShape?: string;
  createdAt: string;
}

export interface ManifestRecord extends ManifestFacts {
  /** As they were sent, in the order of sending, the workload last. */
  objects: Manifest[];
}

/**
 * The second record: what was last sent to one cluster and stage. The row is there before the first object and goes after
 * the last one, so that nothing is ever forgotten in a cluster.
 */
export interface AppliedRecord extends Spot, Lane {
  /** Whether the stage is the one that stands in its cluster, and not one beside it. */
  active: boolean;
  /** The manifest that the cluster accepted last; none before the first. */
  applied?: ManifestFacts & { at: string };
  /** The workload as the cluster answered then. */
  object?: { uid: string; generation: number };
  /** The manifest that stood when the last release ended: what an abort of the next goes back to. */
  settled?: ManifestFacts;
  /** The manifest that is being sent. The cluster may have it or not. */
  pending?: ManifestFacts;
  /** It is being taken out. */
  removing: boolean;
  /** Repairs one after the other, and the last. */
  repairs: { count: number; at?: string };
}

/** What a release does to one cluster and stage. */
export interface ReleaseTarget extends Lane {
  weight: number;
  /** False: the service leaves the cluster. */
  stays: boolean;
  /** Instances that were last applied. */
  from: number;
  /** The revision that was last applied; none where nothing was. */
  fromRevisionId?: string;
  /** The bindings that its instances carry. */
  fromBindings: CarriedBinding[];
  /** The generation of the manifest that an abort goes back to; none where nothing stood there. */
  before?: number;
  /** A release has begun there and has not ended: there may be more, or other things, than an abort goes back to. */
  uncertain: boolean;
  to: number;
  /** What it uses of the quota before, at the most while the release goes on, and afterwards. */
  amounts: {
    held: ResourceAmount;
    peak: ResourceAmount;
    settled: ResourceAmount;
  };
}

/** A part of a release whose targets move together; the next begins when this one has arrived. */
export interface Wave {
  targets: ReleaseTarget[];
}

/** A release; its id is that of its operation, which holds the state. */
export interface ReleaseRecord {
  id: string;
  number: number;
  tenant: string;
  serviceId: string;
  environment: string;
  kind: ReleaseKind;
  /** None where it is unpublished. */
  revisionId?: string;
  previousRevisionId?: string;
  /** The bindings that it carries; their credentials are those of the moment when a cluster is written to. */
  bindings: CarriedBinding[];
  placement?: Placement;
  waves: Wave[];
  /** How far each cluster is, as the engine last saw it. */
  progress: ClusterProgress[];
  note?: string;
  requester: string;
  responsible: string;
  afterReleaseId?: string;
  createdAt: string;
}

/** The targets of all waves, in their order. */
export function targetsOf({ waves }: Pick<ReleaseRecord, 'waves'>) {
  return waves.flatMap(({ targets }) => targets);
}

/** Names a lane in memos and maps: `east/stable`. */
export function laneKey({ cluster, stage }: Lane): string {
  return `${cluster}/${stage}`;
}

/** The manifest that the cluster may have: what is being sent, or what it accepted last. */
export function latestOf({
  pending,
  applied,
}: Pick<AppliedRecord, 'pending' | 'applied'>): ManifestFacts | undefined {
  return pending ?? applied;
}

/** Whether a release has begun there and has not ended. */
export function isUncertain({
  pending,
  applied,
  settled,
  removing,
}: AppliedRecord): boolean {
  return (
    removing ||
    pending !== undefined ||
    applied?.generation !== settled?.generation
  );
}
