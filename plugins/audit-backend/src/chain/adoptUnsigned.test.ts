import { Store } from '@flytower/durable';
import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, MIGRATIONS, openLog } from '../__testUtils__/openLog';
import { factText, plainHash } from '../domain/chain';
import { entryAfter } from '../domain/entryAfter';
import { adoptUnsigned } from './adoptUnsigned';

/** The log as it was before it had a key, with so many facts. */
async function oldLog(openTestStore: () => Promise<Store>, facts: number) {
  const store = await openTestStore();
  const { knex } = store;
  await knex.migrate.up({
    directory: MIGRATIONS,
    name: '20261121000000_create_operation_log.js',
  });
  let hash = '';
  for (let sequence = 1; sequence <= facts; sequence++) {
    const recordedAt = new Date(Date.UTC(2026, 1, 1, 10, sequence));
    const fact = { ...aFact({ id: `f-${sequence}` }), sequence, recordedAt };
    const data = JSON.stringify(fact.data);
    hash = plainHash(factText(hash, fact, data));
    const { subject } = fact;
    const shared = {
      source: fact.source,
      operation_id: null,
      verb: fact.verb,
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_name: subject.name,
      tenant: 'payments',
      outcome: fact.outcome,
    };
    await knex('facts').insert({
      ...shared,
      sequence,
      id: fact.id,
      entry_id: fact.entryId,
      actor: fact.actor,
      summary: fact.summary,
      data,
      at: fact.at.getTime(),
      recorded_at: recordedAt.getTime(),
      hash,
    });
    const entry = entryAfter(undefined, fact);
    await knex('entries').insert({
      ...shared,
      id: entry.id,
      person: entry.person,
      reason: entry.reason,
      requested_at: Date.parse(entry.requestedAt),
      finished_at: Date.parse(entry.finishedAt ?? ''),
    });
  }
  await knex('fact_head').update({ last: facts, hash });
  return store;
}

/** A process over a log, as it starts; adopts where it is told to. */
function starting(store: Store) {
  const opened = logOver(store);
  const { keys, clock, logger, check } = opened;
  const adoptWhere = (adopt: boolean) =>
    adoptUnsigned({ store, keys, now: clock.now(), logger, adopt });
  const start = async (adopt: boolean) => {
    await adoptWhere(adopt);
    await check.begin();
  };
  return { ...opened, start, adopt: () => adoptWhere(true) };
}

/** Brings it up to date. */
async function upgraded(store: Store) {
  await store.knex.migrate.latest({ directory: MIGRATIONS });
  return starting(store);
}

/** What somebody with the database and without the key does: a history of their own, and nothing that tells of another. */
async function forge(store: Store, openTestStore: () => Promise<Store>) {
  const forged = await oldLog(openTestStore, 4);
  const { knex } = store;
  await dropGuards(store);
  for (const table of ['facts', 'entries']) {
    await knex(table).delete();
    await knex(table).insert(await forged.knex(table).select());
  }
  await knex('fact_batches').delete();
  await knex('log_segments').delete();
  await knex('log_checks').update({ verdict: null, key_id: null, mac: null });
  const { last, hash } = await forged.knex('fact_head').first();
  await knex('log_head').update({ last, hash, batch: 0, mac: '' });
}

describeDatabases('Facts from before there was a key', openTestStore => {
  it('are closed into the signed chain, which says what they are', async () => {
    const store = await oldLog(openTestStore, 5);
    const { adopt, log, verdict, logger, all } = await upgraded(store);
    await adopt();
    await adopt();
    expect(logger.warn.mock.calls).toEqual([
      [
        'Facts 1 to 5 of the operation log were signed by nobody and are adopted, because flytower.audit.adoptUnsigned is set; take it out now. They fit their hashes, and are signed from now on',
      ],
      [
        expect.stringMatching(
          /^There is nothing to adopt into the operation log; take flytower\.audit\.adoptUnsigned out/,
        ),
      ],
    ]);
    await log.append([aFact()]);
    expect(await all()).toHaveLength(6);
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      until: 6,
      inherited: 5,
      inheritedAt: '2026-03-01T12:00:00.000Z',
      sentence:
        'Checked until fact 6 of 6, by a full check at 2026-03-01T12:00:00.000Z; those facts were as they were recorded, and the list showed what they tell; those up to fact 5 are from before the log had a key, were adopted 2026-03-01T12:00:00.000Z, and were never changed since',
    });
  });

  it('are signed by nobody unless that is asked for; the log goes on, and they can be adopted later', async () => {
    const store = await oldLog(openTestStore, 5);
    const first = await upgraded(store);
    await first.start(false);
    await first.check.stop();
    expect(first.logger.error).toHaveBeenCalledWith(
      expect.stringMatching(
        /^Facts 1 to 5 of the operation log are signed by nobody\. The log goes on behind them, .* set flytower\.audit\.adoptUnsigned to true for one start/,
      ),
    );
    const { log, verdict, all } = starting(store);
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: [{ code: 'facts-unsigned', sequence: 1, until: 5 }],
      sentence: expect.stringMatching(/^Facts 1 to 5, .*: signed by nobody; /),
    });
    await log.append([aFact(), aFact()]);
    await log.append([aFact()]);
    expect(await all()).toHaveLength(8);
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      until: 8,
      findings: [{ code: 'facts-unsigned', sequence: 1, until: 5 }],
    });
    const later = starting(store);
    await later.adopt();
    await later.log.append([aFact()]);
    expect(await later.verdict()).toMatchObject({
      kind: 'whole',
      until: 9,
      inherited: 5,
    });
  });

  it.each([
    ['at the next start', async () => undefined],
    [
      'at the next start, the row of checks removed too',
      async (store: Store) => store.knex('log_checks').delete(),
    ],
    [
      'while the log goes on',
      async (store: Store) => logOver(store).log.append([aFact()]),
    ],
  ])(
    'are not what somebody without the key made of the log: %s',
    async (_, then) => {
      const { store, log, verdict } = await openLog(openTestStore);
      await log.append([aFact(), aFact()]);
      expect(await verdict()).toMatchObject({ kind: 'whole' });
      await forge(store, openTestStore);
      await then(store);
      const { start, verdicts, logger } = starting(store);
      await start(false);
      await eventually(async () =>
        expect((await verdicts.state()).verdict).toMatchObject({
          kind: 'broken',
          findings: [{ code: 'facts-unsigned', sequence: 1, until: 4 }],
        }),
      );
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining(
          'Facts 1 to 4 of the operation log are signed by nobody',
        ),
      );
    },
  );

  it('are never adopted where the log had a key before them', async () => {
    const { store, log } = await openLog(openTestStore);
    await log.append([aFact(), aFact()]);
    await dropGuards(store);
    const { last, hash, number, mac, at } = await store
      .knex('fact_batches')
      .first();
    await store.knex('log_segments').insert({
      number: 1,
      last: 1,
      hash,
      batch: number,
      mac,
      at,
      carried: '[]',
      closed_at: at,
      key_id: 'a',
      signature: mac,
    });
    await store.knex('fact_batches').delete();
    await store.knex('log_head').update({ last, hash, batch: 0, mac: '' });
    const { adopt, logger } = starting(store);
    await adopt();
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'Facts 2 to 2 of the operation log are signed by nobody, and the log had a key before them',
      ),
    );
    expect(await store.knex('fact_batches')).toEqual([]);
  });

  it('are none in an empty log', async () => {
    const { store } = await openLog(openTestStore);
    const { start, verdicts, logger, verdict } = starting(store);
    await start(false);
    expect(await verdicts.state()).toEqual({ newest: 0 });
    expect(logger.error).not.toHaveBeenCalled();
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 0 });
  });

  it('go on behind the batches that there are where the head alone was set back', async () => {
    const { store, log, verdict } = await openLog(openTestStore);
    await log.append([aFact()]);
    await log.append([aFact()]);
    await store.knex('log_head').update({ batch: 0, mac: '' });
    await log.append([aFact()]);
    expect(await store.knex('facts').pluck('sequence')).toHaveLength(3);
    expect(await verdict()).toMatchObject({ kind: 'broken', until: 3 });
  });

  it('show what was changed of them before, loudly and for ever', async () => {
    const store = await oldLog(openTestStore, 5);
    await dropGuards(store, ['facts']);
    await store.knex('facts').where({ sequence: 3 }).update({ actor: 'eve' });
    const { adopt, verdict, logger } = await upgraded(store);
    await adopt();
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('first at fact 3'),
    );
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'fact-changed', sequence: 3 }),
      ]),
    });
  });

  it('show when all of them are made anew afterwards', async () => {
    const store = await oldLog(openTestStore, 5);
    const { adopt, verdict } = await upgraded(store);
    await adopt();
    const forged = await oldLog(openTestStore, 4);
    const rows = await forged.knex('facts').select();
    await dropGuards(store);
    await store.knex('facts').delete();
    await store.knex('facts').insert(rows);
    const { hash } = rows[3];
    await store.knex('fact_batches').update({ last: 4, hash });
    await store.knex('log_head').update({ last: 4, hash });
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: 'batch-changed',
          sequence: 1,
          until: 4,
        }),
      ]),
    });
  });

  it('are there after a step back of the database, and forth again', async () => {
    const store = await oldLog(openTestStore, 3);
    const { adopt } = await upgraded(store);
    await adopt();
    await store.knex.migrate.down({
      directory: MIGRATIONS,
      name: '20261128180000_key_the_chain.js',
    });
    expect(await store.knex('fact_head').first()).toMatchObject({ id: 1 });
    await expect(store.knex('facts').delete()).rejects.toThrow('for ever');
    const again = await upgraded(store);
    await again.adopt();
    expect(await again.verdict()).toMatchObject({
      kind: 'whole',
      inherited: 3,
    });
  });

  it('cannot be added by a replica of the version before', async () => {
    const store = await oldLog(openTestStore, 1);
    await store.knex.migrate.latest({ directory: MIGRATIONS });
    await expect(store.knex('fact_head').where({ id: 1 })).rejects.toThrow(
      /fact_head/,
    );
  });
});
