import { NodeRow, PodRow } from '@flytower/kube';
import { DataAge, Health } from '@flytower/plugin-fleet-common';

/** What a node's kubelet reports as trouble when it is true, in words. */
const PRESSURES: Record<string, string> = {
  MemoryPressure: 'Memory runs short',
  DiskPressure: 'Disk space runs short',
  PIDPressure: 'Process ids run short',
  NetworkUnavailable: 'Its network is not set up',
};

/** How a node is. */
export function nodeHealth(node: NodeRow, data: DataAge): Health {
  if (data.state === 'stale') {
    return { status: 'unknown', sentence: data.sentence };
  }
  if (!node.ready) {
    return { status: 'failed', sentence: notReadySentence(node) };
  }
  const troubles = node.conditions.filter(
    ({ type, status }) => status === 'True' && PRESSURES[type] !== undefined,
  );
  if (troubles.length > 0) {
    return {
      status: 'degraded',
      sentence: troubles
        .map(({ type, message }) => withDetail(PRESSURES[type], message))
        .join('; '),
    };
  }
  return node.unschedulable
    ? {
        status: 'waiting',
        sentence:
          'Cordoned: it takes no new pods until somebody makes it schedulable again',
      }
    : { status: 'healthy', sentence: 'Ready' };
}

function notReadySentence(node: NodeRow): string {
  const ready = node.conditions.find(({ type }) => type === 'Ready');
  if (!ready) {
    return 'Its kubelet has not reported yet';
  }
  return ready.status === 'Unknown'
    ? withDetail('Nothing is heard of its kubelet', ready.message)
    : withDetail('It is not ready', ready.message || ready.reason);
}

/** How a pod is. A word of the kubelet's own (`ImagePullBackOff`) is kept, because people search for it. */
export function podHealth(pod: PodRow, data: DataAge): Health {
  if (data.state === 'stale') {
    return { status: 'unknown', sentence: data.sentence };
  }
  if (pod.deleting) {
    return { status: 'progressing', sentence: 'Is being deleted' };
  }
  switch (pod.phase) {
    case 'Succeeded':
      return { status: 'stopped', sentence: 'Has ended well' };
    case 'Failed':
      return {
        status: 'failed',
        sentence: withDetail(pod.reason ?? 'Has failed', pod.message),
      };
    case 'Unknown':
      return {
        status: 'unknown',
        sentence: withDetail('Nothing is heard of its node', pod.message),
      };
    default:
  }
  if (pod.ready) {
    return { status: 'healthy', sentence: 'Ready' };
  }
  if (pod.node === undefined) {
    return {
      status: pod.reason === 'Unschedulable' ? 'failed' : 'waiting',
      sentence: withDetail('No node was found for it yet', pod.message),
    };
  }
  return pod.reason === undefined
    ? { status: 'progressing', sentence: 'Is starting, not ready yet' }
    : {
        status: 'degraded',
        sentence: withDetail(pod.reason, pod.message),
      };
}

/** Whether somebody should look at it. */
export function isTrouble({ status }: Health): boolean {
  return status === 'failed' || status === 'degraded';
}

/** The pods that somebody should look at. Most pods are ready, and pass without a word being made for them. */
export function troubledPods(
  pods: readonly PodRow[],
  data: DataAge,
): { pod: PodRow; health: Health }[] {
  return pods.flatMap(pod => {
    if (pod.ready && pod.phase === 'Running') {
      return [];
    }
    const health = podHealth(pod, data);
    return isTrouble(health) ? [{ pod, health }] : [];
  });
}

function withDetail(what: string, detail: string | undefined): string {
  return detail ? `${what}: ${detail}` : what;
}
