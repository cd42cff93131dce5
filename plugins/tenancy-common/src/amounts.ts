import { ResourceAmount } from '@flytower/contract';

/** @public */
export type ResourceName = 'cpu' | 'memory' | 'pods';

/** The resources of a quota, with the field each has in an amount. @public */
export const resourceFields = [
  ['cpu', 'cpuMillicores'],
  ['memory', 'memoryBytes'],
  ['pods', 'pods'],
] as const satisfies [ResourceName, keyof ResourceAmount][];

/** @public */
export const nothing: ResourceAmount = {
  cpuMillicores: 0,
  memoryBytes: 0,
  pods: 0,
};

/** Combines amounts resource by resource. @public */
export function combine(
  a: ResourceAmount,
  b: ResourceAmount,
  each: (a: number, b: number) => number,
): ResourceAmount {
  return {
    cpuMillicores: each(a.cpuMillicores, b.cpuMillicores),
    memoryBytes: each(a.memoryBytes, b.memoryBytes),
    pods: each(a.pods, b.pods),
  };
}

/** @public */
export function sum(amounts: readonly ResourceAmount[]): ResourceAmount {
  return amounts.reduce((a, b) => combine(a, b, (x, y) => x + y), nothing);
}

/** What is left of `a` without `b`, never below nothing. @public */
export function without(a: ResourceAmount, b: ResourceAmount): ResourceAmount {
  return combine(a, b, (x, y) => Math.max(0, x - y));
}

/**
 * A quantity of one resource as people read it: `1.5 cores`, `512 MiB`, `1 pod`.
 *
 * @public
 */
export function quantityInWords(resource: ResourceName, value: number): string {
  switch (resource) {
    case 'cpu':
      return value === 1_000 ? '1 core' : `${short(value / 1_000)} cores`;
    case 'memory':
      return value % 2 ** 30 === 0 || value > 10 * 2 ** 30
        ? `${short(value / 2 ** 30)} GiB`
        : `${short(value / 2 ** 20)} MiB`;
    case 'pods':
      return value === 1 ? '1 pod' : `${value} pods`;
    default: {
      const unknown: never = resource;
      throw new Error(`Unknown resource ${unknown}`);
    }
  }
}

/** At most three digits after the point, without trailing noughts. */
function short(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}
