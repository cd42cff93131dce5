import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { clusterSlugSchema } from '@flytower/contract';
import {
  DataCentre,
  dataCentreSchema,
  securityZoneSchema,
} from '@flytower/plugin-fleet-common';
import { readSealKeys, RingKey } from '@flytower/sealing';
import { z } from 'zod';

const configuredClusterSchema = z.object({
  name: clusterSlugSchema,
  displayName: z.string().optional(),
  dataCentre: z.string(),
  securityZone: securityZoneSchema,
  server: z.string(),
  tlsServerName: z.string().optional(),
  caFile: z.string().optional(),
  certFile: z.string(),
  keyFile: z.string(),
});

/** A cluster as it stands in the configuration: its credential is in files. */
export type ConfiguredCluster = z.infer<typeof configuredClusterSchema>;

const fleetConfigSchema = z.object({
  egress: z
    .object({ allow: z.array(z.string()).default([]) })
    .default({ allow: [] }),
  fleet: z
    .object({
      dataCentres: z.array(dataCentreSchema).default([]),
      clusters: z.array(configuredClusterSchema).default([]),
    })
    .default({ dataCentres: [], clusters: [] }),
});

/** What the fleet takes from the configuration. */
export interface FleetConfig {
  sealKeys: RingKey[];
  egressAllow: string[];
  dataCentres: DataCentre[];
  clusters: ConfiguredCluster[];
}

/** Throws an InputError naming the place in the configuration and what is wrong there. */
export function readFleetConfig(config: RootConfigService): FleetConfig {
  const parsed = fleetConfigSchema.safeParse(
    config.getOptional('flytower') ?? {},
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `flytower.${issue.path.join('.')} in the configuration: ${issue.message}`,
    );
  }
  const { egress, fleet } = parsed.data;
  assertNamesOnce('flytower.fleet.dataCentres', fleet.dataCentres);
  assertNamesOnce('flytower.fleet.clusters', fleet.clusters);
  for (const { name, dataCentre } of fleet.clusters) {
    if (!fleet.dataCentres.some(known => known.name === dataCentre)) {
      throw new InputError(
        `The cluster "${name}" in flytower.fleet.clusters stands in the data centre "${dataCentre}", which is not in flytower.fleet.dataCentres; add it there`,
      );
    }
  }
  return {
    sealKeys: readSealKeys(config),
    egressAllow: egress.allow,
    dataCentres: fleet.dataCentres,
    clusters: fleet.clusters,
  };
}

function assertNamesOnce(where: string, things: { name: string }[]) {
  const seen = new Set<string>();
  for (const { name } of things) {
    if (seen.has(name)) {
      throw new InputError(
        `The name "${name}" stands twice in ${where}; names are unique`,
      );
    }
    seen.add(name);
  }
}
