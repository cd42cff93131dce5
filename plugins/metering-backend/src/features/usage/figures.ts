import { Bounds, UsageFigures } from '@flytower/plugin-metering-common';
import { z } from 'zod';

/** Sums do not fit a JavaScript number, and PostgreSQL gives them as text. */
const whole = z
  .union([z.string(), z.number(), z.bigint()])
  .transform(value => BigInt(value));

/** Seconds of one amount, as the database sums them up; the multiplication is left to {@link Figures}. */
export const sumRowSchema = z.object({
  key: z.string(),
  state: z.enum(['existed', 'ran', 'stopped']),
  certain: z.coerce.number<unknown>(),
  least_cpu_millicores: whole,
  most_cpu_millicores: whole,
  least_memory_bytes: whole,
  most_memory_bytes: whole,
  least_storage_bytes: whole,
  most_storage_bytes: whole,
  seconds: whole,
});

export type SumRow = z.output<typeof sumRowSchema>;

/** By these the database sums up seconds: there are few different amounts, and their products may exceed 64 bits. */
export const SUM_COLUMNS = [
  'state',
  'certain',
  'least_cpu_millicores',
  'most_cpu_millicores',
  'least_memory_bytes',
  'most_memory_bytes',
  'least_storage_bytes',
  'most_storage_bytes',
] as const;

/** Adds up whole numbers of any size. */
export class Figures {
  readonly #sums = {
    existedSeconds: { least: 0n, most: 0n },
    ranSeconds: { least: 0n, most: 0n },
    stoppedSeconds: { least: 0n, most: 0n },
    cpuMillicoreSeconds: { least: 0n, most: 0n },
    memoryByteSeconds: { least: 0n, most: 0n },
    storageByteSeconds: { least: 0n, most: 0n },
  };

  add(row: SumRow): void {
    const { seconds } = row;
    const state = this.#sums[`${row.state}Seconds`];
    state.least += row.certain ? seconds : 0n;
    state.most += seconds;
    for (const [sum, least, most] of [
      [
        this.#sums.cpuMillicoreSeconds,
        row.least_cpu_millicores,
        row.most_cpu_millicores,
      ],
      [
        this.#sums.memoryByteSeconds,
        row.least_memory_bytes,
        row.most_memory_bytes,
      ],
      [
        this.#sums.storageByteSeconds,
        row.least_storage_bytes,
        row.most_storage_bytes,
      ],
    ] as const) {
      sum.least += seconds * least;
      sum.most += seconds * most;
    }
  }

  read(resources: number): UsageFigures {
    const bounds = ({
      least,
      most,
    }: {
      least: bigint;
      most: bigint;
    }): Bounds => ({
      least: String(least),
      most: String(most),
    });
    const sums = this.#sums;
    return {
      resources,
      existedSeconds: bounds(sums.existedSeconds),
      ranSeconds: bounds(sums.ranSeconds),
      stoppedSeconds: bounds(sums.stoppedSeconds),
      cpuMillicoreSeconds: bounds(sums.cpuMillicoreSeconds),
      memoryByteSeconds: bounds(sums.memoryByteSeconds),
      storageByteSeconds: bounds(sums.storageByteSeconds),
    };
  }
}
