import { ClusterClient } from '@flytower/kube';
import {
  BundleCapability,
  ClusterLoss,
  ClusterMode,
  DataAge,
  DataCentre,
  Health,
} from '@flytower/plugin-fleet-common';
import { InventoryView } from './InventoryView';

/**
 * How a cluster is, and how old what we know of it is.
 *
 * @public
 */
export interface ClusterHealth extends Health {
  data: DataAge;
}

/**
 * The bundle of rights that a cluster holds.
 *
 * @public
 */
export interface HeldBundle {
  /** Absent where there is none, and while nobody has looked. */
  version?: number;
  /** What the newest version would add; ask it before offering what an older one does not allow. */
  missing: BundleCapability[];
}

/**
 * A registered cluster.
 *
 * @public
 */
export interface ClusterFacts {
  /** ULID, never reused; ties and hashes go by it. */
  id: string;
  name: string;
  displayName: string;
  dataCentre: DataCentre;
  /** Of its nodes that say none themselves. */
  securityZone: string;
  mode: ClusterMode;
  bundle: HeldBundle;
  /** All its nodes are simulated. False while none was seen. */
  simulated: boolean;
  health: ClusterHealth;
  /**
   * There from the declaration that it is lost until it has returned: what was there counts as gone, whether it answers
   * or not, and nothing is placed on it. While the state is `returning`, what runs elsewhere by now is to be stopped in
   * it; see {@link FleetService.checkReturns}. Every replica knows within a second.
   */
  lost?: ClusterLoss;
  generation: number;
}

/**
 * Says what a plugin must still see to in a cluster that returns, in a sentence for people; undefined where nothing
 * is left. Asked every two seconds on one of the replicas, and only while the cluster is `returning` and read live.
 * It looks, and acts not: the acts are the plugin's own engine's. The signal is aborted when nobody waits any more.
 *
 * @public
 */
export type ReturnCheck = (
  cluster: ClusterFacts,
  options: { signal: AbortSignal },
) => Promise<string | undefined>;

/**
 * Something changed in a cluster; look again. Hints are coalesced, may come twice, and may be lost: they wake, they
 * never inform.
 *
 * @public
 */
export interface FleetHint {
  cluster: string;
  kind:
    | 'cluster'
    | 'node'
    | 'namespace'
    | 'workload'
    | 'pod'
    | 'service'
    | 'autoscaler'
    | 'claim'
    | 'event';
  namespace?: string;
  /** Ids of the services whose objects changed. */
  serviceIds?: string[];
}

/** @public */
export type ClusterRole = 'owner' | 'developer' | 'viewer' | 'lead';

/**
 * The ways into a cluster. A client is made for the act at hand: ask again for the next one, because a credential may
 * have been changed since, and never close it.
 *
 * @public
 */
export interface ClusterAccess {
  /** Flytower itself: namespaces, quotas, policies. The reason stands in the log. */
  asPlatform(reason: string): ClusterClient;
  /** The tenant's engine account: what was asked for earlier and is done now. */
  asDeployer(options: { tenant: string; requester: string }): ClusterClient;
  /** What a person does now, in their role. A lead has a viewer's rights in the cluster. */
  asPerson(options: {
    tenant: string;
    role: ClusterRole;
    person: string;
  }): ClusterClient;
}

/**
 * The fleet as other plugins see it.
 *
 * @public
 */
export interface FleetService {
  /** Whether the registrations were read once. Before that there are no clusters to see. */
  readonly ready: boolean;
  clusters(): ClusterFacts[];
  clusterFacts(name: string): ClusterFacts | undefined;
  /**
   * Throws NotFoundError where there is no such cluster, and ServiceUnavailableError before `ready`. A cluster that was
   * never reached has an empty inventory whose age is `syncing`.
   */
  inventory(name: string): InventoryView;
  /** Throws like `inventory`, and ServiceUnavailableError with the cause where its credential cannot be used. */
  cluster(name: string): ClusterAccess;
  /**
   * Has a say before a lost cluster is one like the others again: it stays `returning` until every check of this kind
   * says that nothing is left. Ask for it in the plugin's init: nothing returns before the whole backend has started.
   * Gives the way to take it back.
   */
  checkReturns(check: ReturnCheck): () => void;
  /** Gives the way to stop listening. A listener that throws is logged and called again next time. */
  onChange(listener: (hint: FleetHint) => void): () => void;
}
