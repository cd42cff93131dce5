import { PodRow, WorkloadRow } from '@flytower/kube';

/** What keeps pods from being ready, and how many of them. */
export interface Trouble {
  pods: number;
  /** Begins with a verb in the plural: "cannot pull payments/checkout:1.4.2: not found". */
  words: string;
}

/**
 * Why instances are not ready, most frequent first. Pods that are only starting are no trouble.
 */
export function troublesOf(pods: readonly PodRow[]): Trouble[] {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const words = troubleOf(pod);
    if (words !== undefined) {
      counts.set(words, (counts.get(words) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([words, count]) => ({ words, pods: count }))
    .sort((a, b) => b.pods - a.pods || (a.words < b.words ? -1 : 1));
}

/** What keeps this pod from being ready, where something does. */
export function troubleOf(pod: PodRow): string | undefined {
  if (pod.ready || pod.deleting || pod.reason === undefined) {
    return undefined;
  }
  const said = shortened(pod.message);
  const because = said ? `: ${said}` : '';
  switch (pod.reason) {
    case 'ContainerCreating':
    case 'PodInitializing':
    case 'ContainersNotReady':
    case 'Completed':
      return undefined;
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return `cannot pull ${pod.images.join(', ')}${pullCause(pod.message)}`;
    case 'InvalidImageName':
      return `cannot pull ${pod.images.join(', ')}: it is no valid image name`;
    case 'Unschedulable':
      return `find no node with room${because}`;
    case 'CrashLoopBackOff':
    case 'Error':
      return `end as soon as they start${because}`;
    case 'OOMKilled':
      return 'need more memory than they may have and are killed';
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return `cannot be started${because}`;
    case 'Evicted':
      return `were evicted${because}`;
    default:
      return `are held up by ${pod.reason}${because}`;
  }
}

/** Why a pod that is over has failed: "exit code 3", "it needed more memory than it may have and was killed". */
export function failureOf(pod: PodRow): string {
  if (pod.reason === 'OOMKilled') {
    return 'it needed more memory than it may have and was killed';
  }
  const said = shortened(pod.message);
  const code = pod.exitCode === undefined ? '' : `exit code ${pod.exitCode}`;
  return (
    [code, said].filter(Boolean).join(': ') ||
    pod.reason ||
    'no reason is known'
  );
}

/** What keeps a workload from making pods at all: a quota or a policy of the namespace. */
export function creationTroubleOf(
  workload: WorkloadRow | undefined,
): string | undefined {
  const failure = workload?.conditions.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  return failure && `cannot be created: ${shortened(failure.message)}`;
}

/** The few causes that people meet, out of a container runtime's long chain of them. */
function pullCause(message: string | undefined): string {
  const known: [RegExp, string][] = [
    [/not found|manifest unknown|does not exist/i, 'not found'],
    [/unauthorized|denied|forbidden|authentication/i, 'access denied'],
    [/no such host|dial tcp|timeout|connection|i\/o/i, 'registry unreachable'],
  ];
  const cause = known.find(([pattern]) => pattern.test(message ?? ''));
  if (cause) {
    return `: ${cause[1]}`;
  }
  const said = shortened(message);
  return said ? `: ${said}` : '';
}

function shortened(message: string | undefined): string {
  const line = (message ?? '').split('\n')[0].trim().replace(/\.$/, '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
