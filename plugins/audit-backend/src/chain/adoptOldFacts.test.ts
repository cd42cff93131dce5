import { Store } from '@flytower/durable';
import { describeDatabases } from '@flytower/durable/testUtils';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, MIGRATIONS } from '../__testUtils__/openLog';
import { factText, plainHash } from '../domain/chain';
import { entryAfter } from '../domain/entryAfter';
import { adoptOldFacts } from './adoptOldFacts';

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

/** Brings it up to date, and closes what was there. */
async function upgraded(store: Store) {
  await store.knex.migrate.latest({ directory: MIGRATIONS });
  const opened = logOver(store);
  const adopt = () =>
    adoptOldFacts({
      store,
      keys: opened.keys,
      now: opened.clock.now(),
      logger: opened.logger,
    });
  return { ...opened, adopt };
}

describeDatabases('Facts from before there was a key', openTestStore => {
  it('are closed into the signed chain, which says what they are', async () => {
    const store = await oldLog(openTestStore, 5);
    const { adopt, log, verdict, logger, all } = await upgraded(store);
    await expect(log.append([aFact()])).rejects.toThrow('are not closed yet');
    await adopt();
    await adopt();
    expect(logger.info.mock.calls).toEqual([
      [
        "The operation log's 5 facts from before it had a key fit their hashes and are signed from now on",
      ],
    ]);
    await log.append([aFact()]);
    expect(await all()).toHaveLength(6);
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      until: 6,
      inherited: 5,
      sentence:
        'Facts 1 to 6 are as they were recorded, and the list shows what they tell; those up to fact 5 are from before the log had a key, and were never changed since it has',
    });
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
