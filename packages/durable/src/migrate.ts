import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { Store } from './Store';

/** Any number that no other part of Backstage takes an advisory lock by. */
const MIGRATION_LOCK = 7_305_112;

let sqliteQueue: Promise<unknown> = Promise.resolve();

/**
 * Brings durable's tables, then the plugin's, up to date. Any number of processes may do so at once: one works, the
 * others wait and find it done. A lock row that a killed process left behind is freed, because whoever holds the lock
 * taken here knows that nobody else is migrating. On PostgreSQL all of it happens or nothing.
 */
export async function migrate(
  knex: Knex,
  dialect: Store['dialect'],
  directory: string | undefined,
  tableName?: string,
): Promise<void> {
  const work = async (connection: Knex) => {
    await latest(connection, {
      directory: resolvePackagePath('@flytower/durable', 'migrations'),
      // Listed apart, so that the plugin's own live beside them in one database.
      tableName: 'durable_migrations',
    });
    if (directory) {
      await latest(connection, {
        directory,
        ...(tableName ? { tableName } : {}),
      });
    }
  };
  if (dialect === 'postgres') {
    await knex.transaction(async trx => {
      await trx.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      // By the connection that holds the lock: where the pool has one, a second would be waited for for ever.
      await work(trx);
    });
    return;
  }
  // One process has the file, but several plugins of it may start at once.
  const mine = sqliteQueue.then(() => work(knex));
  sqliteQueue = mine.catch(() => undefined);
  await mine;
}

async function latest(knex: Knex, config: Knex.MigratorConfig) {
  await knex.migrate.forceFreeMigrationsLock(config);
  await knex.migrate.latest(config);
}
