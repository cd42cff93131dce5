import { Store } from '@flytower/durable';
import { serviceSpecSchema } from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { RevisionRecord } from '../domain/records';
import {
  instantColumn,
  jsonColumn,
  Page,
  pageOf,
  parseNumberCursor,
} from './columns';

const rowSchema = z.object({
  id: z.string(),
  service_id: z.string(),
  number: z.int(),
  hash: z.string(),
  spec: jsonColumn(serviceSpecSchema),
  created_by: z.string(),
  created_at: instantColumn,
});

function parseRow(raw: unknown): RevisionRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    serviceId: row.service_id,
    number: row.number,
    hash: row.hash,
    spec: row.spec,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

/** Revisions: written once, never changed. */
export class RevisionStore {
  readonly #store: Store;

  static create(options: { store: Store }): RevisionStore {
    return new RevisionStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  async insert(trx: Knex.Transaction, revision: RevisionRecord): Promise<void> {
    await trx('revisions').insert({
      id: revision.id,
      service_id: revision.serviceId,
      number: revision.number,
      hash: revision.hash,
      spec: JSON.stringify(revision.spec),
      created_by: revision.createdBy,
      created_at: Date.parse(revision.createdAt),
    });
  }

  async byNumber(
    serviceId: string,
    number: number,
    knex: Knex = this.#store.knex,
  ): Promise<RevisionRecord | undefined> {
    const row = await knex('revisions')
      .where({ service_id: serviceId, number })
      .first();
    return row && parseRow(row);
  }

  async byHash(
    serviceId: string,
    hash: string,
    knex: Knex = this.#store.knex,
  ): Promise<RevisionRecord | undefined> {
    const row = await knex('revisions')
      .where({ service_id: serviceId, hash })
      .first();
    return row && parseRow(row);
  }

  async byIds(
    ids: string[],
    knex: Knex = this.#store.knex,
  ): Promise<Map<string, RevisionRecord>> {
    const rows = await knex('revisions').whereIn('id', ids);
    return new Map(
      this.#readable(rows).map(revision => [revision.id, revision]),
    );
  }

  /** The latest revision of each of these services, where they have one. */
  async latest(
    serviceIds: string[],
    knex: Knex = this.#store.knex,
  ): Promise<Map<string, RevisionRecord>> {
    const rows = await knex('revisions as r')
      .whereIn('r.service_id', serviceIds)
      .whereNotExists(
        knex('revisions as later')
          .select(knex.raw('1'))
          .whereRaw('later.service_id = r.service_id')
          .whereRaw('later.number > r.number'),
      )
      .select('r.*');
    return new Map(
      this.#readable(rows).map(revision => [revision.serviceId, revision]),
    );
  }

  /** Revisions of a service, latest first. */
  async page(
    serviceId: string,
    options: { cursor?: string; limit: number },
  ): Promise<Page<RevisionRecord>> {
    const rows: { number: number }[] = await this.#store
      .knex('revisions')
      .where({ service_id: serviceId })
      .modify(query => {
        if (options.cursor !== undefined) {
          query.where('number', '<', parseNumberCursor(options.cursor));
        }
      })
      .orderBy('number', 'desc')
      .limit(options.limit + 1);
    return pageOf(rows, options.limit, {
      keyOf: row => String(row.number),
      read: page => this.#readable(page),
    });
  }

  /** The numbers of a service's revisions by their hash, for naming what runs. */
  async numbersByHash(serviceId: string): Promise<Map<string, number>> {
    const rows = z
      .array(z.object({ hash: z.string(), number: z.int() }))
      .parse(
        await this.#store
          .knex('revisions')
          .where({ service_id: serviceId })
          .select('hash', 'number'),
      );
    return new Map(rows.map(({ hash, number }) => [hash, number]));
  }

  #readable(rows: unknown[]): RevisionRecord[] {
    return this.#store.readable({ table: 'revisions', rows, parse: parseRow });
  }
}
