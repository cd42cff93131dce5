import { LedgerRow } from '@flytower/plugin-metering-common';
import { z } from 'zod';
import { integer } from '../recording/rows';
import { moments } from './sources';

const rowSchema = z.object({
  id: z.string(),
  state: z.enum(['existed', 'ran', 'stopped']),
  basis: z.literal('requested'),
  started_at: integer,
  ended_at: integer,
  certain: integer,
  least_pieces: integer,
  least_cpu_millicores: integer,
  least_memory_bytes: integer,
  least_storage_bytes: integer,
  most_pieces: integer,
  most_cpu_millicores: integer,
  most_memory_bytes: integer,
  most_storage_bytes: integer,
  reverses: z.string().nullable(),
  recorded_at: integer,
});

/** A row of the ledger, as it is shown. */
export function parseLedgerRow(raw: unknown): LedgerRow {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    state: row.state,
    basis: row.basis,
    from: moments.iso(row.started_at),
    to: moments.iso(row.ended_at),
    certain: row.certain === 1,
    least: {
      pieces: row.least_pieces,
      cpuMillicores: row.least_cpu_millicores,
      memoryBytes: row.least_memory_bytes,
      storageBytes: row.least_storage_bytes,
    },
    most: {
      pieces: row.most_pieces,
      cpuMillicores: row.most_cpu_millicores,
      memoryBytes: row.most_memory_bytes,
      storageBytes: row.most_storage_bytes,
    },
    ...(row.reverses === null ? {} : { reverses: row.reverses }),
    recordedAt: moments.iso(row.recorded_at),
  };
}
