import { PodRow } from './rows';
import { millicores, whole } from './quantity';
import { ContainerObject, PodObject } from './schemas';

type Requests = PodRow['requests'];

const NOTHING: Requests = { cpuMillicores: 0, memoryBytes: 0 };

/**
 * What the scheduler reserves for a pod: the greater of what runs together (containers and sidecars) and of each init
 * container with the sidecars started before it, plus the overhead of its runtime class. A request of the pod as a whole
 * takes the place of its containers' (Kubernetes: "Resource sharing within containers", "Pod-level resources").
 *
 * @example
 * Containers of 100m and 200m, an init container of 500m: 500m.
 */
export function podRequests(spec: PodObject['spec']): Requests {
  let sidecars = NOTHING;
  let starting = NOTHING;
  for (const init of spec.initContainers) {
    const own = requestsOf(init);
    if (init.restartPolicy === 'Always') {
      sidecars = plus(sidecars, own);
      starting = greater(starting, sidecars);
    } else {
      starting = greater(starting, plus(sidecars, own));
    }
  }
  const running = spec.containers.map(requestsOf).reduce(plus, sidecars);
  const containers = greater(running, starting);
  const pod = spec.resources?.requests ?? {};
  return plus(
    {
      cpuMillicores:
        pod.cpu === undefined ? containers.cpuMillicores : millicores(pod.cpu),
      memoryBytes:
        pod.memory === undefined ? containers.memoryBytes : whole(pod.memory),
    },
    toRequests(spec.overhead),
  );
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
