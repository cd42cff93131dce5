/**
 * What it costs to append to the operation log when it holds 1,000,000 facts, against 1,000: the same, for every statement
 * finds its rows by an index.
 *
 *   node --require @backstage/cli-node/config/nodeTransform.cjs bench/auditAppend.ts [facts]
 *
 * On SQLite in a temporary file; with POSTGRES_URL (a database that may be filled and emptied) on PostgreSQL too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Store, systemClock } from '../packages/durable/src';
import knexFactory, { Knex } from 'knex';
import { AuditStore } from '../plugins/audit-backend/src/AuditStore';
import { LogKeys } from '../plugins/audit-backend/src/chain/LogKeys';

const SMALL = 1_000;
const LARGE = Number(process.argv[2] ?? 1_000_000);
const APPENDS = 200;
const FACTS_AN_APPEND = 5;
const MOST_RATIO = 1.5;

const keys = LogKeys.create([
  { id: 'bench', key: Buffer.alloc(32, 'k').toString('base64') },
]);

/** Facts from `from` to `to`, each its own batch and entry; their MACs are none, which appending does not look at. */
async function fill(knex: Knex, from: number, to: number): Promise<void> {
  const isSqlite = knex.client.config.client !== 'pg';
  const series = isSqlite
    ? `(with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to}) select i from n)`
    : `(select generate_series(${from}, ${to}) as i)`;
  const hash = `'${'0'.repeat(64)}'`;
  await knex.raw(
    `insert into facts (sequence, source, id, entry_id, verb, subject_kind, subject_id, subject_name, tenant, actor, outcome, summary, data, at, recorded_at, hash)
     select i, 'tenancy', 'filled-' || i, 'filled-' || i, 'tenant.onboarded', 'tenant', 't', 'payments', 'payments', 'user:default/olivia', 'succeeded', 'Olivia onboarded payments', '{}', i, i, ${hash}
     from ${series} filling`,
  );
  await knex.raw(
    `insert into entries (id, source, verb, subject_kind, subject_id, subject_name, tenant, person, outcome, reason, requested_at, finished_at, times)
     select 'filled-' || i, 'tenancy', 'tenant.onboarded', 'tenant', 't', 'payments', 'payments', 'user:default/olivia', 'succeeded', 'Olivia onboarded payments', i, i, 1
     from ${series} filling`,
  );
  await knex.raw(
    `insert into fact_batches (number, kind, first, last, hash, at, previous, key_id, mac)
     select i, 'signed', i, i, ${hash}, i, ${hash}, 'bench', ${hash} from ${series} filling`,
  );
  await knex('log_head').update({
    last: to,
    hash: '0'.repeat(64),
    batch: to,
    mac: '0'.repeat(64),
  });
  await knex.raw(isSqlite ? 'analyze' : 'vacuum analyze');
}

/** The median of an append, in milliseconds. */
async function append(knex: Knex, name: string): Promise<number> {
  const store: Store = {
    knex,
    dialect: knex.client.config.client === 'pg' ? 'postgres' : 'sqlite',
    transaction: work => knex.transaction(work),
    readTransaction: work => knex.transaction(work),
  };
  const log = AuditStore.create({ store, clock: systemClock, keys });
  const times: number[] = [];
  for (let n = 0; n < APPENDS; n++) {
    const facts = Array.from({ length: FACTS_AN_APPEND }, (_, at) => ({
      source: 'tenancy',
      id: `${name}-${n}-${at}`,
      entryId: `${name}-${n}-${at}`,
      verb: 'tenant.onboarded',
      subject: { kind: 'tenant', id: 't', name: 'payments' },
      tenant: 'payments',
      actor: 'user:default/olivia',
      outcome: 'succeeded' as const,
      summary: 'Olivia onboarded payments',
      data: {},
      at: new Date(),
    }));
    const before = performance.now();
    await log.append(facts);
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[APPENDS / 2];
}

async function measure(knex: Knex, name: string): Promise<boolean> {
  await knex.migrate.latest({
    directory: resolve('plugins/audit-backend/migrations'),
  });
  await fill(knex, 1, SMALL);
  // The first appends warm up the code.
  await append(knex, 'warm');
  const small = await append(knex, 'small');
  const last = (await knex('log_head').first('last')).last;
  await fill(knex, Number(last) + 1, LARGE);
  await append(knex, 'warm-again');
  const large = await append(knex, 'large');
  const ratio = large / small;
  process.stdout.write(
    `${name}: an append of ${FACTS_AN_APPEND} facts takes ${small.toFixed(
      2,
    )} ms at ${SMALL} facts and ${large.toFixed(
      2,
    )} ms at ${LARGE}; ratio ${ratio.toFixed(2)} (at most ${MOST_RATIO})\n`,
  );
  return ratio <= MOST_RATIO;
}

async function main() {
  const directory = await mkdtemp(join(tmpdir(), 'audit-append-'));
  const databases: [string, Knex][] = [
    [
      'SQLite',
      knexFactory({
        client: 'better-sqlite3',
        connection: join(directory, 'log.sqlite'),
        useNullAsDefault: true,
        pool: { min: 1, max: 1 },
      }),
    ],
  ];
  if (process.env.POSTGRES_URL) {
    databases.push([
      'PostgreSQL',
      knexFactory({ client: 'pg', connection: process.env.POSTGRES_URL }),
    ]);
  }
  let fits = true;
  for (const [name, knex] of databases) {
    if (name === 'SQLite') {
      await knex.raw('PRAGMA journal_mode = WAL');
      await knex.raw('PRAGMA synchronous = FULL');
    }
    fits = (await measure(knex, name)) && fits;
    await knex.destroy();
  }
  await rm(directory, { recursive: true });
  process.exitCode = fits ? 0 : 1;
}

main();
