import { Store } from '@flytower/durable';
import { DataCentre, dataCentreSchema } from '@flytower/plugin-fleet-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { raiseRevision } from './ClusterStore';

const rowSchema = z.object({
  name: z.string(),
  display_name: z.string(),
  region: z.string(),
  role: z.string(),
  provider: z.string(),
});

/** Data centres as rows: those of the configuration, and those that still hold clusters. */
export class DataCentreStore {
  readonly #store: Store;

  static create(options: { store: Store }): DataCentreStore {
    return new DataCentreStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  async list(db: Knex = this.#store.knex): Promise<DataCentre[]> {
    return this.#store.readable({
      table: 'data_centres',
      rows: await db('data_centres').orderBy('name'),
      parse: parseRow,
      key: 'name',
    });
  }

  async byName(
    name: string,
    db: Knex = this.#store.knex,
  ): Promise<DataCentre | undefined> {
    const row = await db('data_centres').where({ name }).first();
    return row && parseRow(row);
  }

  /**
   * Makes the rows what the configuration says. One that is no longer there goes, unless clusters stand in it. Raises
   * the revision only where something changed.
   */
  async replaceAll(wanted: DataCentre[], newId: () => string): Promise<void> {
    await this.#store.transaction(async trx => {
      const present = await this.list(trx);
      const changed = wanted.filter(
        one => !present.some(other => sameDataCentre(one, other)),
      );
      for (const dataCentre of changed) {
        const columns = {
          display_name: dataCentre.displayName,
          region: dataCentre.region,
          role: dataCentre.role,
          provider: dataCentre.provider,
        };
        await trx('data_centres')
          .insert({ id: newId(), name: dataCentre.name, ...columns })
          .onConflict('name')
          .merge(columns);
      }
      const gone = await trx('data_centres')
        .whereNotIn(
          'name',
          wanted.map(({ name }) => name),
        )
        .whereNotIn('name', trx('clusters').select('data_centre'))
        .delete();
      if (changed.length > 0 || gone > 0) {
        await raiseRevision(trx);
      }
    });
  }
}

function sameDataCentre(one: DataCentre, other: DataCentre): boolean {
  return (
    one.name === other.name &&
    one.displayName === other.displayName &&
    one.region === other.region &&
    one.role === other.role &&
    one.provider === other.provider
  );
}

function parseRow(raw: unknown): DataCentre {
  const { display_name: displayName, ...rest } = rowSchema.parse(raw);
  return dataCentreSchema.parse({ ...rest, displayName });
}
