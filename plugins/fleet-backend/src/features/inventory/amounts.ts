import { ResourceAmount } from '@flytower/contract';

const NOTHING: ResourceAmount = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

/** The sum; nothing where there is nothing to add. */
export function sumOf(
  amounts: Iterable<Readonly<ResourceAmount>>,
): ResourceAmount {
  const sum = { ...NOTHING };
  for (const { cpuMillicores, memoryBytes, pods } of amounts) {
    sum.cpuMillicores += cpuMillicores;
    sum.memoryBytes += memoryBytes;
    sum.pods += pods;
  }
  return sum;
}
