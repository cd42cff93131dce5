import { isFlytowers, KubernetesObject } from '@flytower/kube';
import { listInWords } from './sentences';

/** A kind of object that is looked for in a namespace before it is removed. */
export interface KindInside {
  apiVersion: string;
  kind: string;
  plural: string;
  /**
   * Who may list it there. The tenant's deployer sees Services and ConfigMaps, which Flytower itself does not.
   */
  as: 'platform' | 'deployer';
  /** Flytower's own ones go with their namespace; workloads and claims count whoever made them. */
  besidesOurs?: boolean;
  /** Where it may not be listed the namespace stays: every bundle gives the right, or something that counts is hidden. */
  needed?: boolean;
}

/** Everything that counts, as far as somebody may list it. Secrets may be listed by nobody. */
export const KINDS_INSIDE: readonly KindInside[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'Deployments',
    as: 'platform',
    needed: true,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'StatefulSets',
    as: 'platform',
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    plural: 'DaemonSets',
    as: 'platform',
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    plural: 'CronJobs',
    as: 'platform',
    needed: true,
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    plural: 'Jobs',
    as: 'platform',
    needed: true,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    plural: 'ReplicaSets',
    as: 'platform',
    needed: true,
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    plural: 'Pods',
    as: 'platform',
    needed: true,
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'PersistentVolumeClaims',
    as: 'platform',
    needed: true,
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    plural: 'Services',
    as: 'deployer',
    besidesOurs: true,
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    plural: 'ConfigMaps',
    as: 'deployer',
    besidesOurs: true,
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'HorizontalPodAutoscalers',
    as: 'platform',
    besidesOurs: true,
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'PodDisruptionBudgets',
    as: 'platform',
    besidesOurs: true,
  },
];

/** What nobody may list in any cluster. */
const NEVER_SEEN = ['Secrets', 'custom resources'];

/** ConfigMaps that a cluster puts into every namespace by itself. */
const FROM_THE_CLUSTER = new Set([
  'kube-root-ca.crt',
  'openshift-service-ca.crt',
  'istio-ca-root-cert',
]);

/** So many are named; of more their number is said. */
const NAMED = 8;

/** The objects of one kind in a namespace; none where it may not be listed. */
export interface Listed {
  of: KindInside;
  objects?: readonly KubernetesObject[];
}

/** What a namespace holds besides what came with it. */
export interface Contents {
  /** `Deployment checkout`, `PersistentVolumeClaim data-0`: in the order of the kinds, then by name. */
  held: string[];
  /** Kinds that could not be looked at: `Secrets`. */
  unseen: string[];
}

/**
 * What counts of the objects in a namespace. What a controller made counts as that controller: a Deployment's pods are the
 * Deployment, and the pods of what could not be listed give that away (`StatefulSet db`). What is being deleted already
 * does not count. Pure.
 */
export function contentsOf(listed: readonly Listed[]): Contents {
  const seen = new Set(
    listed.flatMap(({ of, objects }) => (objects ? [keyOf(of)] : [])),
  );
  const held = listed.flatMap(({ of, objects = [] }) =>
    objects
      .filter(object => counts(of, object))
      .flatMap(object => {
        const owner = object.metadata?.ownerReferences?.find(
          ({ controller }) => controller,
        );
        if (!owner) {
          return [`${of.kind} ${object.metadata?.name}`];
        }
        return seen.has(keyOf(owner)) ? [] : [`${owner.kind} ${owner.name}`];
      })
      .sort(),
  );
  return {
    held: [...new Set(held)],
    unseen: [
      ...listed.flatMap(({ of, objects }) => (objects ? [] : [of.plural])),
      ...NEVER_SEEN,
    ],
  };
}

function counts(of: KindInside, { metadata }: KubernetesObject): boolean {
  return !(
    metadata?.deletionTimestamp ||
    (of.besidesOurs && isFlytowers(metadata?.labels ?? {})) ||
    (of.kind === 'ConfigMap' && FROM_THE_CLUSTER.has(metadata?.name ?? ''))
  );
}

function keyOf({ apiVersion, kind }: { apiVersion: string; kind: string }) {
  return `${apiVersion}/${kind}`;
}

/** Why a namespace is not removed, with what is in it; undefined where nothing is. */
export function heldSentence(
  namespace: string,
  cluster: string,
  { held, unseen }: Contents,
): string | undefined {
  if (held.length === 0) {
    return undefined;
  }
  const named =
    held.length > NAMED
      ? `${held.slice(0, NAMED).join(', ')} and ${held.length - NAMED} more`
      : listInWords(held);
  return `Namespace ${namespace} in ${cluster} still holds ${named}; unpublish or move the services, and have the rest removed first. ${unseenSentence(
    unseen,
  )}`;
}

/** What nobody knows of a namespace, in a sentence. */
export function unseenSentence(unseen: readonly string[]): string {
  return `${listInWords(unseen)} in it cannot be looked at`;
}
