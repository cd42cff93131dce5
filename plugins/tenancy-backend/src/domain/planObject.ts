import { KubernetesObject } from '@flytower/kube';
import { covers } from './covers';
import { belongsTo, TenantIdentity, TenantObject } from './TenantObject';

/** What was seen of an object. `unseen`: its namespace is not there or not ours, so nobody looked. */
export type Seen =
  | { kind: 'absent' }
  | { kind: 'present'; object: KubernetesObject }
  | { kind: 'unseen' };

/** What is to be done about one object, and why. */
export type Intent =
  | { kind: 'create' }
  | { kind: 'repair' }
  | { kind: 'keep' }
  | { kind: 'remove'; uid: string }
  | { kind: 'gone' }
  | { kind: 'wait'; reason: string }
  | { kind: 'refuse'; reason: string };

/** What one object of a tenant needs in a cluster that the tenant is bound to. Pure. */
export function planWanted(
  tenant: TenantIdentity,
  cluster: string,
  { manifest }: TenantObject,
  seen: Seen,
): Intent {
  const { kind, metadata } = manifest;
  switch (seen.kind) {
    case 'unseen':
      return { kind: 'wait', reason: `Waits for its namespace` };
    case 'absent':
      return { kind: 'create' };
    case 'present': {
      const { object } = seen;
      if (!belongsTo(object, tenant)) {
        return { kind: 'refuse', reason: foreign(kind, metadata, cluster) };
      }
      if (object.metadata?.deletionTimestamp) {
        return {
          kind: 'wait',
          reason: `It is being deleted in ${cluster}, and made again when it is gone`,
        };
      }
      return covers(object, manifest) ? { kind: 'keep' } : { kind: 'repair' };
    }
    default:
      return seen satisfies never;
  }
}

/** What one object of a tenant needs in a cluster that the tenant is leaving: ours goes, what others made stays. Pure. */
export function planUnwanted(
  tenant: TenantIdentity,
  cluster: string,
  seen: Seen,
): Intent {
  if (seen.kind !== 'present' || !belongsTo(seen.object, tenant)) {
    return { kind: 'gone' };
  }
  const { deletionTimestamp, uid } = seen.object.metadata ?? {};
  return deletionTimestamp || uid === undefined
    ? { kind: 'wait', reason: `${cluster} is removing it` }
    : { kind: 'remove', uid };
}

function foreign(
  kind: string,
  metadata: { name: string; namespace?: string },
  cluster: string,
): string {
  const where = metadata.namespace ? ` in ${metadata.namespace}` : '';
  return `${cluster} has a ${kind} ${metadata.name}${where} that Flytower did not make for this tenant; Flytower leaves it alone. Have it removed, or choose another name or cluster`;
}
