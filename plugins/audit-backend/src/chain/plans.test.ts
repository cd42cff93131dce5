import { Store } from '@flytower/durable';
import { describeDatabases } from '@flytower/durable/testUtils';
import { z } from 'zod';
import { aFact } from '../__testUtils__/facts';
import { openLog } from '../__testUtils__/openLog';

interface Statement {
  sql: string;
  bindings: readonly unknown[];
}

/** How the database would run a statement, in its own words. */
async function planOf(store: Store, { sql, bindings }: Statement) {
  const values = bindings.map(value => value as string);
  if (store.dialect === 'sqlite') {
    const rows: unknown[] = await store.knex.raw(
      `EXPLAIN QUERY PLAN ${sql}`,
      values,
    );
    return rows
      .map(row => z.object({ detail: z.string() }).parse(row).detail)
      .join('\n');
  }
  return store.knex.transaction(async trx => {
    // A small table is quicker read as a whole: what matters is whether it has to be.
    await trx.raw('SET LOCAL enable_seqscan = off');
    const { rows } = await trx.raw(
      `EXPLAIN ${sql.replace(/\$\d+/g, '?')}`,
      values,
    );
    return rows
      .map((row: unknown) => z.record(z.string(), z.string()).parse(row))
      .map((row: Record<string, string>) => row['QUERY PLAN'])
      .join('\n');
  });
}

describeDatabases('Appending', openTestStore => {
  it('finds every row by an index', async () => {
    const { store, log } = await openLog(openTestStore);
    await log.append(Array.from({ length: 50 }, () => aFact()));
    const statements: Statement[] = [];
    store.knex.on('query', (statement: Statement) =>
      statements.push(statement),
    );
    await log.append([aFact({ source: 'delivery' }), aFact()]);
    await log.appendFromFeed([aFact()], { source: 'fleet', from: '', to: '1' });
    store.knex.removeAllListeners('query');
    const plans = await Promise.all(
      statements
        .filter(({ sql }) => /^(select|update|insert)/.test(sql))
        .map(async one => ({ sql: one.sql, plan: await planOf(store, one) })),
    );
    const asked = plans.map(({ sql }) => sql).join('\n');
    for (const table of ['facts', 'entries', 'fact_batches', 'log_head']) {
      expect(asked).toMatch(new RegExp(`[\`"]${table}[\`"]`));
    }
    const whole =
      /\b(SCAN|Seq Scan on) "?(facts|entries|fact_batches|log_head|feed_positions)\b/;
    expect(plans.filter(({ plan }) => whole.test(plan))).toEqual([]);
  });
});

describeDatabases('What was acknowledged', openTestStore => {
  it('is found by an index of its own', async () => {
    const { store, log, verdict, verdicts } = await openLog(openTestStore);
    await log.append([aFact()]);
    await verdict();
    const statements: Statement[] = [];
    store.knex.on('query', (statement: Statement) =>
      statements.push(statement),
    );
    await verdicts.state();
    store.knex.removeAllListeners('query');
    const [asked, ...more] = statements.filter(({ sql }) =>
      /integrity\.acknowledged/.test(sql),
    );
    expect(more).toEqual([]);
    expect(await planOf(store, asked)).toContain('facts_acknowledged');
  });
});
