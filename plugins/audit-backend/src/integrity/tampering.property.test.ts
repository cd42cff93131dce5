import { describeDatabases, seeded } from '@flytower/durable/testUtils';
import type { Knex } from 'knex';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { openLog } from '../__testUtils__/openLog';

const TRIALS = 30;
const PAIRS = 20;
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

/** A fact or a batch that was tampered with, or an entry. */
interface Tampered {
  what: string;
  table: (typeof TABLES)[number];
  /** Which of the rows of the table it was, in their order. */
  at: number;
}

/** Changes one value of one row, or removes the row: any, or one near to another that was tampered with. */
async function tamper(
  knex: Knex,
  pick: (below: number) => number,
  near?: Tampered,
): Promise<Tampered> {
  const table =
    near && pick(2) === 0 ? near.table : TABLES[pick(TABLES.length)];
  const key = KEYS[table];
  const rows = await knex(table).orderBy(key);
  const at =
    near?.table === table
      ? Math.min(near.at + pick(2), rows.length - 1)
      : pick(rows.length);
  const row = rows[at];
  const columns = COLUMNS[table];
  const column = columns[pick(columns.length)];
  if (pick(4) === 0) {
    await knex(table).where(key, row[key]).delete();
    return { what: `${table} ${row[key]} removed`, table, at };
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
  return { what: `${table} ${row[key]}: ${column}`, table, at };
}

const TABLES_OF_LOG = [...TABLES, 'log_head', 'log_checks'];

/** Everything that the log is made of, and the way back to it. */
async function snapshot(knex: Knex) {
  const saved = await Promise.all(
    TABLES_OF_LOG.map(async table => ({ table, rows: await knex(table) })),
  );
  return {
    text: JSON.stringify(saved.filter(({ table }) => table !== 'log_checks')),
    async putBack() {
      for (const { table, rows } of saved) {
        await knex(table).delete();
        await knex(table).insert(rows);
      }
    },
  };
}

describeDatabases('Any change behind the log', openTestStore => {
  /** A log of batches of one to four facts, of ten operations, and where to tamper with it. */
  async function someLog(seed: number) {
    const opened = await openLog(openTestStore);
    const random = seeded(seed);
    const pick = (below: number) => Math.floor(random() * below);
    for (let made = 0; made < FACTS; ) {
      const size = 1 + pick(4);
      await opened.log.append(
        Array.from({ length: size }, (_, n) =>
          aFact({
            operationId: `op-${pick(10)}`,
            outcome: n % 2 === 0 ? 'requested' : 'succeeded',
          }),
        ),
      );
      made += size;
    }
    await dropGuards(opened.store);
    expect(await opened.verdict()).toMatchObject({ kind: 'whole' });
    return { ...opened, pick };
  }

  it('shows, and the log is whole without', async () => {
    const { store, verdict, pick } = await someLog(20_261_128);
    const unseen: string[] = [];
    const before = await snapshot(store.knex);
    for (let trial = 0; trial < TRIALS; trial++) {
      const { what } = await tamper(store.knex, pick);
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
      await before.putBack();
    }
    expect(unseen).toEqual([]);
    expect(await verdict()).toMatchObject({ kind: 'whole' });
  }, 60_000);

  it('shows behind any other that is known, also in the same place', async () => {
    const { store, log, verdict, verdicts, pick } = await someLog(20_261_129);
    const { knex } = store;
    const unseen: string[] = [];
    const before = await snapshot(knex);
    for (let trial = 0; trial < PAIRS; trial++) {
      const first = await tamper(knex, pick);
      const second = await tamper(knex, pick, first);
      const known = `${first.what}, ${second.what}`;
      await log.append([aFact()]);
      const found = await verdict();
      if (found?.kind === 'broken') {
        await verdicts.acknowledge(
          found.findings.map(({ id }) => id),
          { by: 'user:default/olivia', reason: 'A trial' },
        );
      }
      const acknowledged = await verdict();
      if (acknowledged?.kind !== 'whole') {
        unseen.push(`not known: ${known}: ${acknowledged?.sentence}`);
      }
      const after = await snapshot(knex);
      const { what } = await tamper(knex, pick, pick(2) ? first : second);
      if ((await snapshot(knex)).text !== after.text) {
        const again = await verdict();
        if (again?.kind !== 'broken') {
          unseen.push(`${known}, then ${what}: ${again?.sentence}`);
        }
      }
      await before.putBack();
    }
    expect(unseen).toEqual([]);
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      acknowledged: { count: 0 },
    });
  }, 120_000);
});
