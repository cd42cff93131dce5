import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import createKnex, { Knex } from 'knex';
import { openStore } from './openStore';

const logger = mockServices.logger.mock();
const fixtures = join(__dirname, '__fixtures__', 'migrations');

function open(knex: Knex, migrations = fixtures) {
  return openStore({
    database: mockServices.database({ knex }),
    migrations,
    logger,
  });
}

async function tablesExist(knex: Knex) {
  const tables = ['operations', 'outbox', 'idempotency_keys', 'things'];
  return Promise.all(tables.map(table => knex.schema.hasTable(table)));
}

const ALL = [true, true, true, true];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const OWN_MIGRATIONS = readdirSync(join(__dirname, '..', 'migrations')).length;

describe('openStore on SQLite files', () => {
  let directory: string;
  const open_: Knex[] = [];
  const connect = () => {
    const knex = createKnex({
      client: 'better-sqlite3',
      connection: { filename: join(directory, 'plugin.sqlite') },
      useNullAsDefault: true,
    });
    open_.push(knex);
    return knex;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flytower-durable-'));
  });
  afterEach(async () => {
    await Promise.all(open_.splice(0).map(knex => knex.destroy()));
    await rm(directory, { recursive: true });
  });

  it('sets WAL with synchronous FULL and foreign keys', async () => {
    const { knex } = await open(connect());
    expect(await knex.raw('PRAGMA journal_mode')).toEqual([
      { journal_mode: 'wal' },
    ]);
    expect(await knex.raw('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await knex.raw('PRAGMA foreign_keys')).toEqual([
      { foreign_keys: 1 },
    ]);
  });

  it('migrates an empty file, and finds it done at the second and third time', async () => {
    for (let time = 0; time < 3; time++) {
      const { knex } = await open(connect());
      expect(await tablesExist(knex)).toEqual(ALL);
      expect(await knex('outbox_head')).toEqual([
        { id: 1, last: 0, last_id: '', epoch: expect.stringMatching(UUID) },
      ]);
    }
  });

  it('clears the leases of the killed process before', async () => {
    const first = await open(connect());
    await first.knex('operation_leases').insert({
      subject_id: 'tenant-1',
      operation_id: 'x',
      token: 'x',
      owner: 'a process that is gone',
      until: Date.parse('2100-01-01'),
    });
    const second = await open(connect());
    expect(await second.knex('operation_leases')).toEqual([]);
  });

  it('takes all its tables back', async () => {
    const { knex } = await open(connect());
    await knex.migrate.rollback({
      directory: join(__dirname, '..', 'migrations'),
      tableName: 'durable_migrations',
    });
    expect(await tablesExist(knex)).toEqual([false, false, false, true]);
  });

  it('leaves the database alone where migrations are skipped', async () => {
    const first = await open(connect());
    await first.knex.schema.dropTable('things');
    const knex = connect();
    await openStore({
      database: { getClient: async () => knex, migrations: { skip: true } },
      migrations: fixtures,
      logger,
    });
    expect(await tablesExist(knex)).toEqual([true, true, true, false]);
  });
});

describe('openStore', () => {
  it('refuses a database that it does not know', async () => {
    const knex = createKnex({ client: 'mysql2' });
    await expect(open(knex)).rejects.toThrow(
      'Flytower keeps its data in SQLite or PostgreSQL, not in "mysql2"',
    );
  });
});

const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});
// That a PostgreSQL is there at all is what describeDatabases asks for.
const describePostgres = databases.supports('POSTGRES_18')
  ? describe
  : describe.skip;

describePostgres('openStore on PostgreSQL', () => {
  it('lets twenty installers start at once', async () => {
    const first = await databases.init('POSTGRES_18');
    const installers = Array.from({ length: 20 }, () =>
      createKnex({ ...first.client.config, pool: { min: 0, max: 2 } }),
    );
    try {
      await Promise.all(installers.map(knex => open(knex)));
      expect(await tablesExist(first)).toEqual(ALL);
      expect(await first('durable_migrations')).toHaveLength(OWN_MIGRATIONS);
      expect(await first('knex_migrations')).toHaveLength(1);
    } finally {
      await Promise.all(installers.map(knex => knex.destroy()));
    }
  }, 60_000);

  it('goes on after an installer that was killed with the lock in its hand', async () => {
    const knex = await databases.init('POSTGRES_18');
    await open(knex);
    await knex('durable_migrations_lock').update({ is_locked: 1 });
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    await expect(open(knex)).resolves.toMatchObject({ dialect: 'postgres' });
  }, 60_000);

  it('migrates with a pool of one connection, which it does not wait for twice', async () => {
    const first = await databases.init('POSTGRES_18');
    const knex = createKnex({
      ...first.client.config,
      pool: { min: 0, max: 1 },
      acquireConnectionTimeout: 5_000,
    });
    try {
      for (let time = 0; time < 2; time++) {
        await open(knex);
        expect(await tablesExist(knex)).toEqual(ALL);
      }
    } finally {
      await knex.destroy();
    }
  }, 60_000);

  it('says what a migration failed with, and leaves nothing of that start', async () => {
    const knex = await databases.init('POSTGRES_18');
    const failing = join(__dirname, '__fixtures__', 'failingMigrations');
    await expect(open(knex, failing)).rejects.toThrow(
      'relation "nowhere" does not exist',
    );
    expect(await tablesExist(knex)).toEqual([false, false, false, false]);
    await open(knex);
    expect(await tablesExist(knex)).toEqual(ALL);
  }, 60_000);
});
