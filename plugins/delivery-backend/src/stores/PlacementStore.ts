import { Store } from '@flytower/durable';
import { placementSchema } from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { CarriedBinding, carriedBindingSchema } from '../domain/bindings';
import { DeploymentRecord, PlacementRecord } from '../domain/records';
import { jsonColumn, optionalJsonColumn, optionalText } from './columns';

const placementRow = z.object({
  service_id: z.string(),
  environment: z.string(),
  revision_id: z.string(),
  placement: jsonColumn(placementSchema),
  release_id: z.string(),
});

function parsePlacement(raw: unknown): PlacementRecord {
  const row = placementRow.parse(raw);
  return {
    serviceId: row.service_id,
    environment: row.environment,
    revisionId: row.revision_id,
    placement: row.placement,
    releaseId: row.release_id,
  };
}

const deploymentRow = z.object({
  service_id: z.string(),
  environment: z.string(),
  cluster: z.string(),
  wanted: z.int(),
  instances: z.int(),
  revision_id: optionalText,
  bindings: optionalJsonColumn(z.array(carriedBindingSchema)),
  // SQLite keeps 0 and 1.
  settled: z.union([z.boolean(), z.int()]).transform(Boolean),
});

function parseDeployment(raw: unknown): DeploymentRecord {
  const row = deploymentRow.parse(raw);
  return {
    serviceId: row.service_id,
    environment: row.environment,
    cluster: row.cluster,
    wanted: row.wanted,
    instances: row.instances,
    revisionId: row.revision_id,
    bindings: row.bindings ?? [],
    settled: row.settled,
  };
}

/** A service in one environment. */
export interface Spot {
  serviceId: string;
  environment: string;
}

/** What is wished of services in their environments, and what was brought into the clusters. */
export class PlacementStore {
  readonly #store: Store;

  static create(options: { store: Store }): PlacementStore {
    return new PlacementStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  async placement(
    spot: Spot,
    knex: Knex = this.#store.knex,
  ): Promise<PlacementRecord | undefined> {
    const row = await knex('placements').where(columnsOf(spot)).first();
    return row && parsePlacement(row);
  }

  async placementsOf(
    serviceIds: string[],
    knex: Knex = this.#store.knex,
  ): Promise<PlacementRecord[]> {
    const rows = await knex('placements')
      .whereIn('service_id', serviceIds)
      .orderBy(['service_id', 'environment']);
    return this.#store.readable({
      table: 'placements',
      rows,
      parse: parsePlacement,
      key: 'release_id',
    });
  }

  async putPlacement(
    trx: Knex.Transaction,
    record: PlacementRecord,
  ): Promise<void> {
    const row = {
      ...columnsOf(record),
      revision_id: record.revisionId,
      placement: JSON.stringify(record.placement),
      release_id: record.releaseId,
    };
    await trx('placements')
      .insert(row)
      .onConflict(['service_id', 'environment'])
      .merge(row);
  }

  async deletePlacement(trx: Knex.Transaction, spot: Spot): Promise<void> {
    await trx('placements').where(columnsOf(spot)).delete();
  }

  /** What was brought into each cluster, by cluster. */
  async deployments(
    spot: Spot,
    knex: Knex = this.#store.knex,
  ): Promise<DeploymentRecord[]> {
    const rows = await knex('deployments')
      .where(columnsOf(spot))
      .orderBy('cluster');
    return rows.map(parseDeployment);
  }

  async deploymentsOf(
    serviceIds: string[],
    knex: Knex = this.#store.knex,
  ): Promise<DeploymentRecord[]> {
    const rows = await knex('deployments')
      .whereIn('service_id', serviceIds)
      .orderBy(['service_id', 'environment', 'cluster']);
    return this.#store.readable({
      table: 'deployments',
      rows,
      parse: parseDeployment,
      key: 'service_id',
    });
  }

  /** Writes down how many instances a cluster is to have, before anything is done there. */
  async want(
    trx: Knex.Transaction,
    spot: Spot,
    cluster: string,
    wanted: number,
  ): Promise<void> {
    await trx('deployments')
      .insert({
        ...columnsOf(spot),
        cluster,
        wanted,
        instances: 0,
        settled: true,
      })
      .onConflict(['service_id', 'environment', 'cluster'])
      .merge({ wanted });
  }

  /** Writes down that something is about to be done in a cluster. */
  async unsettle(
    trx: Knex.Transaction,
    spot: Spot,
    cluster: string,
  ): Promise<void> {
    await trx('deployments')
      .where({ ...columnsOf(spot), cluster })
      .update({ settled: false });
  }

  /** Writes down what a cluster now has. Where no bindings are given it carries those that it carried. */
  async settle(
    trx: Knex.Transaction,
    spot: Spot,
    deployment: {
      cluster: string;
      instances: number;
      revisionId: string;
      bindings?: CarriedBinding[];
    },
  ): Promise<void> {
    await trx('deployments')
      .where({ ...columnsOf(spot), cluster: deployment.cluster })
      .update({
        instances: deployment.instances,
        revision_id: deployment.revisionId,
        ...(deployment.bindings && {
          bindings: JSON.stringify(deployment.bindings),
        }),
        settled: true,
      });
  }

  /** Nothing of the service is left in this cluster. */
  async forget(
    trx: Knex.Transaction,
    spot: Spot,
    cluster: string,
  ): Promise<void> {
    await trx('deployments')
      .where({ ...columnsOf(spot), cluster })
      .delete();
  }
}

function columnsOf({ serviceId, environment }: Spot) {
  return { service_id: serviceId, environment };
}
