import type { Knex } from 'knex';
import { Clock } from './Clock';

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
  /**
   * Milliseconds since 1970 by the one clock that all processes on this database share: PostgreSQL's own. SQLite has one
   * process, and its clock is the given one.
   */
  now(clock: Clock): Promise<number>;
  /**
   * Reads rows of a list one by one, in their order. One that cannot be read (damaged, or written by a newer version) is
   * left out and said once, as an ERROR that names it by its `key` (the column `id` when left out): one bad row never
   * fails a whole list.
   */
  readable<T>(rows: {
    table: string;
    rows: readonly unknown[];
    parse: (raw: unknown) => T;
    key?: string;
  }): T[];
}
