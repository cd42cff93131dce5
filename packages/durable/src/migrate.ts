import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { Store } from './Store';

/** Any number that no other part of Backstage takes an advisory lock by. */
const MIGRATION_LOCK = 7_305_112;

let sqliteQueue: Promise<unknown> = Promise.resolve();

/**
 * Brings durable's tables, then the plugin's, up to date. Any number of processes may do so at once: one works, the
 * others wait and find it done. A lock row that a killed process left behind is freed, because whoever holds the lock
 * taken here knows that nobody else is migrating.
 */
export async function migrate(
  knex: Knex,
  dialect: Store['dialect'],
  directory: string | undefined,
  tableName?: string,
): Promise<void> {
  const work = async () => {
    await latest(knex, {
      directory: resolvePackagePath('@flytower/durable', 'migrations'),
      // Listed apart, so that the plugin's own live beside them in one database.
      tableName: 'durable_migrations',
    });
    if (directory) {
      await latest(knex, { directory, ...(tableName ? { tableName } : {}) });
    }
  };
  if (dialect === 'postgres') {
    await knex.transaction(async trx => {
      await trx.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      await work();
    });
    return;
  }
  // One process has the file, but several plugins of it may start at once.
  const mine = sqliteQueue.then(work);
  sqliteQueue = mine.catch(() => undefined);
  await mine;
}

async function latest(knex: Knex, config: Knex.MigratorConfig) {
  await knex.migrate.forceFreeMigrationsLock(config);
  await knex.migrate.latest(config);
}
