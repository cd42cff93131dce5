import { KubeError } from '@flytower/kube';
import {
  Contents,
  contentsOf,
  KINDS_INSIDE,
  KindInside,
  Listed,
} from '../../domain/contents';
import { inParallel } from './inParallel';
import { LANES, TenantClients } from './TenantCluster';

/**
 * What a namespace holds besides what Flytower puts into each.
 *
 * @throws KubeError where the cluster does not answer, or does not let see what every bundle lets see
 */
export async function lookInto(
  clients: TenantClients,
  namespace: string,
): Promise<Contents> {
  const listed = await inParallel(KINDS_INSIDE, LANES, kind =>
    list(clients, namespace, kind),
  );
  return contentsOf(listed);
}

async function list(
  clients: TenantClients,
  namespace: string,
  of: KindInside,
): Promise<Listed> {
  const { apiVersion, kind } = of;
  try {
    const { items } = await clients[of.as].list({
      apiVersion,
      kind,
      namespace,
    });
    return { of, objects: items };
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'not-found') {
      return { of, objects: [] };
    }
    if (
      error instanceof KubeError &&
      error.kind === 'forbidden' &&
      !of.needed
    ) {
      return { of };
    }
    throw error;
  }
}
