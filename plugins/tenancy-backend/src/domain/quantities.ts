import { InputError } from '@backstage/errors';
import { ResourceAmount } from '@flytower/contract';

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P'];

/**
 * Millicores from what an administrator writes: `4` is 4000, `500m` is 500, `1.5` is 1500.
 */
export function parseCpu(text: string): number {
  const match = /^(\d+(?:\.\d{1,3})?)(m?)$/.exec(text);
  const millicores = match && Number(match[1]) * (match[2] ? 1 : 1_000);
  if (!match || !Number.isSafeInteger(Math.round(Number(millicores)))) {
    throw new InputError(
      `"${text}" is no amount of CPU; write cores like 4 or 1.5, or millicores like 500m`,
    );
  }
  return Math.round(Number(millicores));
}

/**
 * Bytes from what an administrator writes: `8Gi`, `512Mi`, `1G`, `1048576`.
 */
export function parseMemory(text: string): number {
  const match = /^(\d+)([KMGTP]i|[kMGTP])?$/.exec(text);
  const suffix = match?.[2] ?? '';
  const factor = suffix.endsWith('i')
    ? 1024 ** BINARY.indexOf(suffix)
    : 1000 ** DECIMAL.indexOf(suffix);
  const bytes = Number(match?.[1]) * factor;
  if (!Number.isSafeInteger(bytes)) {
    throw new InputError(
      `"${text}" is no amount of memory; write it like 8Gi or 512Mi`,
    );
  }
  return bytes;
}

/**
 * Millicores as Kubernetes itself writes them, so that what is read back equals what was sent: 4000 is `4`, 1500 is
 * `1500m`.
 */
export function cpuQuantity(millicores: number): string {
  return millicores % 1_000 === 0
    ? String(millicores / 1_000)
    : `${millicores}m`;
}

/**
 * Bytes as Kubernetes itself writes them: the largest binary suffix that leaves a whole number. 8 × 2^30 is `8Gi`.
 */
export function memoryQuantity(bytes: number): string {
  let value = bytes;
  let power = 0;
  while (value > 0 && value % 1024 === 0 && power < BINARY.length - 1) {
    value /= 1024;
    power += 1;
  }
  return `${value}${BINARY[power]}`;
}

/** The `hard` limits of a ResourceQuota. */
export function quotaHard(amount: ResourceAmount): Record<string, string> {
  return {
    'requests.cpu': cpuQuantity(amount.cpuMillicores),
    'requests.memory': memoryQuantity(amount.memoryBytes),
    pods: String(amount.pods),
  };
}
