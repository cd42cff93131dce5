import { NodeRow } from '@flytower/kube';
import { ClusterLoss, DataAge, Health } from '@flytower/plugin-fleet-common';
import { lostHealth } from './lostHealth';

/**
 * How a cluster is, from what is known of it. Old data is told as unknown, whatever it says; of a cluster that was
 * declared lost, that it was.
 *
 * @public
 */
export function clusterHealth(known: {
  /** There where somebody declared it lost. */
  lost?: ClusterLoss;
  /** Why it cannot be used, where it cannot: its check failed or its credential does not open. */
  problem: string | undefined;
  /** Whether it may be read at all. */
  linked: boolean;
  data: DataAge;
  nodes: readonly Pick<NodeRow, 'name' | 'ready'>[];
}): Health {
  const { lost, problem, linked, data, nodes } = known;
  if (lost) {
    return lostHealth(lost, data);
  }
  if (!linked) {
    return problem === undefined
      ? { status: 'progressing', sentence: data.sentence }
      : { status: 'failed', sentence: problem };
  }
  if (data.state === 'stale') {
    return { status: 'unknown', sentence: data.sentence };
  }
  if (data.state === 'syncing') {
    return { status: 'progressing', sentence: data.sentence };
  }
  const notReady = nodes.filter(node => !node.ready);
  if (nodes.length === 0) {
    return { status: 'degraded', sentence: 'It has no nodes' };
  }
  if (notReady.length > 0) {
    return {
      status: notReady.length === nodes.length ? 'failed' : 'degraded',
      sentence: `${notReady.length} of ${countOf(nodes.length)} ${
        notReady.length === 1 ? 'is' : 'are'
      } not ready: ${namesOf(notReady)}`,
    };
  }
  return problem === undefined
    ? { status: 'healthy', sentence: `${allOf(nodes.length)} ready` }
    : { status: 'degraded', sentence: problem };
}

function countOf(nodes: number): string {
  return nodes === 1 ? '1 node' : `${nodes} nodes`;
}

function allOf(nodes: number): string {
  return nodes === 1 ? 'Its node is' : `All ${nodes} nodes are`;
}

function namesOf(nodes: readonly { name: string }[]): string {
  const shown = nodes.slice(0, 3).map(({ name }) => name);
  const more = nodes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
