import { createHash, createHmac } from 'node:crypto';
import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import type { Knex } from 'knex';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, openLog } from '../__testUtils__/openLog';
import { formatCheckpoint } from '../domain/checkpoint';

type Opened = Awaited<ReturnType<typeof openLog>>;
type Tampering = (knex: Knex, opened: Opened) => Promise<unknown>;

const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

/** Each fact is told at the minute of its sequence, and recorded in the same. */
const minute = (n: number) => Date.UTC(2026, 2, 1, 12, n);

/** Moves facts and batches out of the way, as a DELETE without a trace. */
const cut = (knex: Knex, from: number) =>
  Promise.all([
    knex('facts').where('sequence', '>', from).delete(),
    knex('fact_batches').where('last', '>', from).delete(),
    knex('entries').where('requested_at', '>', minute(from)).delete(),
  ]);

/** Makes the head fit what is left, as an attacker would. */
async function headAt(knex: Knex, last: number) {
  const batch = await knex('fact_batches').where({ last }).first();
  await knex('log_head').update({
    last,
    hash: batch.hash,
    batch: batch.number,
    mac: batch.mac,
  });
}

async function swap(
  knex: Knex,
  table: string,
  key: string,
  a: unknown,
  b: unknown,
) {
  const first = await knex(table)
    .where({ [key]: a })
    .first();
  const second = await knex(table)
    .where({ [key]: b })
    .first();
  await knex(table)
    .whereIn(key, [a, b] as string[])
    .delete();
  await knex(table).insert([
    { ...first, [key]: b },
    { ...second, [key]: a },
  ]);
}

describeDatabases('A log that somebody tampered with', openTestStore => {
  /** Six facts in three batches of two: 1-2, 3-4, 5-6; fact n at minute n. */
  async function sixFacts() {
    const opened = await openLog(openTestStore);
    for (const first of [1, 3, 5]) {
      opened.clock.advance(120_000);
      await opened.log.append(
        [first, first + 1].map(n =>
          aFact({ id: `f-${n}`, at: new Date(minute(n)) }),
        ),
      );
    }
    await opened.checkpointer.look();
    await dropGuards(opened.store);
    return opened;
  }

  it('is whole before that', async () => {
    const { verdict } = await sixFacts();
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      since: 0,
      until: 6,
      inherited: 0,
      sentence:
        'Checked until fact 6 of 6, by a full check at 2026-03-01T12:06:00.000Z; those facts were as they were recorded, and the list showed what they tell',
    });
  });

  it.each<[string, Tampering, object]>([
    [
      'the text of a fact',
      knex =>
        knex('facts').where({ sequence: 3 }).update({ summary: 'Nothing' }),
      { code: 'fact-changed', sequence: 3, at: '2026-03-01T12:04:00.000Z' },
    ],
    [
      'a fact together with its hash',
      knex =>
        knex('facts')
          .where({ sequence: 3 })
          .update({ actor: 'user:default/eve', hash: sha256('anything') }),
      { code: 'fact-changed', sequence: 3, at: '2026-03-01T12:04:00.000Z' },
    ],
    [
      'the time of a fact',
      knex => knex('facts').where({ sequence: 5 }).update({ at: 1 }),
      { code: 'fact-changed', sequence: 5 },
    ],
    [
      'a fact so that it is none',
      knex => knex('facts').where({ sequence: 4 }).update({ data: '{' }),
      { code: 'fact-changed', sequence: 4 },
    ],
    [
      'the order of two facts',
      knex => swap(knex, 'facts', 'sequence', 3, 4),
      { code: 'fact-changed', sequence: 3 },
    ],
    [
      'the list, which shows another outcome',
      knex =>
        knex('entries').where({ id: 'f-2' }).update({ outcome: 'denied' }),
      {
        code: 'entry-changed',
        sequence: 2,
        entry: 'f-2',
        at: '2026-03-01T12:02:00.000Z',
      },
    ],
    [
      'the list, which shows two entries swapped',
      knex => swap(knex, 'entries', 'id', 'f-1', 'f-5'),
      { code: 'entry-changed', sequence: 1, entry: 'f-1' },
    ],
    [
      'the list, which lacks an entry',
      knex => knex('entries').where({ id: 'f-4' }).delete(),
      { code: 'entry-missing', sequence: 4, entry: 'f-4' },
    ],
    [
      'the list, which shows an entry of nothing',
      async knex => {
        const entry = await knex('entries').where({ id: 'f-1' }).first();
        await knex('entries').insert({ ...entry, id: 'invented' });
      },
      {
        code: 'entry-added',
        entry: 'invented',
        at: '2026-03-01T12:01:00.000Z',
      },
    ],
    [
      'the beginning, cut off',
      knex => knex('facts').where('sequence', '<=', 2).delete(),
      { code: 'fact-missing', sequence: 1, until: 2 },
    ],
    [
      'the beginning, cut off with its batch',
      async knex => {
        await knex('facts').where('sequence', '<=', 2).delete();
        await knex('fact_batches').where({ number: 1 }).delete();
        await knex('entries').whereIn('id', ['f-1', 'f-2']).delete();
      },
      { code: 'fact-missing', sequence: 1, until: 2 },
    ],
    [
      'the beginning, as if retention had closed it',
      async knex => {
        const batch = await knex('fact_batches').where({ number: 1 }).first();
        await knex('log_segments').insert({
          number: 1,
          last: 2,
          hash: batch.hash,
          batch: 1,
          mac: batch.mac,
          at: batch.at,
          carried: '[]',
          closed_at: batch.at,
          key_id: 'a',
          signature: createHmac('sha256', 'guess').update('x').digest('hex'),
        });
        await knex('facts').where('sequence', '<=', 2).delete();
      },
      { code: 'segment-changed', sequence: 2 },
    ],
    [
      'a fact in the middle, removed',
      knex => knex('facts').where({ sequence: 4 }).delete(),
      { code: 'fact-missing', sequence: 4, until: 4 },
    ],
    [
      'the last fact, removed',
      knex => knex('facts').where({ sequence: 6 }).delete(),
      { code: 'end-missing', sequence: 6, until: 6 },
    ],
    [
      'the end, cut off with its batch',
      knex => cut(knex, 4),
      { code: 'end-missing', sequence: 5, until: 6 },
    ],
    [
      'the end, cut off with its batch and the head',
      async knex => {
        await cut(knex, 4);
        await headAt(knex, 4);
      },
      {
        code: 'end-missing',
        sequence: 5,
        until: 6,
        at: '2026-03-01T12:06:00.000Z',
      },
    ],
    [
      'the end, replaced after it was cut off',
      async (knex, { log }) => {
        await cut(knex, 4);
        await headAt(knex, 4);
        await log.append([aFact({ id: 'g-5' }), aFact({ id: 'g-6' })]);
      },
      {
        code: 'history-replaced',
        sequence: 6,
        at: '2026-03-01T12:06:00.000Z',
      },
    ],
    [
      'a fact, added behind the end',
      async knex => {
        const fact = await knex('facts').where({ sequence: 6 }).first();
        await knex('facts').insert({ ...fact, sequence: 7, id: 'invented' });
      },
      { code: 'fact-added', sequence: 7 },
    ],
    [
      'the time of a batch',
      knex => knex('fact_batches').where({ number: 2 }).update({ at: 1 }),
      { code: 'batch-changed', sequence: 3, until: 4 },
    ],
    [
      'a batch, signed with a key of their own',
      (knex, { store }) =>
        knex('fact_batches')
          .where({ number: 2 })
          .update({
            mac: createHmac('sha256', Buffer.alloc(32, store.dialect))
              .update('x')
              .digest('hex'),
          }),
      { code: 'batch-changed', sequence: 3, until: 4 },
    ],
    [
      'a batch, signed with a key that the log has not',
      knex => knex('fact_batches').where({ number: 3 }).update({ key_id: 'z' }),
      { code: 'key-unknown', sequence: 5, until: 6, keyId: 'z' },
    ],
    [
      'a batch, so that its facts are from before there was a key',
      knex =>
        knex('fact_batches').where({ number: 1 }).update({ kind: 'inherited' }),
      { code: 'batch-changed', sequence: 1, until: 2 },
    ],
    [
      'a batch, so that it is none',
      knex => knex('fact_batches').where({ number: 2 }).update({ kind: 'x' }),
      { code: 'batch-changed', sequence: 3 },
    ],
    [
      'a batch, removed',
      knex => knex('fact_batches').where({ number: 2 }).delete(),
      { code: 'batch-missing', sequence: 3, until: 4 },
    ],
    [
      'the order of two batches',
      knex => swap(knex, 'fact_batches', 'number', 1, 2),
      { code: 'batch-changed' },
    ],
    [
      'the head',
      knex => knex('log_head').update({ mac: sha256('x') }),
      { code: 'head-changed', sequence: 6 },
    ],
    [
      'the head, removed',
      knex => knex('log_head').delete(),
      { code: 'head-changed', sequence: 6 },
    ],
  ])('shows: %s', async (_, tamper, finding) => {
    const opened = await sixFacts();
    await tamper(opened.store.knex, opened);
    const verdict = await opened.verdict();
    expect(verdict).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([expect.objectContaining(finding)]),
    });
    expect(opened.logger.error).toHaveBeenCalledWith(
      expect.stringContaining('The operation log is not whole: '),
    );
  });

  it('shows when its key was changed', async () => {
    const { store } = await sixFacts();
    const other = logOver(store, 'b');
    expect(await other.verdict()).toMatchObject({
      kind: 'broken',
      findings: [{ code: 'key-unknown', sequence: 1, until: 6, keyId: 'a' }],
    });
  });

  it('shows when somebody made all of it anew with a key of their own under the same name', async () => {
    const { store, verdict } = await sixFacts();
    const { knex } = store;
    for (const table of ['facts', 'fact_batches', 'entries', 'log_checks']) {
      await knex(table).delete();
    }
    await knex('log_checks').insert({ id: 1 });
    await knex('log_head').update({ last: 0, hash: '', batch: 0, mac: '' });
    const foreign = logOver(store, 'x');
    await foreign.log.append(
      [1, 2, 3, 4, 5, 6].map(n => aFact({ id: `f-${n}` })),
    );
    await knex('fact_batches').update({ key_id: 'a' });
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: 'batch-changed',
          sequence: 1,
          until: 6,
        }),
      ]),
    });
  });

  it('shows against a checkpoint when an older dump was put back, also where it has gone on since', async () => {
    const { store, log, checkpoints } = await openLog(openTestStore);
    const { knex } = store;
    await log.append([aFact(), aFact()]);
    const tables = ['facts', 'fact_batches', 'entries', 'log_head'];
    const dump = await Promise.all(tables.map(table => knex(table).select()));
    await log.append([aFact()]);
    const kept = await checkpoints.now();
    await dropGuards(store);
    for (const [n, table] of tables.entries()) {
      await knex(table).delete();
      await knex(table).insert(dump[n]);
    }
    // A new process, which remembers nothing.
    const restarted = logOver(store);
    expect(await restarted.verdict()).toMatchObject({ kind: 'whole' });
    const text = kept ? formatCheckpoint(kept) : '';
    expect(await restarted.checkpoints.compare(text)).toMatchObject({
      kind: 'missing',
      sequence: 3,
    });
    await restarted.log.append([aFact(), aFact()]);
    expect(await restarted.checkpoints.compare(text)).toMatchObject({
      kind: 'replaced',
      sequence: 3,
      sentence: expect.stringContaining('the log has something else'),
    });
  });

  it('shows against the verdict before when its end was cut off meanwhile', async () => {
    const opened = await sixFacts();
    await opened.verdict();
    await cut(opened.store.knex, 4);
    await headAt(opened.store.knex, 4);
    const restarted = logOver(opened.store);
    expect(await restarted.verdict()).toMatchObject({
      findings: [{ code: 'end-missing', sequence: 5, until: 6 }],
    });
    // A verdict that says so does not make it be forgotten.
    expect(await logOver(opened.store).verdict()).toMatchObject({
      findings: [{ code: 'end-missing', sequence: 5, until: 6 }],
    });
  });

  it('says at the start where the log does not hold what it was checked with, and checks it', async () => {
    const opened = await sixFacts();
    await opened.verdict();
    await cut(opened.store.knex, 4);
    await headAt(opened.store.knex, 4);
    const { check, verdicts, logger } = logOver(opened.store);
    await check.begin();
    expect(logger.error).toHaveBeenCalledWith(
      'The operation log does not hold what it had when it was checked last: Facts 5 to 6, 2026-03-01T12:06:00.000Z: cut off the end; a checkpoint, or the head, names them. Compare with a backup of the audit database',
    );
    await eventually(async () =>
      expect((await verdicts.state()).verdict).toMatchObject({
        kind: 'broken',
      }),
    );
  });

  it.each([
    ['the verdict', { verdict: null }],
    ['its signature', { mac: null }],
  ])('is checked at the start where somebody removed %s', async (_, gone) => {
    const { store, verdict } = await sixFacts();
    await store.knex('facts').where({ sequence: 2 }).update({ summary: '' });
    await verdict();
    await store.knex('log_checks').update(gone);
    const { check, verdicts } = logOver(store);
    await check.begin();
    await eventually(async () =>
      expect((await verdicts.state()).verdict).toMatchObject({
        findings: expect.arrayContaining([
          expect.objectContaining({ code: 'fact-changed', sequence: 2 }),
        ]),
      }),
    );
  });

  it.each([
    ['its outcome is none', { outcome: 'x' }],
    ['its time is none', { requested_at: 9_000_000_000_000_000 }],
  ])(
    'keeps lists, and the acts that follow, from no row: %s',
    async (_, row) => {
      const { store, log, all, logger, verdict } = await sixFacts();
      await store.knex('entries').where({ id: 'f-6' }).update(row);
      expect((await all()).map(({ id }) => id)).toEqual(
        [5, 4, 3, 2, 1].map(n => `f-${n}`),
      );
      expect(await verdict()).toMatchObject({
        findings: [{ code: 'entry-changed', entry: 'f-6' }],
      });
      await log.append([aFact({ id: 'f-7', entryId: 'f-6' })]);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('The operation log is not whole'),
      );
      expect(await verdict()).toMatchObject({ kind: 'broken', until: 7 });
    },
  );

  it('pages on behind a row that cannot be read', async () => {
    const { store, views } = await sixFacts();
    await store.knex('entries').where({ id: 'f-6' }).update({ outcome: 'x' });
    const first = await views.list({ limit: 1 });
    expect(first.items).toEqual([]);
    const second = await views.list({ limit: 1, cursor: first.nextCursor });
    expect(second.items).toMatchObject([{ id: 'f-5' }]);
  });

  it('shows the facts of an entry that can be read', async () => {
    const { store, views } = await sixFacts();
    await store.knex('facts').where({ sequence: 4 }).update({ data: '{' });
    expect(await views.get('f-4')).toMatchObject({ id: 'f-4', facts: [] });
  });

  it('takes no verdict that it did not sign', async () => {
    const { store, verdicts, verdict } = await sixFacts();
    await verdict();
    const row = await store.knex('log_checks').first('verdict');
    await store.knex('log_checks').update({
      verdict: row.verdict.replace('2026', '2027'),
    });
    expect((await verdicts.state()).verdict).toBeUndefined();
  });

  it('goes on behind what it found, so that one change hides no other', async () => {
    const { store, verdict } = await sixFacts();
    await store.knex('facts').where({ sequence: 2 }).update({ summary: '' });
    await store.knex('facts').where({ sequence: 6 }).update({ summary: '' });
    expect(await verdict()).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'fact-changed', sequence: 2 }),
        expect.objectContaining({ code: 'fact-changed', sequence: 6 }),
      ]),
    });
  });

  it('is verified with every key of the ring, and signed with the first', async () => {
    const { store, log } = await openLog(openTestStore, 'a');
    await log.append([aFact()]);
    const rotated = logOver(store, 'ba');
    await rotated.log.append([aFact()]);
    expect(await rotated.verdict()).toMatchObject({ kind: 'whole', until: 2 });
    expect(
      await store.knex('fact_batches').orderBy('number').pluck('key_id'),
    ).toEqual(['a', 'b']);
  });
});
