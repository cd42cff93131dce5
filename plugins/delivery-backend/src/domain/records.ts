import { ResourceAmount } from '@flytower/contract';
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

/** What is wished of a service in one environment. There is one exactly while it is published there. */
export interface PlacementRecord {
  serviceId: string;
  environment: string;
  revisionId: string;
  placement: Placement;
  releaseId: string;
}

/**
 * Flytower may have objects of a service in this cluster. The row is there before the first object and goes after the
 * last one, so that nothing is ever forgotten in a cluster.
 */
export interface DeploymentRecord {
  serviceId: string;
  environment: string;
  cluster: string;
  /** Instances that the latest release asks for; 0 where it takes the service out of the cluster. */
  wanted: number;
  /** Instances that the last successful release brought there. */
  instances: number;
  /** None before the first success. */
  revisionId?: string;
  /** The bindings that its instances carry since the last successful release. */
  bindings: CarriedBinding[];
  /** False: a release has begun here and has not arrived, so that there may be more, or other things, than this says. */
  settled: boolean;
}

/** What a release does to one cluster. */
export interface ReleaseTarget {
  cluster: string;
  weight: number;
  /** False: the service leaves the cluster. */
  stays: boolean;
  from: number;
  /** The revision that the cluster had before; none where it had nothing. */
  fromRevisionId?: string;
  /** The bindings that its instances carried before. */
  fromBindings: CarriedBinding[];
  /** An earlier release has begun there and has not arrived: what the cluster has is uncertain. */
  uncertain: boolean;
  to: number;
  /** What it uses of the quota before, at the most while the release goes on, and afterwards. */
  amounts: {
    held: ResourceAmount;
    peak: ResourceAmount;
    settled: ResourceAmount;
  };
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
  previousPlacement?: Placement;
  targets: ReleaseTarget[];
  /** How far each cluster is, as the engine last saw it. */
  progress: ClusterProgress[];
  note?: string;
  requester: string;
  responsible: string;
  afterReleaseId?: string;
  createdAt: string;
}
