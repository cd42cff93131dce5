import { OperationWork, Outcome } from '@flytower/durable';
import { clusterEvent } from './clusterEvents';
import { RegisteredCluster } from './registeredCluster';

/**
 * Why a cluster may not be removed, in a sentence; undefined where it may.
 *
 * @param namespaces - those of tenants in it; undefined while that cannot be seen
 * @param lost - somebody says that it is gone for good, so that nobody can look. A cluster that can be seen is looked at
 *   all the same.
 */
export function whyNotRemovable(
  cluster: Pick<RegisteredCluster, 'name' | 'origin'>,
  namespaces: string[] | undefined,
  lost: boolean,
): string | undefined {
  const { name, origin } = cluster;
  if (origin === 'configuration') {
    return `The cluster "${name}" is registered by configuration: take it out of flytower.fleet.clusters and restart, then remove it here`;
  }
  if (namespaces === undefined) {
    return lost
      ? undefined
      : `The cluster "${name}" cannot be seen, so nobody knows whether tenants are in it; wait until it answers, or say that it is lost for good`;
  }
  if (namespaces.length === 0) {
    return undefined;
  }
  const more =
    namespaces.length > 3 ? ` and ${namespaces.length - 3} more` : '';
  return `The cluster "${name}" holds namespaces of tenants: ${namespaces
    .slice(0, 3)
    .join(', ')}${more}; unbind their tenants first`;
}

/** How an operation ends whose cluster was removed meanwhile. */
export function removedMeanwhile({ operation }: OperationWork): Outcome {
  const { id, requester, subject } = operation;
  const reason = `Cluster "${subject.name}" was removed from the fleet meanwhile`;
  return {
    state: 'aborted',
    reason,
    events: [
      clusterEvent('left', subject, {
        actor: requester,
        operationId: id,
        outcome: 'aborted',
        summary: reason,
      }),
    ],
  };
}
