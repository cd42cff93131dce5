/* eslint-disable jest/no-export, jest/valid-title, jest/no-disabled-tests, jest/expect-expect -- this makes suites for others */
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStore } from '../openStore';
import { Store } from '../Store';

const POSTGRES_VARIABLE =
  'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

/**
 * Describes the same behaviour over SQLite and over PostgreSQL; `openTestStore` gives a new empty store each time. The
 * PostgreSQL is the one of the connection string in `BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING`. Without it
 * that half is skipped, and is a failure where `FLYTOWER_REQUIRE_POSTGRES` is 1.
 *
 * @public
 */
export function describeDatabases(
  name: string,
  fn: (openTestStore: (migrations?: string) => Promise<Store>) => void,
): void {
  // Each test makes and migrates a database, which takes seconds where many run side by side.
  jest.setTimeout(60_000);
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_18'],
    disableDocker: true,
  });
  for (const [id, dialect] of [
    ['SQLITE_3', 'SQLite'],
    ['POSTGRES_18', 'PostgreSQL'],
  ] as const) {
    const title = `${name} (${dialect})`;
    if (databases.supports(id)) {
      describe(title, () => {
        fn(async migrations =>
          openStore({
            database: mockServices.database({
              knex: await databases.init(id),
            }),
            migrations,
            logger: mockServices.logger.mock(),
          }),
        );
      });
    } else if (process.env.FLYTOWER_REQUIRE_POSTGRES === '1') {
      throw new Error(`Set ${POSTGRES_VARIABLE}: "${title}" must run`);
    } else {
      describe.skip(`${title}: set ${POSTGRES_VARIABLE} to run it`, () => {
        it('is skipped', () => undefined);
      });
    }
  }
}
