import { resourceAmountSchema } from '@flytower/contract';
import { optionalJsonColumn } from '@flytower/durable';
import {
  ClusterLoss,
  clusterLossSchema,
  clusterModeSchema,
  dataCentreSchema,
  DataCentre,
  readinessItemSchema,
} from '@flytower/plugin-fleet-common';
import { z } from 'zod';

/** What the last good check of a cluster found, as it is kept. */
export const checkedFactsSchema = z.object({
  version: z.string(),
  identity: z.object({ user: z.string(), groups: z.array(z.string()) }),
  credentialKind: z.enum(['certificate', 'token']),
  certificateExpiresAt: z.iso.datetime().optional(),
  mode: clusterModeSchema,
  bundleVersion: z
    .int()
    .min(1)
    .optional()
    .describe('Absent where there was none, and in checks by older versions'),
  nodeCount: z.int().min(0),
  capacity: resourceAmountSchema,
  allocatable: resourceAmountSchema,
  readiness: z.array(readinessItemSchema),
});

export type CheckedFacts = z.infer<typeof checkedFactsSchema>;

/** A cluster as it is registered. Its connection is sealed. */
export interface RegisteredCluster {
  id: string;
  name: string;
  displayName: string;
  dataCentre: DataCentre;
  securityZone: string;
  server: string;
  /** Of its kube-system. Unknown until the first good check; then it never changes. */
  uid?: string;
  origin: 'configuration' | 'portal';
  sealedConnection: string;
  /** Id of the key that the connection is sealed with. */
  sealKey: string;
  /** Raised by every other connection, not by sealing the same anew. */
  connectionVersion: number;
  credentialChangedAt: Date;
  checked?: { at: Date; facts: CheckedFacts };
  /** Why the last check failed; the one before may have been good. */
  problem?: string;
  /** There while it is declared lost. */
  lost?: ClusterLoss;
  generation: number;
  registeredAt: Date;
  registeredBy: string;
}

const instant = z.coerce.number<unknown>().transform(ms => new Date(ms));

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  display_name: z.string(),
  security_zone: z.string(),
  server: z.string(),
  uid: z.string().nullable(),
  origin: z.enum(['configuration', 'portal']),
  sealed_connection: z.string(),
  seal_key: z.string(),
  connection_version: z.int(),
  credential_changed_at: instant,
  facts: z.string().nullable(),
  checked_at: instant.nullable(),
  problem: z.string().nullable(),
  loss: optionalJsonColumn(clusterLossSchema),
  generation: z.int(),
  registered_at: instant,
  registered_by: z.string(),
  data_centre: z.string(),
  data_centre_display_name: z.string(),
  data_centre_region: z.string(),
  data_centre_role: z.string(),
  data_centre_provider: z.string(),
});

/** Reads a row of clusters joined with its data centre. */
export function parseClusterRow(raw: unknown): RegisteredCluster {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    dataCentre: dataCentreSchema.parse({
      name: row.data_centre,
      displayName: row.data_centre_display_name,
      region: row.data_centre_region,
      role: row.data_centre_role,
      provider: row.data_centre_provider,
    }),
    securityZone: row.security_zone,
    server: row.server,
    ...(row.uid === null ? {} : { uid: row.uid }),
    origin: row.origin,
    sealedConnection: row.sealed_connection,
    sealKey: row.seal_key,
    connectionVersion: row.connection_version,
    credentialChangedAt: row.credential_changed_at,
    ...(row.facts === null || row.checked_at === null
      ? {}
      : {
          checked: {
            at: row.checked_at,
            facts: checkedFactsSchema.parse(JSON.parse(row.facts)),
          },
        }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(row.loss === undefined ? {} : { lost: row.loss }),
    generation: row.generation,
    registeredAt: row.registered_at,
    registeredBy: row.registered_by,
  };
}
