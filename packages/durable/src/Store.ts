import type { Knex } from 'knex';

/**
 * A plugin's database with everything migrated.
 *
 * @public
 */
export interface Store {
  knex: Knex;
  dialect: 'sqlite' | 'postgres';
  /**
   * Runs the work in one transaction and commits it, or rolls it back where the work throws. Only the given `trx` may
   * be awaited inside: SQLite has one connection, and everyone else waits for it. Where PostgreSQL breaks a deadlock,
   * the work runs again, up to three times in all, so it must do nothing but database work.
   */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs reads that must agree with each other (entities and their sequence, say): all of them see the same moment.
   */
  readTransaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
}
