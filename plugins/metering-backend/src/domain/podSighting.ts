import { NamespaceRow, PodRow } from '@flytower/kube';
import { Phase, Second, Sighting } from './Resource';

const TENANT = 'flytower.dev/tenant';
const ENVIRONMENT = 'flytower.dev/environment';
const APPLICATION = 'flytower.dev/application';

/**
 * A pod in the namespace of a tenant's environment, whoever made it: it takes of the tenant's capacity. Tenant and
 * environment are the namespace's, which only the platform labels; `undefined` for a pod of nobody.
 *
 * A pod runs from the moment that its node took it (`status.startTime`, from which on its requests are held there) until
 * it succeeded, failed, or is gone.
 */
export function podSighting(
  pod: PodRow,
  namespace: NamespaceRow | undefined,
  cluster: string,
): Sighting | undefined {
  const tenant = namespace?.labels[TENANT];
  const createdAt = secondOf(pod.createdAt);
  if (!namespace || !tenant || createdAt === undefined) {
    return undefined;
  }
  const startedAt = secondOf(pod.startedAt);
  const phase = phaseOf(pod, startedAt);
  const id = `pod.${pod.uid}`;
  return {
    key: id,
    id,
    type: 'pod',
    name: pod.name,
    tenant,
    application: pod.labels[APPLICATION] ?? '',
    environment: namespace.labels[ENVIRONMENT] ?? '',
    cluster,
    requester: '',
    createdAt,
    phase,
    ...(phase === 'ran' ? { phaseSince: startedAt } : {}),
    ...(phase === 'stopped' ? { ranSince: startedAt } : {}),
    amount: {
      pieces: 1,
      cpuMillicores: pod.requests.cpuMillicores,
      memoryBytes: pod.requests.memoryBytes,
      storageBytes: 0,
    },
  };
}

function phaseOf(pod: PodRow, startedAt: Second | undefined): Phase {
  if (pod.phase === 'Succeeded' || pod.phase === 'Failed') {
    return 'stopped';
  }
  return startedAt === undefined ? 'waiting' : 'ran';
}

/** An instant of Kubernetes or of Flytower, as the second that it is in. */
export function secondOf(instant: string | undefined): Second | undefined {
  const ms = instant ? Date.parse(instant) : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}
