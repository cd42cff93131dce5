import { ResourceAmount } from '@flytower/contract';
import { ServiceSpec } from '@flytower/plugin-delivery-common';
import { MAX_SURGE_PERCENT } from '../../../rendering/renderDeployment';

const NOTHING = { resources: { cpuMillicores: 0, memoryBytes: 0 } };

/** What this many instances ask for. */
export function amountOf(
  instances: number,
  { resources }: Pick<ServiceSpec, 'resources'>,
): ResourceAmount {
  return {
    cpuMillicores: instances * resources.cpuMillicores,
    memoryBytes: instances * resources.memoryBytes,
    pods: instances,
  };
}

/** Pods above the wished number while a rolling update of this many goes on, as Kubernetes rounds it. */
export function surgeOf(instances: number): number {
  return Math.ceil((instances * MAX_SURGE_PERCENT) / 100);
}

/** One cluster before and after a release. */
export interface FootprintTarget {
  cluster: string;
  from: number;
  to: number;
  /** What runs there now, where something does. */
  before?: Pick<ServiceSpec, 'resources'>;
  /** What will run there, where the service stays. */
  after?: Pick<ServiceSpec, 'resources'>;
  /** Whether running instances are replaced by new ones. */
  replaces: boolean;
}

/** The most that a cluster holds of the service at any moment of the release. */
export function peakOf(target: FootprintTarget): ResourceAmount {
  const { from, to, before, after } = target;
  const old = before ? amountOf(from, before) : amountOf(0, NOTHING);
  if (!after) {
    return old;
  }
  const size = {
    resources: {
      cpuMillicores: Math.max(
        after.resources.cpuMillicores,
        before?.resources.cpuMillicores ?? 0,
      ),
      memoryBytes: Math.max(
        after.resources.memoryBytes,
        before?.resources.memoryBytes ?? 0,
      ),
    },
  };
  return target.replaces
    ? amountOf(Math.max(from, to + surgeOf(to)), size)
    : amountOf(Math.max(from, to), size);
}

/** What the cluster holds when the release is through. */
export function settledOf({ to, after }: FootprintTarget): ResourceAmount {
  return amountOf(to, after ?? NOTHING);
}

/** What the cluster holds before it. */
export function heldOf({ from, before }: FootprintTarget): ResourceAmount {
  return amountOf(from, before ?? NOTHING);
}
