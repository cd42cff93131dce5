import { PodRow } from './rows';
import { isSidecar } from './podStatuses';
import { millicores, whole } from './quantity';
import { ContainerObject, PodObject } from './schemas';

type Requests = PodRow['requests'];

/** What the kubelet reports of a container, or of a pod as a whole. */
interface Reported {
  resources?: { requests: Record<string, string> } | null;
  allocatedResources: Record<string, string>;
}

const NOTHING: Requests = { cpuMillicores: 0, memoryBytes: 0 };

/**
 * What the scheduler reserves for a pod: the greater of what runs together (containers and sidecars) and of each init
 * container with the sidecars started before it, plus the overhead of its runtime class. A request of the pod as a whole
 * takes the place of its containers' (Kubernetes: "Resource sharing within containers", "Pod-level resources").
 *
 * While it is resized in place, the greatest counts of what is asked, granted and given; where its node can never give
 * what is asked, that does not count ("Resize CPU and Memory Resources assigned to Containers").
 *
 * @example
 * Containers of 100m and 200m, an init container of 500m: 500m. One of 100m that still holds the 500m of before: 500m.
 */
export function podRequests(
  spec: PodObject['spec'],
  status: PodObject['status'],
): Requests {
  const infeasible = isInfeasible(status);
  const resized = (container: ContainerObject): Requests =>
    effective(
      requestsOf(container),
      [
        ...(status?.containerStatuses ?? []),
        ...(status?.initContainerStatuses ?? []),
      ].find(({ name }) => name === container.name),
      infeasible,
    );
  let sidecars = NOTHING;
  let starting = NOTHING;
  for (const init of spec.initContainers) {
    if (isSidecar(init)) {
      sidecars = plus(sidecars, resized(init));
      starting = greater(starting, sidecars);
    } else {
      starting = greater(starting, plus(sidecars, requestsOf(init)));
    }
  }
  const running = spec.containers.map(resized).reduce(plus, sidecars);
  const containers = greater(running, starting);
  const asked = spec.resources?.requests ?? {};
  const pod = effective(toRequests(asked), status ?? undefined, infeasible);
  return plus(
    {
      cpuMillicores: (asked.cpu === undefined ? containers : pod).cpuMillicores,
      memoryBytes: (asked.memory === undefined ? containers : pod).memoryBytes,
    },
    toRequests(spec.overhead),
  );
}

function isInfeasible(status: PodObject['status']): boolean {
  return (status?.conditions ?? []).some(
    ({ type, reason }) =>
      type === 'PodResizePending' && reason === 'Infeasible',
  );
}

function effective(
  asked: Requests,
  reported: Reported | undefined,
  infeasible: boolean,
): Requests {
  if (!reported?.resources) {
    return asked;
  }
  const held = greater(
    toRequests(reported.resources.requests),
    toRequests(reported.allocatedResources),
  );
  return infeasible ? held : greater(asked, held);
}

function requestsOf(container: ContainerObject): Requests {
  return toRequests(container.resources?.requests ?? {});
}

function toRequests(raw: Record<string, string>): Requests {
  return { cpuMillicores: millicores(raw.cpu), memoryBytes: whole(raw.memory) };
}

function plus(a: Requests, b: Requests): Requests {
  return {
    cpuMillicores: a.cpuMillicores + b.cpuMillicores,
    memoryBytes: a.memoryBytes + b.memoryBytes,
  };
}

function greater(a: Requests, b: Requests): Requests {
  return {
    cpuMillicores: Math.max(a.cpuMillicores, b.cpuMillicores),
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
  };
}
