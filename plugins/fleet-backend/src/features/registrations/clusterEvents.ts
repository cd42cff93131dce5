import { NewEvent } from '@flytower/durable';
import { ClusterCheck } from '@flytower/plugin-fleet-common';

/** Flytower itself, where it acts without a person: clusters of the configuration. */
export const PLATFORM = 'flytower';

type Subject = { id: string; name: string };

/** What happened to a cluster, as the outbox has it. Nothing of a credential stands in it. */
export function clusterEvent(
  what:
    | 'registered'
    | 'connected'
    | 'checked'
    | 'changed'
    | 'credential-changed'
    | 'credential-in-use'
    | 'lost'
    | 'answered'
    | 'returning'
    | 'returned'
    | 'deleted'
    | 'left',
  cluster: Subject,
  options: {
    actor: string;
    operationId?: string;
    outcome: NonNullable<NewEvent['outcome']>;
    summary: string;
    data?: NewEvent['data'];
  },
): NewEvent {
  return {
    type: `cluster.${what}.v1`,
    subject: { kind: 'cluster', id: cluster.id, name: cluster.name },
    actor: options.actor,
    ...(options.operationId === undefined
      ? {}
      : { operationId: options.operationId }),
    outcome: options.outcome,
    summary: options.summary,
    data: options.data ?? {},
  };
}

/** "Kubernetes v1.36.3, 5 nodes, as flytower". */
export function checkInWords(
  check: Extract<ClusterCheck, { outcome: 'usable' }>,
): string {
  return `Kubernetes ${check.version}, ${
    check.nodeCount === 1 ? '1 node' : `${check.nodeCount} nodes`
  }, as ${check.identity.user}`;
}
