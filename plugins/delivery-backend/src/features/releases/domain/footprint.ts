import { ResourceAmount } from '@flytower/contract';
import { PodRow } from '@flytower/kube';
import { AppliedRecord, InstanceSize } from '../../../domain/records';
import { Sight } from '../../../domain/sight';
import { MAX_SURGE_PERCENT } from '../../../rendering/renderDeployment';

const NOTHING: ResourceAmount = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

/** What this many instances ask for. */
export function amountOf(
  instances: number,
  { cpuMillicores, memoryBytes }: InstanceSize,
): ResourceAmount {
  return {
    cpuMillicores: instances * cpuMillicores,
    memoryBytes: instances * memoryBytes,
    pods: instances,
  };
}

/** The greater of each resource. */
export function greatest(...amounts: ResourceAmount[]): ResourceAmount {
  const most = (of: (amount: ResourceAmount) => number) =>
    Math.max(0, ...amounts.map(of));
  return {
    cpuMillicores: most(one => one.cpuMillicores),
    memoryBytes: most(one => one.memoryBytes),
    pods: most(one => one.pods),
  };
}

/** Pods above the wished number while a rolling update of this many goes on, as Kubernetes rounds it. */
export function surgeOf(instances: number): number {
  return Math.ceil((instances * MAX_SURGE_PERCENT) / 100);
}

/**
 * What a service holds in a lane: what its pods ask for, and no less than what was applied or is being sent, because pods
 * that are not there yet may come any moment. A cluster that cannot be seen is taken at what was sent.
 */
export function heldBy(
  applied: Pick<AppliedRecord, 'applied' | 'pending'> | undefined,
  sight: Sight,
): ResourceAmount {
  return greatest(
    sight.kind === 'seen' ? observedAmount(sight.pods) : NOTHING,
    ...[applied?.applied, applied?.pending].map(manifest =>
      manifest ? amountOf(manifest.instances, manifest.size) : NOTHING,
    ),
  );
}

/** What the pods ask for that have not ended and are not on their way out. */
export function observedAmount(pods: readonly PodRow[]): ResourceAmount {
  return pods
    .filter(pod => !pod.deleting)
    .reduce(
      (sum, { requests }) => ({
        cpuMillicores: sum.cpuMillicores + requests.cpuMillicores,
        memoryBytes: sum.memoryBytes + requests.memoryBytes,
        pods: sum.pods + 1,
      }),
      NOTHING,
    );
}

/** One lane before and after a release. */
export interface FootprintTarget {
  cluster: string;
  /** What it holds before. */
  held: ResourceAmount;
  /** The size of the instances that are there; none where there are none. */
  before?: InstanceSize;
  to: number;
  /** The size of those that will be there, where the service stays. */
  after?: InstanceSize;
  /** Whether running instances are replaced by new ones. */
  replaces: boolean;
}

/**
 * The most that a lane holds at any moment of the release. In a rolling update there are never more old instances than there
 * were, never more new ones than are wished, and never more of both than the wished number with its surge, or than stood
 * there before.
 */
export function peakOf(target: FootprintTarget): ResourceAmount {
  const { held, before, to, after, replaces } = target;
  if (!after) {
    return held;
  }
  const settled = amountOf(to, after);
  if (!replaces) {
    return greatest(held, settled);
  }
  const most = Math.max(held.pods, to + surgeOf(to));
  const old = before ?? after;
  const keepsOld = plus(held, amountOf(Math.min(to, most - held.pods), after));
  const keepsNew = plus(settled, amountOf(Math.min(held.pods, most - to), old));
  return greatest(keepsOld, keepsNew);
}

/** What the lane holds when the release is through. */
export function settledOf({ to, after }: FootprintTarget): ResourceAmount {
  return after ? amountOf(to, after) : NOTHING;
}

function plus(one: ResourceAmount, other: ResourceAmount): ResourceAmount {
  return {
    cpuMillicores: one.cpuMillicores + other.cpuMillicores,
    memoryBytes: one.memoryBytes + other.memoryBytes,
    pods: one.pods + other.pods,
  };
}
