import { describeDatabases, seeded } from '@flytower/durable/testUtils';
import type { Knex } from 'knex';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { openLog } from '../__testUtils__/openLog';

const TRIALS = 30;
const FACTS = 24;

const COLUMNS = {
  facts: [
    'source',
    'id',
    'entry_id',
    'operation_id',
    'verb',
    'subject_kind',
    'subject_id',
    'subject_name',
    'tenant',
    'actor',
    'outcome',
    'summary',
    'data',
    'at',
    'recorded_at',
    'hash',
    'times',
    'last_at',
  ],
  entries: [
    'source',
    'operation_id',
    'verb',
    'subject_kind',
    'subject_id',
    'subject_name',
    'tenant',
    'person',
    'outcome',
    'reason',
    'requested_at',
    'finished_at',
    'times',
  ],
  fact_batches: [
    'kind',
    'first',
    'last',
    'hash',
    'at',
    'previous',
    'key_id',
    'mac',
  ],
} as const;

const KEYS = {
  facts: 'sequence',
  entries: 'id',
  fact_batches: 'number',
} as const;
const TABLES = ['facts', 'entries', 'fact_batches'] as const;
const NUMBERS =
  /^(at|recorded_at|last_at|requested_at|finished_at|times|first|last)$/;

/** Changes one value of one row, or removes the row. Gives what it did, in words. */
async function tamper(knex: Knex, pick: (below: number) => number) {
  const table = TABLES[pick(TABLES.length)];
  const key = KEYS[table];
  const rows = await knex(table).orderBy(key);
  const row = rows[pick(rows.length)];
  const columns = COLUMNS[table];
  const column = columns[pick(columns.length)];
  if (pick(4) === 0) {
    await knex(table).where(key, row[key]).delete();
    return `${table} ${row[key]} removed`;
  }
  const before = row[column];
  const value = NUMBERS.test(column)
    ? Number(before ?? 0) + 1
    : `${String(before ?? '').slice(0, 15)}x`;
  // Both or neither make a fact repeated.
  const both =
    table === 'facts' && (column === 'times' || column === 'last_at')
      ? { times: 2, last_at: 2 }
      : { [column]: value };
  await knex(table).where(key, row[key]).update(both);
  return `${table} ${row[key]}: ${column}`;
}

describeDatabases('Any change behind the log', openTestStore => {
  it('shows, and the log is whole without', async () => {
    const opened = await openLog(openTestStore);
    const { log, store, verdict } = opened;
    const random = seeded(20_261_128);
    const pick = (below: number) => Math.floor(random() * below);
    for (let made = 0; made < FACTS; ) {
      const size = 1 + pick(4);
      await log.append(
        Array.from({ length: size }, (_, n) =>
          aFact({
            operationId: `op-${pick(10)}`,
            outcome: n % 2 === 0 ? 'requested' : 'succeeded',
          }),
        ),
      );
      made += size;
    }
    await dropGuards(store);
    expect(await verdict()).toMatchObject({ kind: 'whole' });
    const unseen: string[] = [];
    const tables = [...TABLES, 'log_head'];
    const saved = await Promise.all(
      tables.map(one => store.knex(one).select()),
    );
    for (let trial = 0; trial < TRIALS; trial++) {
      const what = await tamper(store.knex, pick);
      const found = await verdict();
      const placed =
        found?.kind === 'broken' &&
        found.findings.every(
          ({ sequence, entry }) =>
            sequence !== undefined || entry !== undefined,
        );
      if (!placed) {
        unseen.push(`${what}: ${JSON.stringify(found)}`);
      }
      for (const [n, table] of tables.entries()) {
        await store.knex(table).delete();
        await store.knex(table).insert(saved[n]);
      }
    }
    expect(unseen).toEqual([]);
    expect(await verdict()).toMatchObject({ kind: 'whole' });
  }, 60_000);
});
