import { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { AppliedRecord, Lane, ManifestFacts, Spot } from '../domain/records';
import { instantColumn } from './columns';
import { ManifestStore, stageSchema } from './ManifestStore';
import { spotColumns } from './WishStore';

const flag = z.union([z.boolean(), z.int()]).transform(Boolean);
const instant = z.union([z.null(), instantColumn]);

const rowSchema = z.object({
  service_id: z.string(),
  environment: z.string(),
  cluster: z.string(),
  stage: stageSchema,
  active: flag,
  applied: z.int().nullable(),
  applied_at: instant,
  object_uid: z.string().nullable(),
  object_generation: z.coerce.number().nullable(),
  settled: z.int().nullable(),
  pending: z.int().nullable(),
  removing: flag,
  repairs: z.int(),
  repaired_at: instant,
});

function parseRow(
  raw: unknown,
  manifests: ReadonlyMap<string, ManifestFacts>,
): AppliedRecord {
  const row = rowSchema.parse(raw);
  const manifest = (generation: number | null) =>
    generation === null
      ? undefined
      : manifests.get(`${row.service_id}/${generation}`);
  const applied = manifest(row.applied);
  const settled = manifest(row.settled);
  const pending = manifest(row.pending);
  return {
    serviceId: row.service_id,
    environment: row.environment,
    cluster: row.cluster,
    stage: row.stage,
    active: row.active,
    ...(applied
      ? { applied: { ...applied, at: row.applied_at ?? applied.createdAt } }
      : {}),
    ...(row.object_uid !== null && row.object_generation !== null
      ? { object: { uid: row.object_uid, generation: row.object_generation } }
      : {}),
    ...(settled ? { settled } : {}),
    ...(pending ? { pending } : {}),
    removing: row.removing,
    repairs: {
      count: row.repairs,
      ...(row.repaired_at === null ? {} : { at: row.repaired_at }),
    },
  };
}

/** What was last sent to each cluster and stage. */
export class AppliedStore {
  readonly #store: Store;
  readonly #manifests: ManifestStore;

  static create(options: {
    store: Store;
    manifests: ManifestStore;
  }): AppliedStore {
    return new AppliedStore(options.store, options.manifests);
  }

  private constructor(store: Store, manifests: ManifestStore) {
    this.#store = store;
    this.#manifests = manifests;
  }

  /** The workloads of a service in one environment, by cluster. */
  async ofSpot(
    spot: Spot,
    knex: Knex = this.#store.knex,
  ): Promise<AppliedRecord[]> {
    const rows = await knex('applied_workloads')
      .where(spotColumns(spot))
      .orderBy(['cluster', 'stage']);
    return this.#parse(rows, [spot.serviceId], knex);
  }

  async ofServices(
    serviceIds: string[],
    knex: Knex = this.#store.knex,
  ): Promise<AppliedRecord[]> {
    const rows = await knex('applied_workloads')
      .whereIn('service_id', serviceIds)
      .orderBy(['service_id', 'environment', 'cluster', 'stage']);
    return this.#parse(rows, serviceIds, knex);
  }

  /** The services that have workloads, after this id, in the order of their ids. */
  async servicesAfter(id: string, limit: number): Promise<string[]> {
    return this.#store
      .knex('applied_workloads')
      .where('service_id', '>', id)
      .distinct()
      .orderBy('service_id')
      .limit(limit)
      .pluck('service_id');
  }

  /** Writes down that this manifest is about to be sent. */
  async begin(trx: Knex.Transaction, manifest: ManifestFacts): Promise<void> {
    const { generation } = manifest;
    await trx('applied_workloads')
      .insert({
        ...laneColumns(manifest, manifest),
        active: true,
        pending: generation,
      })
      .onConflict(['service_id', 'environment', 'cluster', 'stage'])
      .merge({ pending: generation, removing: false });
  }

  /** The cluster accepted the manifest that was being sent. Nothing changes where that is known already. */
  async accept(
    trx: Knex.Transaction,
    spot: Spot,
    lane: Lane,
    accepted: {
      generation: number;
      at: string;
      object?: { uid: string; generation: number };
    },
  ): Promise<void> {
    await trx('applied_workloads')
      .where({ ...laneColumns(spot, lane), pending: accepted.generation })
      .update({
        applied: accepted.generation,
        applied_at: Date.parse(accepted.at),
        pending: null,
        ...objectColumns(accepted.object),
      });
  }

  /** A release of this environment has ended: an abort of the next goes back to what stands now. */
  async settle(trx: Knex.Transaction, spot: Spot): Promise<void> {
    await trx('applied_workloads')
      .where(spotColumns(spot))
      .update({ settled: trx.ref('applied') });
  }

  /** The stored manifest was applied again, and is what the cluster answers with now. */
  async repaired(
    trx: Knex.Transaction,
    spot: Spot,
    lane: Lane,
    repair: {
      count: number;
      at: string;
      object?: { uid: string; generation: number };
    },
  ): Promise<void> {
    await trx('applied_workloads')
      .where(laneColumns(spot, lane))
      .update({
        repairs: repair.count,
        repaired_at: Date.parse(repair.at),
        ...objectColumns(repair.object),
      });
  }

  /** Writes down that it is being taken out. */
  async remove(trx: Knex.Transaction, spot: Spot, lane: Lane): Promise<void> {
    await trx('applied_workloads')
      .where(laneColumns(spot, lane))
      .update({ removing: true });
  }

  /** Nothing of the service is left in this cluster and stage. */
  async forget(trx: Knex.Transaction, spot: Spot, lane: Lane): Promise<void> {
    await trx('applied_workloads').where(laneColumns(spot, lane)).delete();
  }

  async #parse(
    rows: unknown[],
    serviceIds: string[],
    knex: Knex,
  ): Promise<AppliedRecord[]> {
    const manifests = new Map(
      (await this.#manifests.ofServices(serviceIds, knex)).map(
        facts => [`${facts.serviceId}/${facts.generation}`, facts] as const,
      ),
    );
    return this.#store.readable({
      table: 'applied_workloads',
      rows,
      parse: row => parseRow(row, manifests),
      key: 'service_id',
    });
  }
}

function laneColumns(spot: Spot, { cluster, stage }: Lane) {
  return { ...spotColumns(spot), cluster, stage };
}

function objectColumns(
  object: { uid: string; generation: number } | undefined,
) {
  return object
    ? { object_uid: object.uid, object_generation: object.generation }
    : {};
}
