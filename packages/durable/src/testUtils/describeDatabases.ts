/* eslint-disable jest/no-export, jest/valid-title, jest/no-disabled-tests, jest/expect-expect -- this makes suites for others */
import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { openStore } from '../openStore';
import { Store } from '../Store';
import { PostgresCopies } from './PostgresCopies';

const POSTGRES_VARIABLE =
  'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

type OpenTestStore = (migrations?: string) => Promise<Store>;

/**
 * Describes the same behaviour over SQLite and over PostgreSQL; `openTestStore` gives a new empty store each time. The
 * PostgreSQL is the one of the connection string in `BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING`. Without it
 * that half is skipped, and is a failure where `FLYTOWER_REQUIRE_POSTGRES` is 1.
 *
 * @public
 */
export function describeDatabases(
  name: string,
  fn: (openTestStore: OpenTestStore) => void,
): void {
  // Each test makes a database, which takes seconds where many run side by side.
  jest.setTimeout(60_000);
  describe(`${name} (SQLite)`, () => {
    fn(onSqlite());
  });
  const title = `${name} (PostgreSQL)`;
  const address = process.env[POSTGRES_VARIABLE];
  if (address) {
    describe(title, () => {
      fn(onPostgres(address));
    });
  } else if (process.env.FLYTOWER_REQUIRE_POSTGRES === '1') {
    throw new Error(`Set ${POSTGRES_VARIABLE}: "${title}" must run`);
  } else {
    describe.skip(`${title}: set ${POSTGRES_VARIABLE} to run it`, () => {
      it('is skipped', () => undefined);
    });
  }
}

function onSqlite(): OpenTestStore {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  return async migrations => open(await databases.init('SQLITE_3'), migrations);
}

function onPostgres(address: string): OpenTestStore {
  const copies = new PostgresCopies(address);
  afterAll(() => copies.drop());
  return async migrations => {
    const knex = await copies.open(migrations ?? '', empty =>
      open(empty, migrations),
    );
    // A copy has the name of the feed it was copied from, and no two databases have the same.
    await knex('outbox_head').update({ epoch: randomUUID() });
    return open(knex, migrations, { skip: true });
  };
}

function open(
  knex: Knex,
  migrations: string | undefined,
  options: { skip?: boolean } = {},
): Promise<Store> {
  return openStore({
    database: mockServices.database({ knex, migrations: options }),
    migrations,
    logger: mockServices.logger.mock(),
  });
}
