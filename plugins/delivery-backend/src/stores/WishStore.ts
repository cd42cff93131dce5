import { Store } from '@flytower/durable';
import { placementSchema } from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { RepairPause, Spot, WishRecord } from '../domain/records';
import { jsonColumn, optionalJsonColumn } from './columns';

const countsSchema = z.array(
  z.object({ cluster: z.string(), instances: z.int() }),
);

const rowSchema = z.object({
  service_id: z.string(),
  environment: z.string(),
  revision_id: z.string(),
  placement: jsonColumn(placementSchema),
  counts: jsonColumn(countsSchema),
  release_id: z.string(),
  settled: optionalJsonColumn(
    z.object({
      revisionId: z.string(),
      placement: placementSchema,
      counts: countsSchema,
    }),
  ),
  repair_paused: optionalJsonColumn(
    z.object({
      by: z.string(),
      at: z.string(),
      reason: z.string().optional(),
    }),
  ),
});

function parseRow(raw: unknown): WishRecord {
  const row = rowSchema.parse(raw);
  return {
    serviceId: row.service_id,
    environment: row.environment,
    revisionId: row.revision_id,
    placement: row.placement,
    counts: row.counts,
    releaseId: row.release_id,
    ...(row.settled ? { settled: row.settled } : {}),
    ...(row.repair_paused ? { repairPaused: row.repair_paused } : {}),
  };
}

/** What is wished of services in their environments. */
export class WishStore {
  readonly #store: Store;

  static create(options: { store: Store }): WishStore {
    return new WishStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  async find(
    spot: Spot,
    knex: Knex = this.#store.knex,
  ): Promise<WishRecord | undefined> {
    const row = await knex('wishes').where(spotColumns(spot)).first();
    return row && parseRow(row);
  }

  async ofServices(
    serviceIds: string[],
    knex: Knex = this.#store.knex,
  ): Promise<WishRecord[]> {
    const rows = await knex('wishes')
      .whereIn('service_id', serviceIds)
      .orderBy(['service_id', 'environment']);
    return this.#store.readable({
      table: 'wishes',
      rows,
      parse: parseRow,
      key: 'release_id',
    });
  }

  /** Writes down what is wished; what was settled and whether it is repaired stay as they are. */
  async put(
    trx: Knex.Transaction,
    wish: Omit<WishRecord, 'settled' | 'repairPaused'>,
  ): Promise<void> {
    const row = {
      ...spotColumns(wish),
      revision_id: wish.revisionId,
      placement: JSON.stringify(wish.placement),
      counts: JSON.stringify(wish.counts),
      release_id: wish.releaseId,
    };
    await trx('wishes')
      .insert(row)
      .onConflict(['service_id', 'environment'])
      .merge(row);
  }

  /** What is wished has come about. */
  async settle(trx: Knex.Transaction, wish: WishRecord): Promise<void> {
    const { revisionId, placement, counts } = wish;
    await trx('wishes')
      .where(spotColumns(wish))
      .update({ settled: JSON.stringify({ revisionId, placement, counts }) });
  }

  /** Nothing is wished there any more. */
  async delete(trx: Knex.Transaction, spot: Spot): Promise<void> {
    await trx('wishes').where(spotColumns(spot)).delete();
  }

  /** Pauses the repair, or (nothing) lets it go on. */
  async setRepairPaused(
    trx: Knex.Transaction,
    spot: Spot,
    pause: RepairPause | undefined,
  ): Promise<void> {
    await trx('wishes')
      .where(spotColumns(spot))
      .update({ repair_paused: pause ? JSON.stringify(pause) : null });
  }
}

/** The columns that name a service in one environment. */
export function spotColumns({ serviceId, environment }: Spot) {
  return { service_id: serviceId, environment };
}
