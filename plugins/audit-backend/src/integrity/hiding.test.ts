import { Store } from '@flytower/durable';
import { describeDatabases } from '@flytower/durable/testUtils';
import type { Knex } from 'knex';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { openLog } from '../__testUtils__/openLog';
import { formatCheckpoint } from '../domain/checkpoint';

type Opened = Awaited<ReturnType<typeof openLog>>;

/** A fact of somebody's own, made of one that is there, and the entry that shows it. */
async function invent(knex: Knex, sequence: unknown) {
  const fact = await knex('facts').where({ sequence: 1 }).first();
  const entry = await knex('entries').where({ id: fact.entry_id }).first();
  await knex('facts').insert({
    ...fact,
    sequence,
    id: 'invented',
    entry_id: 'invented',
  });
  await knex('entries').insert({ ...entry, id: 'invented' });
}

describeDatabases('A check that is led astray', openTestStore => {
  async function logOf(batches: number): Promise<Opened> {
    const opened = await openLog(openTestStore);
    for (let n = 0; n < batches; n++) {
      await opened.log.append([aFact(), aFact()]);
    }
    await dropGuards(opened.store);
    return opened;
  }

  it('finds the sixteenth place behind fifteen others', async () => {
    const { store, verdict } = await logOf(10);
    for (let sequence = 1; sequence <= 16; sequence++) {
      await store.knex('facts').where({ sequence }).update({ summary: '' });
    }
    const found = await verdict();
    const named =
      found?.kind === 'broken'
        ? found.findings
            .filter(({ code }) => code === 'fact-changed')
            .map(({ sequence }) => sequence)
        : [];
    expect(named).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
  });

  it.each([
    ['before the first', 0],
    ['before the first by far', -9],
    ['behind every number that can be', '9223372036854775807'],
  ])('finds a fact %s, with the entry that shows it', async (_, sequence) => {
    const { store, verdict } = await logOf(2);
    await invent(store.knex, sequence);
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'fact-added' }),
      ]),
    });
  });

  it('finds an entry that only a fact of no place tells of', async () => {
    const { store, verdict } = await logOf(2);
    // Only SQLite takes a number like this.
    const sequence = store.dialect === 'sqlite' ? 2.5 : 0;
    await invent(store.knex, sequence);
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'entry-added', entry: 'invented' }),
      ]),
    });
  });

  /** Says that retention closed everything up to fact 4, without the key. */
  async function closeWithoutKey({ knex }: Store) {
    const batch = await knex('fact_batches').where({ number: 2 }).first();
    await knex('log_segments').insert({
      number: 1,
      last: 4,
      hash: batch.hash,
      batch: 2,
      mac: batch.mac,
      at: batch.at,
      carried: '[]',
      closed_at: batch.at,
      key_id: 'a',
      signature: batch.mac,
    });
  }

  it('begins behind no part that retention has not signed', async () => {
    const { store, verdict } = await logOf(3);
    await closeWithoutKey(store);
    await store.knex('facts').where({ sequence: 2 }).update({ summary: '' });
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'segment-changed' }),
        expect.objectContaining({ code: 'fact-changed', sequence: 2 }),
      ]),
    });
  });

  it('takes no lost end for a part that retention closed', async () => {
    const { store, checkpoints } = await logOf(2);
    const kept = await checkpoints.now();
    await closeWithoutKey(store);
    await store.knex('facts').delete();
    await store.knex('fact_batches').delete();
    expect(
      await checkpoints.compare(kept ? formatCheckpoint(kept) : ''),
    ).toMatchObject({ kind: 'missing', sequence: 4 });
  });

  it('leaves retention to remove nothing that it has not signed', async () => {
    const { store, retention } = await logOf(3);
    await closeWithoutKey(store);
    await retention(30).run();
    expect(await store.knex('facts')).toHaveLength(6);
  });

  it('finds what was put into a part that retention closed', async () => {
    const { store, log, clock, retention, verdict } = await logOf(2);
    clock.advance(31 * 86_400_000);
    await log.append([aFact()]);
    await retention(30).run();
    expect(await verdict()).toMatchObject({ kind: 'whole', since: 4 });
    const { knex } = store;
    const fact = await knex('facts').first();
    const entry = await knex('entries').first();
    await knex('facts').insert({
      ...fact,
      sequence: 3,
      id: 'invented',
      entry_id: 'invented',
    });
    await knex('entries').insert({ ...entry, id: 'invented' });
    // Somebody keeps what retention closed from being removed again.
    jest
      .spyOn(store, 'transaction')
      .mockRejectedValueOnce(new Error('The operation log is for ever'));
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      until: 5,
      findings: [{ code: 'fact-added' }, { code: 'entry-added' }],
    });
    // Where nobody does, it goes with what it shows.
    expect(await verdict()).toMatchObject({ kind: 'whole', since: 4 });
    expect(await knex('entries').where({ id: 'invented' })).toEqual([]);
  });

  it('goes to the end behind batches that nobody signed', async () => {
    const { store, verdict } = await logOf(2);
    const batch = await store.knex('fact_batches').where({ number: 1 }).first();
    await store
      .knex('fact_batches')
      .where({ number: 1 })
      .update({ last: 900_000 });
    await store.knex('facts').where({ sequence: 4 }).update({ summary: '' });
    expect(batch.last).toEqual(expect.anything());
    expect(await verdict()).toMatchObject({
      kind: 'broken',
      until: 4,
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: 'batch-changed',
          sequence: 1,
          until: 2,
        }),
        expect.objectContaining({ code: 'fact-changed', sequence: 4 }),
      ]),
    });
  });

  it('names only the batch that was changed, and not the next', async () => {
    const { store, verdict } = await logOf(3);
    await store
      .knex('fact_batches')
      .where({ number: 2 })
      .update({ kind: 'x', mac: '' });
    expect(await verdict()).toMatchObject({
      findings: [{ code: 'batch-changed', sequence: 3, until: 4 }],
    });
  });

  it('finds what else was changed in the entry of a fact that cannot be read', async () => {
    const { store, verdict } = await logOf(2);
    const { entry_id: id } = await store
      .knex('facts')
      .where({ sequence: 2 })
      .first();
    await store.knex('facts').where({ sequence: 2 }).update({ data: '{' });
    await store.knex('entries').where({ id }).update({ outcome: 'denied' });
    expect(await verdict()).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'entry-changed', entry: id }),
      ]),
    });
  });
});
