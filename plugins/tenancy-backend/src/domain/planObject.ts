import { KubernetesObject } from '@flytower/kube';
import {
  INSTALLATION_ID_LABEL,
  keptByAnother,
} from '@flytower/plugin-tenancy-common';
import { covers } from './covers';
import {
  belongsTo,
  isRoot,
  TenantIdentity,
  TenantObject,
  titleOf,
} from './TenantObject';

/** What was seen of an object. `unseen`: its namespace is not there or not claimed, so nobody looked. */
export type Seen =
  | { kind: 'absent' }
  | { kind: 'present'; object: KubernetesObject }
  | { kind: 'unseen' };

/** The very state of an object that was looked at: what is done to it is done only while it is in that state. */
export interface SeenVersion {
  uid?: string;
  resourceVersion?: string;
}

/** What is to be done about one object, and why. */
export type Intent =
  | { kind: 'create' }
  /** `seen`: only as it was seen, where another installation may be about to claim the same object. */
  | { kind: 'repair'; seen?: SeenVersion }
  | { kind: 'keep' }
  | { kind: 'remove'; seen: SeenVersion & { uid: string } }
  /** `keptBy`: it stays, because that other installation keeps it. */
  | { kind: 'gone'; keptBy?: string }
  | { kind: 'wait'; reason: string }
  /** `keptBy`: the other installation that keeps it, where it may be taken over from that one. */
  | { kind: 'refuse'; reason: string; keptBy?: string };

/** An object with what is to be done about it. */
export interface PlannedIntent {
  object: TenantObject;
  intent: Intent;
}

/**
 * What one object of a tenant needs in a cluster that the tenant is bound to. `from`: the other installation from which
 * somebody decided to take over. Pure.
 */
export function planWanted(
  tenant: TenantIdentity,
  cluster: string,
  object: TenantObject,
  seen: Seen,
  from?: string,
): Intent {
  switch (seen.kind) {
    case 'unseen':
      return { kind: 'wait', reason: `Waits for its namespace` };
    case 'absent':
      return { kind: 'create' };
    case 'present': {
      const { metadata = {} } = seen.object;
      const keeper = metadata.labels?.[INSTALLATION_ID_LABEL];
      const kept = keptByAnother(metadata.labels, tenant.installationId);
      if (kept && !(keeper === from && belongsTo(seen.object, tenant))) {
        return refusal(tenant, cluster, object, seen.object);
      }
      if (!belongsTo(seen.object, tenant)) {
        return { kind: 'refuse', reason: foreign(object, cluster) };
      }
      if (metadata.deletionTimestamp) {
        return {
          kind: 'wait',
          reason: `It is being deleted in ${cluster}, and made again when it is gone`,
        };
      }
      if (covers(seen.object, object.manifest)) {
        return { kind: 'keep' };
      }
      return isRoot(object)
        ? { kind: 'repair', seen: versionOf(seen.object) }
        : { kind: 'repair' };
    }
    default:
      return seen satisfies never;
  }
}

/** What one object of a tenant needs in a cluster that the tenant is leaving: ours goes, what others made or keep stays. Pure. */
export function planUnwanted(
  tenant: TenantIdentity,
  cluster: string,
  seen: Seen,
): Intent {
  if (seen.kind !== 'present' || !belongsTo(seen.object, tenant)) {
    return { kind: 'gone' };
  }
  const { labels, deletionTimestamp } = seen.object.metadata ?? {};
  if (keptByAnother(labels, tenant.installationId)) {
    return { kind: 'gone', keptBy: labels?.[INSTALLATION_ID_LABEL] };
  }
  const { uid, ...version } = versionOf(seen.object);
  return deletionTimestamp || uid === undefined
    ? { kind: 'wait', reason: `${cluster} is removing it` }
    : { kind: 'remove', seen: { uid, ...version } };
}

/**
 * The accounts of a tenant that leaves stay until its namespaces are gone: where one of those still holds something, the
 * tenant goes on there with all its rights. They stay for good where another installation keeps one of these namespaces,
 * because it is by them that people act in it. Pure.
 */
export function accountsLast(
  cluster: string,
  plans: readonly PlannedIntent[],
): PlannedIntent[] {
  const namespaces = plans.filter(isOfNamespace);
  const kept = namespaces.find(
    ({ intent }) => intent.kind === 'gone' && intent.keptBy !== undefined,
  );
  const open = namespaces.some(({ intent }) => intent.kind !== 'gone');
  const last: Intent | undefined = open
    ? {
        kind: 'wait',
        reason: `It goes once the namespaces are gone from ${cluster}`,
      }
    : kept?.intent;
  return plans.map(one =>
    last && one.intent.kind === 'remove' && !isOfNamespace(one)
      ? { ...one, intent: last }
      : one,
  );
}

function isOfNamespace({ object }: PlannedIntent): boolean {
  return object.manifest.kind === 'Namespace';
}

function versionOf({ metadata }: KubernetesObject): SeenVersion {
  const { uid, resourceVersion } = metadata ?? {};
  return {
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
}

/** Another installation keeps it. What was made for this very tenant can be taken over when that one is gone. */
function refusal(
  tenant: TenantIdentity,
  cluster: string,
  { manifest }: TenantObject,
  present: KubernetesObject,
): Intent {
  const keeper = present.metadata?.labels?.[INSTALLATION_ID_LABEL] ?? '';
  const kept = `${titleOf(
    manifest,
  )} in ${cluster} is kept by another Flytower installation (${keeper}). Let that one give it up, or`;
  return belongsTo(present, tenant)
    ? {
        kind: 'refuse',
        reason: `${kept} take it over if that one is gone for good`,
        keptBy: keeper,
      }
    : { kind: 'refuse', reason: `${kept} choose another name or cluster` };
}

function foreign({ manifest }: TenantObject, cluster: string): string {
  return `${cluster} has a ${titleOf(
    manifest,
  )} that Flytower did not make for this tenant; Flytower leaves it alone. Have it removed, or choose another name or cluster`;
}
