import { Manifest } from '@flytower/kube';
import { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { carriedBindingSchema } from '../domain/bindings';
import { ManifestFacts, ManifestRecord } from '../domain/records';
import { countColumn, instantColumn, jsonColumn } from './columns';
import { spotColumns } from './WishStore';

/** A lane of a service: which of its workloads. */
export const stageSchema = z.enum(['stable', 'gray', 'blue', 'green']);

const rowSchema = z.object({
  service_id: z.string(),
  generation: z.int(),
  environment: z.string(),
  cluster: z.string(),
  stage: stageSchema,
  release_id: z.string(),
  revision_id: z.string(),
  revision_hash: z.string(),
  instances: z.int(),
  // SQLite keeps 0 and 1.
  paused: z.union([z.boolean(), z.int()]).transform(Boolean),
  bindings: jsonColumn(z.array(carriedBindingSchema)),
  cpu_millicores: countColumn,
  memory_bytes: countColumn,
  template_hash: z.string(),
  hash: z.string(),
  service_shape: z.string().nullable(),
  created_at: instantColumn,
});

/** Everything of a manifest but its objects, which are long. */
const FACTS = Object.keys(rowSchema.shape);

function parseRow(raw: unknown): ManifestFacts {
  const row = rowSchema.parse(raw);
  return {
    serviceId: row.service_id,
    generation: row.generation,
    environment: row.environment,
    cluster: row.cluster,
    stage: row.stage,
    releaseId: row.release_id,
    revisionId: row.revision_id,
    revisionHash: row.revision_hash,
    instances: row.instances,
    paused: row.paused,
    bindings: row.bindings,
    size: { cpuMillicores: row.cpu_millicores, memoryBytes: row.memory_bytes },
    templateHash: row.template_hash,
    hash: row.hash,
    ...(row.service_shape === null ? {} : { serviceShape: row.service_shape }),
    createdAt: row.created_at,
  };
}

const objectsSchema = jsonColumn(
  z.array(
    z.custom<Manifest>(
      value =>
        z
          .looseObject({
            apiVersion: z.string(),
            kind: z.string(),
            metadata: z.looseObject({ name: z.string() }),
          })
          .safeParse(value).success,
    ),
  ),
);

/** Manifests as they were sent: written once, never changed, removed when nothing refers to them. */
export class ManifestStore {
  readonly #store: Store;

  static create(options: { store: Store }): ManifestStore {
    return new ManifestStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** The highest generation that was handed out for a service; 0 before the first. */
  async generation(
    serviceId: string,
    knex: Knex = this.#store.knex,
  ): Promise<number> {
    const row = await knex('services')
      .where({ id: serviceId })
      .first('manifest_generation');
    return countColumn.parse(row?.manifest_generation ?? 0);
  }

  /**
   * Writes new manifests down. Their generations must be above the highest that was handed out, and are handed out by
   * this. Whoever calls it holds the service's lease.
   */
  async insert(
    trx: Knex.Transaction,
    manifests: readonly ManifestRecord[],
  ): Promise<void> {
    for (const manifest of manifests) {
      await trx('manifests').insert({
        ...spotColumns(manifest),
        generation: manifest.generation,
        cluster: manifest.cluster,
        stage: manifest.stage,
        release_id: manifest.releaseId,
        revision_id: manifest.revisionId,
        revision_hash: manifest.revisionHash,
        instances: manifest.instances,
        paused: manifest.paused,
        bindings: JSON.stringify(manifest.bindings),
        cpu_millicores: manifest.size.cpuMillicores,
        memory_bytes: manifest.size.memoryBytes,
        template_hash: manifest.templateHash,
        hash: manifest.hash,
        service_shape: manifest.serviceShape ?? null,
        objects: JSON.stringify(manifest.objects),
        created_at: Date.parse(manifest.createdAt),
      });
      await trx('services')
        .where({ id: manifest.serviceId })
        .where('manifest_generation', '<', manifest.generation)
        .update({ manifest_generation: manifest.generation });
    }
  }

  /** Hands out every generation up to this one: a cluster was found to have it. */
  async raise(
    trx: Knex.Transaction,
    serviceId: string,
    generation: number,
  ): Promise<void> {
    await trx('services')
      .where({ id: serviceId })
      .where('manifest_generation', '<', generation)
      .update({ manifest_generation: generation });
  }

  /** The facts of these manifests of a service, by generation. */
  async facts(
    serviceId: string,
    generations: readonly number[],
    knex: Knex = this.#store.knex,
  ): Promise<ReadonlyMap<number, ManifestFacts>> {
    const rows = await knex('manifests')
      .where({ service_id: serviceId })
      .whereIn('generation', [...generations])
      .select(FACTS);
    return new Map(
      rows.map(parseRow).map(facts => [facts.generation, facts] as const),
    );
  }

  /** The facts of every manifest of these services that still is there. */
  async ofServices(
    serviceIds: string[],
    knex: Knex = this.#store.knex,
  ): Promise<ManifestFacts[]> {
    const rows = await knex('manifests')
      .whereIn('service_id', serviceIds)
      .select(FACTS);
    return rows.map(parseRow);
  }

  /** A manifest with its objects. */
  async find(
    serviceId: string,
    generation: number,
    knex: Knex = this.#store.knex,
  ): Promise<ManifestRecord | undefined> {
    const row = await knex('manifests')
      .where({ service_id: serviceId, generation })
      .first();
    return (
      row && { ...parseRow(row), objects: objectsSchema.parse(row.objects) }
    );
  }

  /** Removes those of a service that nothing refers to: no workload, and none of the releases that may still go back. */
  async removeUnneeded(
    trx: Knex.Transaction,
    serviceId: string,
    needed: readonly number[],
  ): Promise<void> {
    const rows = await trx('applied_workloads')
      .where({ service_id: serviceId })
      .select(['applied', 'settled', 'pending']);
    const referred = rows.flatMap(row => [
      row.applied,
      row.settled,
      row.pending,
    ]);
    await trx('manifests')
      .where({ service_id: serviceId })
      .whereNotIn(
        'generation',
        [...referred, ...needed].filter(one => one !== null),
      )
      .delete();
  }
}
