import { resourceAmountSchema, TenantScope } from '@flytower/contract';
import { Store } from '@flytower/durable';
import {
  ClusterProgress,
  clusterProgressSchema,
  placementSchema,
  releaseKindSchema,
} from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { carriedBindingSchema } from '../domain/bindings';
import { ReleaseRecord } from '../domain/records';
import {
  countColumn,
  instantColumn,
  jsonColumn,
  optionalJsonColumn,
  optionalText,
  Page,
  pageOf,
} from './columns';
import { Spot } from './PlacementStore';
import { laterOf, narrow, ReleaseFilter, UNFINISHED } from './releaseFilter';

const targetSchema = z.object({
  cluster: z.string(),
  weight: z.int(),
  stays: z.boolean(),
  from: z.int(),
  fromRevisionId: z.string().optional(),
  fromBindings: z.array(carriedBindingSchema).default([]),
  uncertain: z.boolean(),
  to: z.int(),
  amounts: z.object({
    held: resourceAmountSchema,
    peak: resourceAmountSchema,
    settled: resourceAmountSchema,
  }),
});

const rowSchema = z.object({
  id: z.string(),
  number: z.int(),
  tenant: z.string(),
  service_id: z.string(),
  environment: z.string(),
  kind: releaseKindSchema,
  revision_id: optionalText,
  previous_revision_id: optionalText,
  bindings: optionalJsonColumn(z.array(carriedBindingSchema)),
  placement: optionalJsonColumn(placementSchema),
  previous_placement: optionalJsonColumn(placementSchema),
  targets: jsonColumn(z.array(targetSchema)),
  progress: jsonColumn(z.array(clusterProgressSchema)),
  note: optionalText,
  requester: z.string(),
  responsible: z.string(),
  after_release_id: optionalText,
  created_at: instantColumn,
});

function parseRow(raw: unknown): ReleaseRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    number: row.number,
    tenant: row.tenant,
    serviceId: row.service_id,
    environment: row.environment,
    kind: row.kind,
    revisionId: row.revision_id,
    previousRevisionId: row.previous_revision_id,
    bindings: row.bindings ?? [],
    placement: row.placement,
    previousPlacement: row.previous_placement,
    targets: row.targets,
    progress: row.progress,
    note: row.note,
    requester: row.requester,
    responsible: row.responsible,
    afterReleaseId: row.after_release_id,
    createdAt: row.created_at,
  };
}

/** Releases. Their state is that of their operation, in the same database. */
export class ReleaseStore {
  readonly #store: Store;

  static create(options: { store: Store }): ReleaseStore {
    return new ReleaseStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  async insert(trx: Knex.Transaction, release: ReleaseRecord): Promise<void> {
    await trx('releases').insert({
      id: release.id,
      number: release.number,
      tenant: release.tenant,
      service_id: release.serviceId,
      environment: release.environment,
      kind: release.kind,
      revision_id: release.revisionId ?? null,
      previous_revision_id: release.previousRevisionId ?? null,
      bindings: JSON.stringify(release.bindings),
      placement: toColumn(release.placement),
      previous_placement: toColumn(release.previousPlacement),
      targets: JSON.stringify(release.targets),
      progress: JSON.stringify(release.progress),
      note: release.note ?? null,
      requester: release.requester,
      responsible: release.responsible,
      after_release_id: release.afterReleaseId ?? null,
      created_at: Date.parse(release.createdAt),
    });
  }

  async find(
    id: string,
    knex: Knex = this.#store.knex,
  ): Promise<ReleaseRecord | undefined> {
    const row = await knex('releases').where({ id }).first();
    return row && parseRow(row);
  }

  /** The number that the next release of a service gets. */
  async nextNumber(trx: Knex.Transaction, serviceId: string): Promise<number> {
    const row = await trx('releases')
      .where({ service_id: serviceId })
      .max({ last: 'number' })
      .first();
    return countColumn.parse(row?.last ?? 0) + 1;
  }

  /** Makes somebody else answer for a release: the person who resumed it. */
  async setResponsible(
    trx: Knex.Transaction,
    id: string,
    responsible: string,
  ): Promise<void> {
    await trx('releases').where({ id }).update({ responsible });
  }

  /** Writes down how far each cluster is. */
  async setProgress(
    trx: Knex.Transaction,
    id: string,
    progress: ClusterProgress[],
  ): Promise<void> {
    await trx('releases')
      .where({ id })
      .update({ progress: JSON.stringify(progress) });
  }

  /** The next release of the same service and environment, where there is one: it takes over from this one. */
  async successorOf(
    release: ReleaseRecord,
  ): Promise<ReleaseRecord | undefined> {
    const row = await this.#store
      .knex('releases')
      .where(columnsOf(release))
      .where('number', '>', release.number)
      .orderBy('number')
      .first();
    return row && parseRow(row);
  }

  /** The latest release before this one that is not finished yet. */
  async unfinishedBefore(
    release: ReleaseRecord,
  ): Promise<ReleaseRecord | undefined> {
    const row = await withState(this.#store.knex)
      .where({
        'releases.service_id': release.serviceId,
        'releases.environment': release.environment,
      })
      .where('releases.number', '<', release.number)
      .whereIn('operations.state', UNFINISHED)
      .orderBy('releases.number', 'desc')
      .first();
    return row && parseRow(row);
  }

  /** The release where it is not finished yet. */
  async unfinished(id: string): Promise<ReleaseRecord | undefined> {
    const row = await withState(this.#store.knex)
      .where({ 'releases.id': id })
      .whereIn('operations.state', UNFINISHED)
      .first();
    return row && parseRow(row);
  }

  /** The services that have a release which is not finished yet. */
  async servicesUnderWay(): Promise<string[]> {
    return this.#store
      .knex('releases')
      .join('operations', 'operations.id', 'releases.id')
      .whereIn('operations.state', UNFINISHED)
      .distinct()
      .pluck('releases.service_id');
  }

  /** The latest release of each service and environment. */
  async latestOf(serviceIds: string[]): Promise<ReleaseRecord[]> {
    const { knex } = this.#store;
    const rows = await knex('releases as r')
      .whereIn('r.service_id', serviceIds)
      .whereNotExists(laterOf('r'))
      .select('r.*');
    return this.#readable(rows);
  }

  /** Releases of these tenants, latest first. */
  async page(
    scope: TenantScope,
    filter: ReleaseFilter,
  ): Promise<Page<ReleaseRecord>> {
    const rows: { id: string }[] = await withState(this.#store.knex)
      .join('services', 'services.id', 'releases.service_id')
      .join('applications', 'applications.id', 'services.application_id')
      .modify(query => {
        if (scope.kind === 'some') {
          query.whereIn('releases.tenant', scope.tenants);
        }
        narrow(query, filter);
      })
      .orderBy('releases.id', 'desc')
      .limit(filter.limit + 1);
    return pageOf(rows, filter.limit, {
      keyOf: row => row.id,
      read: page => this.#readable(page),
    });
  }

  #readable(rows: unknown[]): ReleaseRecord[] {
    return this.#store.readable({ table: 'releases', rows, parse: parseRow });
  }
}

function withState(knex: Knex) {
  return knex('releases')
    .join('operations', 'operations.id', 'releases.id')
    .select('releases.*');
}

function columnsOf({ serviceId, environment }: Spot) {
  return { service_id: serviceId, environment };
}

function toColumn(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
