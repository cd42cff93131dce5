import { join } from 'node:path';
import { describeDatabases } from './describeDatabases';

const fixtures = join(__dirname, '..', '__fixtures__', 'migrations');

describeDatabases('the database of a test', openTestStore => {
  it('is migrated, empty, and that of no other test', async () => {
    const one = await openTestStore(fixtures);
    await one.knex('things').insert({ id: 'of one' });
    const other = await openTestStore(fixtures);
    expect(await other.knex('things')).toEqual([]);
    expect(await one.knex('things')).toHaveLength(1);
  });

  it('has a feed that no other has', async () => {
    const epochs = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const { knex } = await openTestStore();
      const [{ epoch }] = await knex('outbox_head');
      epochs.add(epoch);
    }
    expect(epochs.size).toBe(3);
  });
});
