import { EventRow, PodRow } from '@flytower/kube';
import { Pod } from '@flytower/plugin-delivery-common';
import { Health } from '@flytower/plugin-fleet-common';
import { failureOf, troubleOf } from '../../domain/troubles';
import { REVISION } from '../../rendering/renderPodTemplate';

const MAX_EVENTS = 10;

/** How one pod is, in a word and a sentence. */
export function podHealth(pod: PodRow): Health {
  if (pod.deleting) {
    return { status: 'progressing', sentence: 'Is ending' };
  }
  if (pod.phase === 'Succeeded') {
    return { status: 'stopped', sentence: 'Has ended' };
  }
  if (pod.ready) {
    return {
      status: 'healthy',
      sentence:
        pod.restarts > 0
          ? `Ready, after ${timesInWords(pod.restarts)}`
          : 'Ready',
    };
  }
  if (pod.phase === 'Failed') {
    return { status: 'failed', sentence: `Has failed: ${failureOf(pod)}` };
  }
  const trouble = troubleOf(pod);
  if (trouble) {
    return {
      status: pod.reason === 'Unschedulable' ? 'waiting' : 'failed',
      sentence: singular(trouble),
    };
  }
  return {
    status: 'progressing',
    sentence:
      pod.node === undefined ? 'Waits for a node' : `Starts on ${pod.node}`,
  };
}

function timesInWords(restarts: number): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}

/** Troubles are told of several pods: "cannot pull x", "find no node". Of one pod it is "Cannot pull x", "Finds no node". */
function singular(words: string): string {
  const one = words
    .replace(/^are /, 'is ')
    .replace(/^were /, 'was ')
    .replace(/^find /, 'finds ')
    .replace(/^end as soon as they start/, 'ends as soon as it starts')
    .replace(
      /^need more memory than they may have and are/,
      'needs more memory than it may have and is',
    );
  return one.charAt(0).toUpperCase() + one.slice(1);
}

/** A pod with its events, as the page shows it. */
export function podView(
  pod: PodRow,
  events: readonly EventRow[],
  revisionNumbers: ReadonlyMap<string, number>,
): Pod {
  const revision = revisionNumbers.get(pod.labels[REVISION] ?? '');
  return {
    name: pod.name,
    uid: pod.uid,
    ...(pod.node === undefined ? {} : { node: pod.node }),
    health: podHealth(pod),
    ready: pod.ready,
    restarts: pod.restarts,
    ...(revision === undefined ? {} : { revision }),
    images: [...pod.images],
    createdAt: pod.createdAt,
    events: [...events]
      .sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1))
      .slice(0, MAX_EVENTS)
      .map(event => ({
        type: event.type === 'Warning' ? 'warning' : 'normal',
        reason: event.reason,
        sentence: eventSentence(event),
        count: Math.max(1, event.count),
        lastSeen: event.lastSeen,
      })),
  };
}

/** Kubernetes' own words where they are a sentence already, ours where they are jargon. */
function eventSentence({ reason, message }: EventRow): string {
  const node = /Successfully assigned \S+ to (\S+)/.exec(message)?.[1];
  switch (reason) {
    case 'Scheduled':
      return node ? `Placed on node ${node}` : message;
    case 'Pulling':
      return message.replace(/^Pulling image "(.*)"$/, 'Pulls the image $1');
    case 'BackOff':
      return message.replace(
        /^Back-off pulling image "([^"]*)".*$/,
        'Could not pull the image $1 and waits before it tries again',
      );
    case 'Created':
      return 'The container was created';
    case 'Started':
      return 'The container was started';
    case 'Killing':
      return 'The container is being stopped';
    case 'FailedScheduling':
      return `No node has room: ${message}`;
    case 'Unhealthy':
      return message.replace(
        /^(\w+) probe failed: ?/,
        (_, kind: string) => `The ${kind.toLowerCase()} probe failed: `,
      );
    default:
      return message || reason;
  }
}
