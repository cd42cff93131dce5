import { Store } from '@flytower/durable';
import {
  serviceKindSchema,
  serviceSpecSchema,
} from '@flytower/plugin-delivery-common';
import { TenantScope } from '@flytower/contract';
import type { Knex } from 'knex';
import { z } from 'zod';
import { ServiceRecord } from '../domain/records';
import { instantColumn, jsonColumn, Page, pageOf } from './columns';

const rowSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  application_id: z.string(),
  application: z.string(),
  slug: z.string(),
  display_name: z.string(),
  kind: serviceKindSchema,
  draft: jsonColumn(serviceSpecSchema),
  draft_hash: z.string(),
  created_by: z.string(),
  created_at: instantColumn,
  updated_at: instantColumn,
  generation: z.int(),
});

function parseRow(raw: unknown): ServiceRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    tenant: row.tenant,
    applicationId: row.application_id,
    application: row.application,
    slug: row.slug,
    displayName: row.display_name,
    kind: row.kind,
    draft: row.draft,
    draftHash: row.draft_hash,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    generation: row.generation,
  };
}

const namesRow = rowSchema
  .pick({ id: true, tenant: true, slug: true, display_name: true, kind: true })
  .extend({ application: z.string(), application_name: z.string() });

function parseNames(raw: unknown): ServiceNames {
  const row = namesRow.parse(raw);
  return {
    id: row.id,
    tenant: row.tenant,
    slug: row.slug,
    displayName: row.display_name,
    kind: row.kind,
    application: row.application,
    applicationName: row.application_name,
  };
}

/** A service without what it runs, with the names that people know it by. */
export interface ServiceNames
  extends Pick<
    ServiceRecord,
    'id' | 'tenant' | 'slug' | 'displayName' | 'kind' | 'application'
  > {
  applicationName: string;
}

/** Services with their drafts. A slug is unique in its tenant. */
export class ServiceStore {
  readonly #store: Store;

  static create(options: { store: Store }): ServiceStore {
    return new ServiceStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** False where the tenant has a service of that slug already. */
  async insert(
    trx: Knex.Transaction,
    service: ServiceRecord,
  ): Promise<boolean> {
    const inserted = await trx('services')
      .insert({
        id: service.id,
        tenant: service.tenant,
        application_id: service.applicationId,
        slug: service.slug,
        display_name: service.displayName,
        kind: service.kind,
        draft: JSON.stringify(service.draft),
        draft_hash: service.draftHash,
        created_by: service.createdBy,
        created_at: Date.parse(service.createdAt),
        updated_at: Date.parse(service.updatedAt),
        generation: service.generation,
      })
      .onConflict(['tenant', 'slug'])
      .ignore()
      .returning('id');
    return inserted.length > 0;
  }

  async find(
    tenant: string,
    slug: string,
    knex: Knex = this.#store.knex,
  ): Promise<ServiceRecord | undefined> {
    const row = await withApplication(knex)
      .where({ 'services.tenant': tenant, 'services.slug': slug })
      .first();
    return row && parseRow(row);
  }

  async byIds(
    ids: string[],
    knex: Knex = this.#store.knex,
  ): Promise<Map<string, ServiceRecord>> {
    const rows = await withApplication(knex).whereIn('services.id', ids);
    return new Map(this.#readable(rows).map(service => [service.id, service]));
  }

  /** The services with these ids, and those of the applications with these ids. */
  async ofSubjects(ids: string[], knex: Knex): Promise<ServiceRecord[]> {
    const rows = await withApplication(knex)
      .whereIn('services.id', ids)
      .orWhereIn('services.application_id', ids)
      .orderBy('services.id');
    return rows.map(parseRow);
  }

  /** Services of a tenant, or of one application of it, by slug. */
  async page(
    tenant: string,
    options: { application?: string; cursor?: string; limit: number },
  ): Promise<Page<ServiceRecord>> {
    const rows: { slug: string }[] = await withApplication(this.#store.knex)
      .where({ 'services.tenant': tenant })
      .modify(query => {
        if (options.application !== undefined) {
          query.where('applications.slug', options.application);
        }
        if (options.cursor !== undefined) {
          query.where('services.slug', '>', options.cursor);
        }
      })
      .orderBy('services.slug')
      .limit(options.limit + 1);
    return pageOf(rows, options.limit, {
      keyOf: row => row.slug,
      read: page => this.#readable(page),
    });
  }

  /** Names of services of these tenants, by id: one page of a walk over all of them. */
  async names(
    scope: TenantScope,
    options: {
      application?: string;
      service?: string;
      cursor?: string;
      limit: number;
    },
  ): Promise<Page<ServiceNames>> {
    const { knex } = this.#store;
    const rows: { id: string }[] = await knex('services')
      .join('applications', 'applications.id', 'services.application_id')
      .select(
        ...['id', 'tenant', 'slug', 'display_name', 'kind'].map(
          column => `services.${column}`,
        ),
        {
          application: 'applications.slug',
          application_name: 'applications.display_name',
        },
      )
      .modify(query => {
        if (scope.kind === 'some') {
          query.whereIn('services.tenant', scope.tenants);
        }
        if (options.application !== undefined) {
          query.where('applications.slug', options.application);
        }
        if (options.service !== undefined) {
          query.where('services.slug', options.service);
        }
        if (options.cursor !== undefined) {
          query.where('services.id', '>', options.cursor);
        }
      })
      .orderBy('services.id')
      .limit(options.limit + 1);
    return pageOf(rows, options.limit, {
      keyOf: row => row.id,
      read: page =>
        this.#store.readable({
          table: 'services',
          rows: page,
          parse: parseNames,
        }),
    });
  }

  /** All services of these tenants, by tenant, application and slug. */
  async inScope(
    scope: TenantScope,
    knex: Knex = this.#store.knex,
  ): Promise<ServiceRecord[]> {
    const rows = await withApplication(knex)
      .modify(query => {
        if (scope.kind === 'some') {
          query.whereIn('services.tenant', scope.tenants);
        }
      })
      .orderBy(['services.tenant', 'applications.slug', 'services.slug']);
    return this.#readable(rows);
  }

  /** Writes the changed record; false where somebody changed it since its generation. */
  async update(
    trx: Knex.Transaction,
    service: ServiceRecord,
  ): Promise<boolean> {
    const updated = await trx('services')
      .where({ id: service.id, generation: service.generation - 1 })
      .update({
        display_name: service.displayName,
        draft: JSON.stringify(service.draft),
        draft_hash: service.draftHash,
        updated_at: Date.parse(service.updatedAt),
        generation: service.generation,
      });
    return updated > 0;
  }

  /** Keeps everyone else from changing or releasing it until the transaction ends. */
  async lock(trx: Knex.Transaction, id: string): Promise<void> {
    // An update that changes nothing locks the row in both databases.
    await trx('services')
      .where({ id })
      .update({ generation: trx.ref('generation') });
  }

  /** Deletes it with its revisions and releases where no cluster may hold anything of it; false otherwise. */
  async delete(trx: Knex.Transaction, id: string): Promise<boolean> {
    const deleted = await trx('services')
      .where({ id })
      .whereNotExists(
        trx('deployments')
          .select(trx.raw('1'))
          .whereRaw('deployments.service_id = services.id'),
      )
      .delete();
    return deleted > 0;
  }

  #readable(rows: unknown[]): ServiceRecord[] {
    return this.#store.readable({ table: 'services', rows, parse: parseRow });
  }
}

function withApplication(knex: Knex) {
  return knex('services')
    .join('applications', 'applications.id', 'services.application_id')
    .select('services.*', { application: 'applications.slug' });
}
