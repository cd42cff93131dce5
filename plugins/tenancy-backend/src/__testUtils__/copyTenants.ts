import { Store } from '@flytower/durable';

const TABLES = ['tenants', 'members', 'environments', 'bindings', 'targets'];

/**
 * Puts the tenants of one database into another, as whoever makes a second portal from a copy of the first one's database
 * and gives it an id of its own.
 */
export async function copyTenants(from: Store, to: Store): Promise<void> {
  for (const table of TABLES) {
    await to.knex(table).insert(await from.knex(table).select('*'));
  }
}
