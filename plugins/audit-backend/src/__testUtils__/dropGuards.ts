import { Store } from '@flytower/durable';
import { z } from 'zod';

/** What somebody with the rights of the database's owner does first: takes its triggers away. */
export async function dropGuards(
  store: Store,
  tables: readonly string[] = [
    'facts',
    'fact_batches',
    'entries',
    'log_head',
    'log_segments',
  ],
): Promise<void> {
  if (store.dialect === 'sqlite') {
    const rows: unknown[] = await store
      .knex('sqlite_master')
      .where({ type: 'trigger' })
      .select('name');
    for (const row of rows) {
      const { name } = z.object({ name: z.string() }).parse(row);
      await store.knex.raw('DROP TRIGGER ??', [name]);
    }
    return;
  }
  for (const table of tables) {
    await store.knex.raw('ALTER TABLE ?? DISABLE TRIGGER USER', [table]);
  }
}
