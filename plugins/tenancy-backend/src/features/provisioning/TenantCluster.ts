import { ClusterClient, KubernetesObject } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import { ServiceUnavailableError } from '@backstage/errors';
import { Seen } from '../../domain/planObject';
import {
  belongsTo,
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

/** Whether an object exists apart from any namespace of the tenant: the namespaces themselves, and the accounts. */
export function isRoot({ manifest, environment }: TenantObject): boolean {
  return manifest.kind === 'Namespace' || environment === undefined;
}

/**
 * Looks at a tenant's objects in a cluster: first those that stand by themselves, then what is in those namespaces that
 * are the tenant's own.
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
    const ours =
      namespace?.kind === 'present' &&
      !namespace.object.metadata?.deletionTimestamp &&
      belongsTo(namespace.object, tenant);
    if (ours) {
      await look(object);
    } else {
      seen.set(keyOf(object.manifest), { kind: 'unseen' });
    }
  });
  return seen;
}
