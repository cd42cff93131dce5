import type { Knex } from 'knex';
import { z } from 'zod';

const rowSchema = z.object({ id: z.string() });

/** Who this installation of Flytower is: a ULID that the database was given by its migration, once. */
export async function installationIdOf(knex: Knex): Promise<string> {
  return rowSchema.parse(await knex('installation').first('id')).id;
}
