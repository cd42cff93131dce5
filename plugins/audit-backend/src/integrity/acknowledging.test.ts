import { describeDatabases } from '@flytower/durable/testUtils';
import { AuditVerdict } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, openLog } from '../__testUtils__/openLog';

const OLIVIA = { by: 'user:default/olivia', reason: 'A repair by hand' };

type Change = (knex: Knex) => Promise<unknown>;

/** Gives a fact to somebody else, and the list with it, so that only the fact itself can tell. */
const eve =
  (sequence: number): Change =>
  async knex => {
    await knex('facts').where({ sequence }).update({ actor: 'eve' });
    await knex('entries')
      .where({ id: `f-${sequence}` })
      .update({ person: 'eve' });
  };

/** Ids of what nobody has acknowledged. */
function idsOf(verdict: AuditVerdict | undefined): string[] {
  return verdict?.kind === 'broken' ? verdict.findings.map(({ id }) => id) : [];
}

function numberOf(verdict: AuditVerdict | undefined): number | undefined {
  return verdict?.acknowledged.count;
}

describeDatabases('Findings that are known', openTestStore => {
  /** So many facts, two a batch; those that are named are changed. */
  async function changed(facts: number, ...sequences: number[]) {
    const opened = await openLog(openTestStore);
    const { log, store, clock } = opened;
    for (let n = 1; n <= facts; n += 2) {
      clock.advance(60_000);
      await log.append([aFact({ id: `f-${n}` }), aFact({ id: `f-${n + 1}` })]);
    }
    await dropGuards(store);
    const change = (sequence: number, summary = 'Nothing') =>
      store.knex('facts').where({ sequence }).update({ summary });
    for (const sequence of sequences) {
      await change(sequence);
    }
    // What its list shows is what the fact tells now, so that one change is one finding.
    const show = (sequence: number, reason = 'Nothing') =>
      store
        .knex('entries')
        .where({ id: `f-${sequence}` })
        .update({ reason });
    for (const sequence of sequences) {
      await show(sequence);
    }
    const acknowledge = (ids: string[], act = OLIVIA) =>
      opened.verdicts.acknowledge(ids, act);
    return { ...opened, change, show, acknowledge };
  }

  it('are an exception of a log that is whole, at once and in the next check', async () => {
    const { verdict, verdicts, acknowledge, clock, logger } = await changed(
      6,
      2,
    );
    const ids = idsOf(await verdict());
    expect(ids).toHaveLength(1);
    clock.advance(60_000);
    const exceptOne = {
      kind: 'whole',
      acknowledged: {
        count: 1,
        places: [
          {
            code: 'fact-changed',
            sequence: 2,
            acknowledged: { ...OLIVIA, at: '2026-03-01T12:04:00.000Z' },
          },
        ],
      },
      sentence: expect.stringContaining(
        ', except one place that was acknowledged on 2026-03-01T12:04:00.000Z',
      ),
    };
    const { verdict: after } = await acknowledge(ids);
    expect(after).toMatchObject(exceptOne);
    expect(await verdicts.state()).toMatchObject({ verdict: exceptOne });
    logger.error.mockClear();
    expect(await verdict()).toMatchObject({ ...exceptOne, until: 7 });
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('are an act in the log, with who, which and why', async () => {
    const { verdict, acknowledge, all, views } = await changed(6, 2);
    await acknowledge(idsOf(await verdict()));
    const entry = (await all()).find(
      ({ verb }) => verb === 'integrity.acknowledged',
    );
    expect(entry).toMatchObject({
      source: 'audit',
      person: 'user:default/olivia',
      outcome: 'succeeded',
      reason:
        'user:default/olivia acknowledged one place of the operation log where it does not fit, because: A repair by hand. Fact 2, 2026-03-01T12:01:00.000Z: changed after it was recorded',
    });
    expect(await views.get(entry?.id ?? '')).toMatchObject({
      facts: [{ data: { reason: 'A repair by hand' } }],
    });
  });

  it('hide no other: the sixteenth is found behind fifteen of them', async () => {
    const fifteen = Array.from({ length: 15 }, (_, n) => n + 1);
    const { verdict, acknowledge, change, logger, all } = await changed(
      20,
      ...fifteen,
    );
    await acknowledge(idsOf(await verdict()));
    const [{ reason }] = await all();
    expect(reason).toMatch(
      /acknowledged 15 places .* because: A repair by hand\. Fact 1, .*; and 12 more$/,
    );
    expect(numberOf(await verdict())).toBe(15);
    await change(18);
    logger.error.mockClear();
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      counts: expect.arrayContaining([{ code: 'fact-changed', count: 1 }]),
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'fact-changed', sequence: 18 }),
      ]),
      acknowledged: { count: 15 },
    });
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('The operation log is not whole: Fact 18'),
    );
  });

  it('are found anew where the same place is changed again, and known where it is changed back', async () => {
    const { verdict, acknowledge, change, show } = await changed(6, 2);
    await acknowledge(idsOf(await verdict()));
    await change(2, 'Something else');
    await show(2, 'Something else');
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: [{ code: 'fact-changed', sequence: 2 }],
      acknowledged: { count: 0 },
    });
    await change(2);
    await show(2);
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      acknowledged: { count: 1 },
    });
    await change(2, 'Olivia onboarded payments');
    await show(2, 'Olivia onboarded payments');
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      acknowledged: { count: 0 },
    });
  });

  it.each<[string, Change, Change]>([
    [
      'the fact behind a gap, whose hash nothing can verify',
      knex => knex('facts').where({ sequence: 3 }).delete(),
      eve(4),
    ],
    [
      'a fact whose batch was removed',
      knex => knex('fact_batches').where({ number: 2 }).delete(),
      eve(3),
    ],
    [
      'a fact whose batch was changed',
      knex => knex('fact_batches').where({ number: 2 }).update({ at: 1 }),
      eve(3),
    ],
    [
      'a fact whose key is lost',
      knex =>
        knex('fact_batches').where({ number: 2 }).update({ key_id: 'lost' }),
      eve(3),
    ],
    [
      'the batch that was changed',
      knex => knex('fact_batches').where({ number: 2 }).update({ at: 1 }),
      knex => knex('fact_batches').where({ number: 2 }).update({ at: 2 }),
    ],
    [
      'the entry of a fact that cannot be read',
      knex => knex('facts').where({ sequence: 3 }).update({ data: '{' }),
      knex => knex('entries').where({ id: 'f-3' }).update({ person: 'eve' }),
    ],
    [
      'an entry that no fact tells of',
      async knex => {
        const entry = await knex('entries').where({ id: 'f-3' }).first();
        await knex('entries').insert({ ...entry, id: 'invented' });
      },
      knex =>
        knex('entries').where({ id: 'invented' }).update({ person: 'eve' }),
    ],
    [
      'a part that retention is said to have closed',
      async knex => {
        const batch = await knex('fact_batches').where({ number: 2 }).first();
        await knex('log_segments').insert({
          number: 1,
          last: batch.last,
          hash: batch.hash,
          batch: 2,
          mac: batch.mac,
          at: batch.at,
          carried: '[]',
          closed_at: batch.at,
          key_id: 'a',
          signature: batch.mac,
        });
      },
      eve(3),
    ],
  ])('are found anew where somebody changes %s', async (_, first, then) => {
    const { verdict, acknowledge, store, log } = await changed(6);
    await first(store.knex);
    await log.append([aFact()]);
    await acknowledge(idsOf(await verdict()));
    expect(await verdict()).toMatchObject({ kind: 'whole' });
    await then(store.knex);
    expect(await verdict()).toMatchObject({ kind: 'broken' });
  });

  it('are acknowledged once, whoever says it again', async () => {
    const { verdict, acknowledge, store } = await changed(6, 2, 4);
    const ids = idsOf(await verdict());
    const tara = { by: 'user:default/tara', reason: 'Another one' };
    await acknowledge([ids[0], ids[0]]);
    await Promise.all([
      acknowledge(ids, tara),
      acknowledge(ids, tara),
      acknowledge([ids[0]]),
    ]);
    const acts = () =>
      store.knex('facts').where({ verb: 'integrity.acknowledged' });
    expect(await acts()).toHaveLength(2);
    expect((await acknowledge(ids)).verdict?.acknowledged).toMatchObject({
      count: 2,
      places: [
        { sequence: 2, acknowledged: OLIVIA },
        { sequence: 4, acknowledged: tara },
      ],
    });
    expect(await acts()).toHaveLength(2);
  });

  it('are none where the last check did not find them', async () => {
    const { verdict, acknowledge, store } = await changed(6, 2);
    const [id] = idsOf(await verdict());
    const other = 'f'.repeat(64);
    await expect(acknowledge([id, other])).rejects.toThrow(
      `The last check of the operation log has no finding "${other}"`,
    );
    expect(
      await store.knex('facts').where({ verb: 'integrity.acknowledged' }),
    ).toEqual([]);
  });

  it.each([
    ['made up', () => ({ mac: 'f'.repeat(64) })],
    ['of another ring', () => ({ keyId: 'z' })],
    ['taken from one that is', (mac: string) => ({ mac })],
  ])(
    'are not acknowledged by a row that somebody put there, with a signature %s',
    async (_, signed) => {
      const { verdict, acknowledge, store, change, verdicts } = await changed(
        6,
        2,
      );
      await acknowledge(idsOf(await verdict()));
      await change(5);
      const ids = idsOf(await verdict());
      expect(ids.length).toBeGreaterThan(0);
      const { knex } = store;
      const genuine = await knex('facts')
        .where({ verb: 'integrity.acknowledged' })
        .first();
      const data = JSON.parse(genuine.data);
      await knex('facts').insert({
        ...genuine,
        sequence: Number(genuine.sequence) + 1,
        id: `${genuine.id}x`,
        data: JSON.stringify({
          ...data,
          findings: ids.map(id => ({ id })),
          ...signed(data.mac),
        }),
      });
      expect((await verdicts.state()).verdict).toMatchObject({
        kind: 'broken',
        acknowledged: { count: 1 },
      });
      expect(await verdict()).toMatchObject({
        kind: 'broken',
        findings: expect.arrayContaining([
          expect.objectContaining({ code: 'fact-changed', sequence: 5 }),
          expect.objectContaining({ code: 'fact-added', sequence: 8 }),
        ]),
        acknowledged: { count: 1 },
      });
    },
  );

  it.each<[string, (data: string, other: string) => string]>([
    [
      'names another finding',
      (data, other) => data.replace(/[0-9a-f]{64}/, other),
    ],
    ['gives another reason', data => data.replace('A repair', 'No repair')],
  ])('are known no more where their act %s', async (_, tamper) => {
    const { verdict, acknowledge, store } = await changed(6, 2);
    await acknowledge(idsOf(await verdict()));
    const act = store.knex('facts').where({ verb: 'integrity.acknowledged' });
    const { data } = await act.clone().first();
    await act.clone().update({ data: tamper(data, 'e'.repeat(64)) });
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'fact-changed', sequence: 2 }),
        expect.objectContaining({ code: 'fact-changed', sequence: 7 }),
      ]),
      acknowledged: { count: 0 },
    });
  });

  it('are known no more where their act was removed, and can be acknowledged again', async () => {
    const { verdict, acknowledge, store, log } = await changed(6, 2);
    const ids = idsOf(await verdict());
    await acknowledge(ids);
    await log.append([aFact()]);
    await store
      .knex('facts')
      .where({ verb: 'integrity.acknowledged' })
      .delete();
    const found = await verdict();
    expect(found).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ id: ids[0] }),
        expect.objectContaining({ code: 'fact-missing', sequence: 7 }),
      ]),
    });
    await acknowledge(idsOf(found));
    expect(await verdict()).toMatchObject({ kind: 'whole' });
  });

  it('are known as long as the ring has the key, also behind another one', async () => {
    const { verdict, acknowledge, store } = await changed(6, 2);
    await acknowledge(idsOf(await verdict()));
    expect(await logOver(store, 'ba').verdict()).toMatchObject({
      kind: 'whole',
      acknowledged: { count: 1 },
    });
    expect(await logOver(store, 'b').verdict()).toMatchObject({
      kind: 'broken',
      acknowledged: { count: 0 },
    });
  });

  it('stay exceptions of a check of what is new, which goes on behind them', async () => {
    const { verdict, acknowledge, check, log } = await changed(6, 2);
    await acknowledge(idsOf(await verdict()));
    await log.append([aFact()]);
    expect((await check.run('last')).verdict).toMatchObject({
      kind: 'whole',
      since: 6,
      until: 8,
      full: { since: 0, until: 6 },
      acknowledged: { count: 1, places: [{ sequence: 2 }] },
    });
    await log.append([aFact()]);
    expect((await check.run('last')).verdict).toMatchObject({
      since: 8,
      acknowledged: { count: 1 },
    });
  });

  it('are counted where they are more than are named, and the next ones are named when those are known', async () => {
    const many = Array.from({ length: 25 }, (_, n) => n + 1);
    const { verdict, acknowledge } = await changed(30, ...many);
    const found = await verdict();
    expect(found).toMatchObject({
      counts: [{ code: 'fact-changed', count: 25 }],
    });
    expect(idsOf(found)).toHaveLength(20);
    expect((await acknowledge(idsOf(found))).verdict).toMatchObject({
      kind: 'broken',
      counts: [{ code: 'fact-changed', count: 5 }],
      findings: [],
      sentence: expect.stringContaining(
        '5 places more than were acknowledged do not fit; check again to see them',
      ),
    });
    expect(idsOf(await verdict())).toHaveLength(5);
  });

  it('go on to be told of a lost end, when the log has gone on without it', async () => {
    const { store, log, verdict, verdicts } = await changed(6);
    await verdict();
    const { knex } = store;
    await knex('facts').where('sequence', '>', 4).delete();
    await knex('fact_batches').where('last', '>', 4).delete();
    await knex('entries').whereIn('id', ['f-5', 'f-6']).delete();
    const { number, last, hash, mac } = await knex('fact_batches')
      .where({ last: 4 })
      .first();
    await knex('log_head').update({ last, hash, mac, batch: number });
    await log.append([aFact(), aFact()]);
    const lost = await verdict();
    expect(lost).toMatchObject({
      findings: [{ code: 'history-replaced', sequence: 6 }],
    });
    await verdicts.acknowledge(idsOf(lost), OLIVIA);
    for (let checks = 0; checks < 3; checks++) {
      await log.append([aFact()]);
      expect(await verdict()).toMatchObject({
        kind: 'whole',
        acknowledged: {
          count: 1,
          places: [{ code: 'history-replaced', sequence: 6 }],
        },
      });
    }
    const { check, logger } = logOver(store);
    await check.begin();
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('do not keep a part in the log that retention closes', async () => {
    const { verdict, acknowledge, store, clock, log, retention } =
      await changed(6, 2);
    clock.advance(31 * 86_400_000);
    await log.append([aFact({ id: 'new' })]);
    await retention(30).run();
    expect(await store.knex('facts').where({ id: 'f-1' })).toHaveLength(1);
    await acknowledge(idsOf(await verdict()));
    await retention(30).run();
    expect(await store.knex('facts').where({ id: 'f-1' })).toEqual([]);
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      since: 6,
      acknowledged: { count: 0 },
    });
  });
});
