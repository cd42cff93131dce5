import { newId, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import {
  ApplicationRecord,
  OwnershipRecord,
  SeenTeam,
} from '../domain/records';
import { countColumn } from './columns';

const rowSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  application_id: z.string(),
  application: z.string(),
  team_id: z.string(),
  team: z.string(),
  from_seconds: countColumn,
  to_seconds: countColumn.nullable(),
});

function parseRow(raw: unknown): OwnershipRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    tenant: row.tenant,
    applicationId: row.application_id,
    application: row.application,
    team: { id: row.team_id, slug: row.team },
    from: row.from_seconds,
    ...(row.to_seconds === null ? {} : { to: row.to_seconds }),
  };
}

/** Which application belongs to which team, from when to when. */
export class OwnershipStore {
  readonly #store: Store;

  static create(options: { store: Store }): OwnershipStore {
    return new OwnershipStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** All intervals, by application and time. */
  async all(knex: Knex = this.#store.knex): Promise<OwnershipRecord[]> {
    const rows = await knex('ownerships').orderBy([
      'application_id',
      'from_seconds',
    ]);
    return this.#readable(rows);
  }

  /** Those that last. */
  async lasting(): Promise<OwnershipRecord[]> {
    const rows = await this.#store
      .knex('ownerships')
      .whereNull('to_seconds')
      .orderBy('id');
    return this.#readable(rows);
  }

  /** The one of an application that lasts. */
  async current(
    trx: Knex.Transaction,
    applicationId: string,
  ): Promise<OwnershipRecord | undefined> {
    const row = await trx('ownerships')
      .where({ application_id: applicationId })
      .whereNull('to_seconds')
      .first();
    return row && parseRow(row);
  }

  /**
   * From this second on the application belongs to the team, or to none. Of two changes within one second the later counts:
   * an interval without a whole second is none. Should the clock go back, time stands still rather than overlap. The caller
   * has changed the application's row in this transaction, which keeps others out. Gives the second.
   */
  async change(
    trx: Knex.Transaction,
    { id, tenant, slug }: Pick<ApplicationRecord, 'id' | 'tenant' | 'slug'>,
    team: SeenTeam | undefined,
    now: Date,
  ): Promise<number> {
    const before = await trx('ownerships')
      .where({ application_id: id })
      .orderBy('from_seconds', 'desc')
      .first();
    const last = before && parseRow(before);
    const second = Math.floor(now.getTime() / 1000);
    const at = Math.max(second, last?.from ?? 0, last?.to ?? 0);
    if (last && last.to === undefined) {
      const row = trx('ownerships').where({ id: last.id });
      await (last.from === at ? row.delete() : row.update({ to_seconds: at }));
    }
    if (team) {
      await trx('ownerships').insert({
        id: newId(),
        tenant,
        application_id: id,
        application: slug,
        team_id: team.id,
        team: team.slug,
        from_seconds: at,
        to_seconds: null,
      });
    }
    return at;
  }

  #readable(rows: unknown[]): OwnershipRecord[] {
    return this.#store.readable({ table: 'ownerships', rows, parse: parseRow });
  }
}
