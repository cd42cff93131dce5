import { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { ApplicationRecord } from '../domain/records';
import {
  countColumn,
  instantColumn,
  optionalText,
  Page,
  pageOf,
} from './columns';

const rowSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  slug: z.string(),
  display_name: z.string(),
  description: z.string(),
  team: optionalText,
  created_by: z.string(),
  created_at: instantColumn,
  updated_at: instantColumn,
  generation: z.int(),
});

function parseRow(raw: unknown): ApplicationRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    tenant: row.tenant,
    slug: row.slug,
    displayName: row.display_name,
    description: row.description,
    ...(row.team === undefined ? {} : { team: row.team }),
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    generation: row.generation,
  };
}

/** Applications with the team that they belong to now. */
function applications(knex: Knex) {
  return knex('applications')
    .leftJoin('ownerships', join =>
      join
        .on('ownerships.application_id', 'applications.id')
        .onNull('ownerships.to_seconds'),
    )
    .select('applications.*', 'ownerships.team');
}

/** Applications, by tenant and slug. */
export class ApplicationStore {
  readonly #store: Store;

  static create(options: { store: Store }): ApplicationStore {
    return new ApplicationStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** False where the tenant has an application of that slug already. */
  async insert(
    trx: Knex.Transaction,
    application: ApplicationRecord,
  ): Promise<boolean> {
    const inserted = await trx('applications')
      .insert({
        id: application.id,
        tenant: application.tenant,
        slug: application.slug,
        display_name: application.displayName,
        description: application.description,
        created_by: application.createdBy,
        created_at: Date.parse(application.createdAt),
        updated_at: Date.parse(application.updatedAt),
        generation: application.generation,
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
  ): Promise<ApplicationRecord | undefined> {
    const row = await applications(knex)
      .where({ 'applications.tenant': tenant, 'applications.slug': slug })
      .first();
    return row && parseRow(row);
  }

  async byIds(
    ids: string[],
    knex: Knex = this.#store.knex,
  ): Promise<Map<string, ApplicationRecord>> {
    const rows = await applications(knex).whereIn('applications.id', ids);
    return new Map(this.#readable(rows).map(one => [one.id, one]));
  }

  /** Applications of a tenant by slug. */
  async page(
    tenant: string,
    options: { cursor?: string; limit: number },
  ): Promise<Page<ApplicationRecord>> {
    const rows: { slug: string }[] = await applications(this.#store.knex)
      .where({ 'applications.tenant': tenant })
      .modify(query => {
        if (options.cursor !== undefined) {
          query.where('slug', '>', options.cursor);
        }
      })
      .orderBy('slug')
      .limit(options.limit + 1);
    return pageOf(rows, options.limit, {
      keyOf: row => row.slug,
      read: page => this.#readable(page),
    });
  }

  /** All applications, for the snapshot. */
  async all(knex: Knex): Promise<ApplicationRecord[]> {
    return this.#readable(await applications(knex).orderBy('applications.id'));
  }

  /** How many services each of these applications has. */
  async serviceCounts(
    ids: string[],
    knex: Knex = this.#store.knex,
  ): Promise<Map<string, number>> {
    const rows = z
      .array(z.object({ application_id: z.string(), services: countColumn }))
      .parse(
        await knex('services')
          .whereIn('application_id', ids)
          .groupBy('application_id')
          .select('application_id')
          .count({ services: '*' }),
      );
    return new Map(rows.map(row => [row.application_id, row.services]));
  }

  /** Writes the changed record; false where somebody changed it since its generation. */
  async update(
    trx: Knex.Transaction,
    application: ApplicationRecord,
  ): Promise<boolean> {
    const updated = await trx('applications')
      .where({ id: application.id, generation: application.generation - 1 })
      .update({
        display_name: application.displayName,
        description: application.description,
        updated_at: Date.parse(application.updatedAt),
        generation: application.generation,
      });
    return updated > 0;
  }

  /** Deletes it where it has no services; false where it has, or is gone. */
  async delete(trx: Knex.Transaction, id: string): Promise<boolean> {
    const deleted = await trx('applications')
      .where({ id })
      .whereNotExists(
        trx('services')
          .select(trx.raw('1'))
          .whereRaw('services.application_id = applications.id'),
      )
      .delete();
    return deleted > 0;
  }

  #readable(rows: unknown[]): ApplicationRecord[] {
    return this.#store.readable({
      table: 'applications',
      rows,
      parse: parseRow,
    });
  }
}
