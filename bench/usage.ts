/**
 * What the bounds, teams and exact sums of usage cost: a page of usage by tenant over a ledger of 1,000,000 rows, beside
 * the plain GROUP BY over the same rows that somebody would write by hand (with sums in floating point).
 *
 *   node --require @backstage/cli-node/config/nodeTransform.cjs bench/usage.ts [rows]
 */
import { resolve } from 'node:path';
import knexFactory, { Knex } from 'knex';
import { UsageViews } from '../plugins/metering-backend/src/features/usage/UsageViews';

const START = 1_790_000_000;
const ROWS = Number(process.argv[2] ?? 1_000_000);

async function fill(knex: Knex): Promise<void> {
  await knex.transaction(async trx => {
    await trx.raw(
      `insert into ledger
       with recursive n(i) as (select 0 union all select i + 1 from n where i < ${
         ROWS - 1
       })
       select 'r' || i, 'pod.' || (i / 2), 'pod', case i % 2 when 0 then 'existed' else 'ran' end, 'requested',
         ${START} + i % 100000, ${START} + i % 100000 + 60 + i % 7200, i % 10 > 0, 1, null,
         1, 100 * (1 + i % 40), 1048576 * (1 + i % 64), 0, 1, 100 * (1 + i % 40), 1048576 * (1 + i % 64), 0,
         'tenant-' || (i % 50), 'app-' || (i % 300), 'prod', 'cluster-' || (i % 10), 'user:default/u' || (i % 200),
         ${START} + i % 100000, ${START}
       from n`,
    );
    await trx.raw(
      `insert into ownership
       select distinct tenant, application, 0, 253402300799, 'team-' || application from ledger`,
    );
  });
}

async function best(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  return Math.min(...times);
}

async function main() {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  await knex.migrate.latest({
    directory: resolve('plugins/metering-backend/migrations'),
  });
  await fill(knex);
  const views = UsageViews.create({
    store: {
      knex,
      dialect: 'sqlite',
      transaction: work => knex.transaction(work),
      readTransaction: work => knex.transaction(work),
    },
    clock: { now: () => new Date((START + 200_000) * 1000) },
  });
  const ours = await best(() =>
    views.page({
      scope: { kind: 'everything' },
      selection: { usedFrom: START },
      groupBy: 'tenant',
      limit: 100,
    }),
  );
  const plain = await best(() =>
    knex.raw(
      `select tenant, count(distinct resource_id), sum(ended_at - started_at),
         sum(1.0 * (ended_at - started_at) * most_cpu_millicores), sum(1.0 * (ended_at - started_at) * most_memory_bytes)
       from ledger where ended_at > ${START} group by tenant`,
    ),
  );
  process.stdout.write(
    `${ROWS} rows: usage by tenant ${ours.toFixed(
      0,
    )} ms, plain GROUP BY ${plain.toFixed(0)} ms, ratio ${(
      ours / plain
    ).toFixed(1)}\n`,
  );
  await knex.destroy();
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
