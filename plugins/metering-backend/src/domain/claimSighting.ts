import { ClaimRow, NamespaceRow } from '@flytower/kube';
import { NOTHING } from './Amount';
import { secondOf } from './podSighting';
import { Sighting } from './Resource';

/**
 * A volume: a claim in the namespace of a tenant's environment. It counts with what was asked for, whether or not a pod
 * has mounted it; a volume does not run.
 */
export function claimSighting(
  claim: ClaimRow,
  namespace: NamespaceRow | undefined,
  cluster: string,
): Sighting | undefined {
  const tenant = namespace?.labels['flytower.dev/tenant'];
  const createdAt = secondOf(claim.createdAt);
  if (!namespace || !tenant || createdAt === undefined) {
    return undefined;
  }
  const id = `volume.${claim.uid}`;
  return {
    key: id,
    id,
    type: 'volume',
    name: claim.name,
    tenant,
    application: claim.labels['flytower.dev/application'] ?? '',
    environment: namespace.labels['flytower.dev/environment'] ?? '',
    cluster,
    requester: '',
    createdAt,
    phase: 'inert',
    amount: { ...NOTHING, pieces: 1, storageBytes: claim.requestedBytes },
  };
}
