import type { Knex } from 'knex';
import { Store } from '../Store';

const BATCH = 100;

/**
 * A dump of everything in the database, as `pg_dump` or a copy of the file would be, and the way to put it back under
 * whoever reads it: in one transaction, with every table as it was. Tables whose triggers refuse deletions can be put back
 * on PostgreSQL alone.
 *
 * @public
 */
export async function dumpOf(
  store: Store,
): Promise<{ putBack(): Promise<void> }> {
  const names = await tablesOf(store);
  const tables = await store.readTransaction(async trx => {
    const dumped: { name: string; rows: object[] }[] = [];
    for (const name of names) {
      dumped.push({ name, rows: await trx(name).select('*') });
    }
    return dumped;
  });
  return {
    putBack: () =>
      store.transaction(async trx => {
        await withoutForeignKeys(store, trx);
        for (const { name, rows } of tables) {
          await trx(name).delete();
          for (let start = 0; start < rows.length; start += BATCH) {
            await trx(name).insert(rows.slice(start, start + BATCH));
          }
        }
      }),
  };
}

async function tablesOf({ knex, dialect }: Store): Promise<string[]> {
  const rows: { name: string }[] =
    dialect === 'sqlite'
      ? await knex('sqlite_master')
          .where({ type: 'table' })
          .whereNot('name', 'like', 'sqlite_%')
          .select('name')
      : await knex('pg_tables')
          .where('schemaname', knex.raw('current_schema()'))
          .select({ name: 'tablename' });
  return rows.map(({ name }) => name).filter(name => !/migrations/.test(name));
}

async function withoutForeignKeys(store: Store, trx: Knex.Transaction) {
  await trx.raw(
    store.dialect === 'sqlite'
      ? 'PRAGMA defer_foreign_keys = ON'
      : 'SET LOCAL session_replication_role = replica',
  );
}
