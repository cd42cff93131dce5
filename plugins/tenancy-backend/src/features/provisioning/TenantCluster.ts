import { ClusterClient, KubernetesObject } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import { ServiceUnavailableError } from '@backstage/errors';
import { Seen } from '../../domain/planObject';
import {
  isClaimed,
  isRoot,
  keyOf,
  TenantIdentity,
  TenantObject,
} from '../../domain/TenantObject';
import { inParallel } from './inParallel';

/** Calls to one cluster at once. */
export const LANES = 6;

/** What was seen of a tenant's objects in a cluster, by their key. */
export type Observation = ReadonlyMap<string, Seen>;

/** The part of the fleet that this plugin needs. */
export type Fleet = Pick<
  FleetService,
  'ready' | 'clusters' | 'clusterFacts' | 'cluster' | 'onChange'
>;

/** A cluster under the identities that work in it for a tenant: Flytower itself, and the tenant's deployer, who only looks. */
export interface TenantClients {
  platform: ClusterClient;
  deployer: ClusterClient;
}

/**
 * The client for work in a cluster as Flytower itself. A cluster that is known not to answer is not asked: one sentence
 * now is better than the same after a timeout.
 */
export function platformClient(
  fleet: Fleet,
  cluster: string,
  reason: string,
): ClusterClient {
  const facts = fleet.clusterFacts(cluster);
  if (facts?.health.data.state === 'stale') {
    throw new ServiceUnavailableError(
      `${cluster} does not answer: ${facts.health.sentence}`,
    );
  }
  return fleet.cluster(cluster).asPlatform(reason);
}

/**
 * The clients for work on a tenant in a cluster, for as long as the signal is not aborted.
 *
 * @throws ServiceUnavailableError, NotFoundError as the fleet does
 */
export function clientsIn(
  fleet: Fleet,
  cluster: string,
  work: { tenant: string; reason: string; signal: AbortSignal },
): TenantClients {
  const { tenant, reason, signal } = work;
  return {
    platform: platformClient(fleet, cluster, reason).until(signal),
    deployer: fleet
      .cluster(cluster)
      .asDeployer({ tenant, requester: 'flytower' })
      .until(signal),
  };
}

/**
 * Looks at a tenant's objects in a cluster: first those that stand by themselves, then what is in those namespaces that
 * are the tenant's own and claimed by this installation.
 *
 * @throws KubeError where the cluster does not answer or refuses to
 */
export async function observe(
  client: ClusterClient,
  tenant: TenantIdentity,
  objects: readonly TenantObject[],
): Promise<Observation> {
  const seen = new Map<string, Seen>();
  const look = async ({ manifest }: TenantObject) => {
    const { apiVersion, kind, metadata } = manifest;
    const { name, namespace } = metadata;
    const object = await client.get<KubernetesObject>({
      apiVersion,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    });
    seen.set(
      keyOf(manifest),
      object ? { kind: 'present', object } : { kind: 'absent' },
    );
  };
  await inParallel(objects.filter(isRoot), LANES, look);
  const inside = objects.filter(object => !isRoot(object));
  await inParallel(inside, LANES, async object => {
    const namespace = seen.get(
      `Namespace/${object.manifest.metadata.namespace}`,
    );
    const claimed =
      namespace?.kind === 'present' &&
      !namespace.object.metadata?.deletionTimestamp &&
      isClaimed(namespace.object, tenant);
    if (claimed) {
      await look(object);
    } else {
      seen.set(keyOf(object.manifest), { kind: 'unseen' });
    }
  });
  return seen;
}
