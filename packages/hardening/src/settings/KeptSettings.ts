import { DatabaseService } from '@backstage/backend-plugin-api';
import { z } from 'zod';

/** PostgreSQL gives sums as text. */
const sum = z.coerce.number<unknown>();
const rowSchema = z.object({ count: sum, bytes: sum });

/** What the plugin of user settings keeps, in its own table. */
export class KeptSettings {
  readonly #database: DatabaseService;

  constructor(database: DatabaseService) {
    this.#database = database;
  }

  /** How many settings a person has beside this one, and how many bytes their values take. */
  async beside(
    person: string,
    setting: { bucket: string; key: string },
  ): Promise<{ count: number; bytes: number }> {
    const knex = await this.#database.getClient();
    const row = await knex('user_settings')
      .where({ user_entity_ref: person })
      .whereNot(one => one.where(setting))
      .count({ count: '*' })
      .select({ bytes: knex.raw('coalesce(sum(octet_length(value)), 0)') })
      .first();
    return rowSchema.parse(row);
  }
}
