import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { z } from 'zod';
import { migrate } from './migrate';
import { Clock } from './Clock';
import { Store } from './Store';
import { UnreadableRows } from './UnreadableRows';

/** @public */
export interface OpenStoreOptions {
  database: DatabaseService;
  /** The absolute directory of the plugin's own migrations. */
  migrations?: string;
  /** Where those are listed; a module names its own, because the plugin's stand in `knex_migrations`. */
  migrationsTable?: string;
  logger: LoggerService;
}

/**
 * Opens a plugin's database: migrates it, and on SQLite sets WAL with synchronous FULL and foreign keys, and clears the
 * leases that a killed process left (SQLite has one process, so none of them can be held).
 *
 * @public
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { database, migrations, migrationsTable, logger } = options;
  const knex = await database.getClient();
  const dialect = dialectOf(knex);
  if (dialect === 'sqlite') {
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = FULL');
    await knex.raw('PRAGMA foreign_keys = ON');
  }
  if (!database.migrations?.skip) {
    await migrate(knex, dialect, migrations, migrationsTable);
  }
  if (dialect === 'sqlite') {
    const cleared = await knex('operation_leases').delete();
    if (cleared > 0) {
      logger.info(
        `Cleared ${cleared} leases of the process before; their operations go on`,
      );
    }
  }
  const unreadable = new UnreadableRows(logger);
  return {
    knex,
    dialect,
    now: clock => timeOf(knex, dialect, clock),
    readable: rows => unreadable.leaveOut(rows),
    transaction: work => withRetries(() => knex.transaction(work)),
    readTransaction: work =>
      dialect === 'postgres'
        ? knex.transaction(work, {
            isolationLevel: 'repeatable read',
            readOnly: true,
          })
        : knex.transaction(work),
  };
}

async function timeOf(
  knex: Knex,
  dialect: Store['dialect'],
  clock: Clock,
): Promise<number> {
  if (dialect === 'sqlite') {
    return clock.now().getTime();
  }
  const { rows } = await knex.raw(
    'select floor(extract(epoch from clock_timestamp()) * 1000) as now',
  );
  return z.coerce.number<unknown>().int().parse(rows[0].now);
}

function dialectOf(knex: Knex): Store['dialect'] {
  const client = String(knex.client.config.client);
  if (client.includes('sqlite')) {
    return 'sqlite';
  }
  if (client === 'pg') {
    return 'postgres';
  }
  throw new Error(
    `Flytower keeps its data in SQLite or PostgreSQL, not in "${client}"; set backend.database.client to better-sqlite3 or pg`,
  );
}

/** PostgreSQL's codes for a broken deadlock and a failed serialisation, after which the same work may succeed. */
const REPEATABLE = new Set(['40P01', '40001']);
const TRIES = 3;

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === TRIES || !REPEATABLE.has(codeOf(error))) {
        throw error;
      }
    }
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : '';
}
