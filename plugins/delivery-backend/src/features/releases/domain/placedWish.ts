import {
  PlanProblem,
  Placement,
  ReleaseRequest,
} from '@flytower/plugin-delivery-common';
import type { PlanContext } from './planRelease';
import { resolveWish, Wish } from './resolveWish';

/**
 * What a request comes to. A scheduled job runs in exactly one cluster, or each run would come once for each: in the one of
 * the greatest weight that can be seen and is ready; where weights are equal in the one that has it already, then by name.
 */
export function placedWish(
  request: ReleaseRequest,
  context: PlanContext,
): Wish {
  const wish = resolveWish(request, context);
  if (context.service.kind !== 'scheduled-job' || !wish.placement) {
    return wish;
  }
  if (request.kind === 'scale') {
    return { ...wish, problems: [...wish.problems, notScalable(context)] };
  }
  const [chosen] = candidates(wish.placement, request, context);
  return {
    ...wish,
    placement: {
      instances: 1,
      clusters: [
        { cluster: chosen.cluster, weight: Math.max(1, chosen.weight) },
      ],
    },
    problems: [
      ...wish.problems,
      ...(wish.placement.clusters.length > 1
        ? [oneCluster(chosen.cluster)]
        : []),
    ],
  };
}

/** The best first; where none can be seen, the one of the greatest weight waits. */
function candidates(
  { clusters }: Placement,
  { environment }: ReleaseRequest,
  context: PlanContext,
): Placement['clusters'] {
  const ready = context.tenant.environments.find(
    ({ name }) => name === environment,
  )?.readyClusters;
  const fitness = (cluster: string) =>
    Number(context.clusters.get(cluster)?.reachable ?? false) +
    Number(ready?.includes(cluster) ?? false);
  const has = (cluster: string) =>
    context.applied.some(one => one.cluster === cluster);
  return [...clusters].sort(
    (a, b) =>
      fitness(b.cluster) - fitness(a.cluster) ||
      b.weight - a.weight ||
      Number(has(b.cluster)) - Number(has(a.cluster)) ||
      (a.cluster < b.cluster ? -1 : 1),
  );
}

function oneCluster(cluster: string): PlanProblem {
  return {
    code: 'one-cluster',
    blocks: false,
    cluster,
    sentence: `A scheduled job runs in one cluster: ${cluster}, which has the greatest weight of those that can be seen`,
  };
}

function notScalable({ service }: PlanContext): PlanProblem {
  return {
    code: 'not-scalable',
    blocks: true,
    sentence: `Service "${service.slug}" is a scheduled job: each run is one instance; change its schedule instead`,
  };
}
