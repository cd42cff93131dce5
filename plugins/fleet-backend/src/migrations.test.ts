import { describeDatabases } from '@flytower/durable/testUtils';
import { migrations } from './migrations';

jest.setTimeout(60_000);

describeDatabases('The migrations of the fleet', openTestStore => {
  it('go down and up again, and leave nothing behind', async () => {
    const { knex } = await openTestStore(migrations);
    const isThere = (table: string) => knex.schema.hasTable(table);
    expect(await isThere('clusters')).toBe(true);
    await knex.migrate.rollback({ directory: migrations }, true);
    for (const table of [
      'clusters',
      'data_centres',
      'registrations_revision',
    ]) {
      expect(await isThere(table)).toBe(false);
    }
    await knex.migrate.latest({ directory: migrations });
    expect(await knex('registrations_revision').select()).toHaveLength(1);
  });
});
