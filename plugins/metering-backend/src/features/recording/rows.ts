import { resourceTypeSchema } from '@flytower/plugin-metering-common';
import { z } from 'zod';
import { Amount } from '../../domain/Amount';
import { Resource, Row } from '../../domain/Resource';

/** PostgreSQL gives whole numbers of 64 bits as text. */
export const integer = z.coerce.number<unknown>().int();
const optionalInteger = z
  .union([z.null(), integer])
  .transform(value => value ?? undefined);

const resourceRowSchema = z.object({
  id: z.string(),
  key: z.string(),
  type: resourceTypeSchema,
  name: z.string(),
  tenant: z.string(),
  application: z.string(),
  environment: z.string(),
  cluster: z.string(),
  requester: z.string(),
  opened_at: integer,
  existed_since: integer,
  phase: z.enum(['inert', 'waiting', 'ran', 'stopped']),
  phase_since: integer,
  pieces: integer,
  cpu_millicores: integer,
  memory_bytes: integer,
  storage_bytes: integer,
  closed_from: optionalInteger,
  closed_at: optionalInteger,
});

/** Parses a row of the table `resources`. */
export function parseResourceRow(raw: unknown): Resource {
  const row = resourceRowSchema.parse(raw);
  return {
    id: row.id,
    key: row.key,
    type: row.type,
    name: row.name,
    tenant: row.tenant,
    application: row.application,
    environment: row.environment,
    cluster: row.cluster,
    requester: row.requester,
    openedAt: row.opened_at,
    existedSince: row.existed_since,
    phase: row.phase,
    phaseSince: row.phase_since,
    amount: {
      pieces: row.pieces,
      cpuMillicores: row.cpu_millicores,
      memoryBytes: row.memory_bytes,
      storageBytes: row.storage_bytes,
    },
    ...(row.closed_from === undefined || row.closed_at === undefined
      ? {}
      : { closed: { from: row.closed_from, to: row.closed_at } }),
  };
}

/** The row of a resource. */
export function resourceRow(source: string, resource: Resource) {
  return {
    id: resource.id,
    source,
    key: resource.key,
    type: resource.type,
    name: resource.name,
    ...belongingRow(resource),
    opened_at: resource.openedAt,
    existed_since: resource.existedSince,
    phase: resource.phase,
    phase_since: resource.phaseSince,
    pieces: resource.amount.pieces,
    cpu_millicores: resource.amount.cpuMillicores,
    memory_bytes: resource.amount.memoryBytes,
    storage_bytes: resource.amount.storageBytes,
    closed_from: resource.closed?.from ?? null,
    closed_at: resource.closed?.to ?? null,
  };
}

/** The row of the ledger. */
export function ledgerRow(row: Row) {
  return {
    id: row.id,
    resource_id: row.resource.id,
    type: row.resource.type,
    state: row.state,
    basis: 'requested',
    started_at: row.from,
    ended_at: row.to,
    certain: row.certain ? 1 : 0,
    weight: row.reverses === undefined ? 1 : -1,
    reverses: row.reverses ?? null,
    ...amountRow('least', row.least),
    ...amountRow('most', row.most),
    ...belongingRow(row.resource),
    opened_at: row.resource.openedAt,
    recorded_at: row.recordedAt,
  };
}

function amountRow(bound: 'least' | 'most', amount: Amount) {
  return {
    [`${bound}_pieces`]: amount.pieces,
    [`${bound}_cpu_millicores`]: amount.cpuMillicores,
    [`${bound}_memory_bytes`]: amount.memoryBytes,
    [`${bound}_storage_bytes`]: amount.storageBytes,
  };
}

function belongingRow(resource: Resource) {
  const { tenant, application, environment, cluster, requester } = resource;
  return { tenant, application, environment, cluster, requester };
}
