const MiB = 1024 ** 2;

/**
 * What an instance of each size gets, so that nobody has to know numbers to begin. Templates and forms offer these.
 *
 * @public
 */
export const instanceSizes = {
  small: { cpuMillicores: 100, memoryBytes: 128 * MiB },
  medium: { cpuMillicores: 500, memoryBytes: 512 * MiB },
  large: { cpuMillicores: 1000, memoryBytes: 1024 * MiB },
} as const;

/** @public */
export type InstanceSize = keyof typeof instanceSizes;
