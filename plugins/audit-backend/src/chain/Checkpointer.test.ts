import { describeDatabases } from '@flytower/durable/testUtils';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, openLog } from '../__testUtils__/openLog';

const TOKEN = /checkpoint\.v1\.a\.\d+\.\d+\.\d+\.[0-9a-f]{64}\.[0-9a-f]{64}$/;

describeDatabases('Checkpoints', openTestStore => {
  async function setUp() {
    const opened = await openLog(openTestStore);
    const { logger, checkpointer, log } = opened;
    const said = () => logger.info.mock.calls.map(([line]) => String(line));
    const append = async (batches: number) => {
      for (let n = 0; n < batches; n++) {
        await log.append([aFact()]);
      }
    };
    await append(1);
    await checkpointer.look();
    return { ...opened, said, append };
  }

  it('stand in the process log from the start on, with fact, time, key and MAC', async () => {
    const { said } = await setUp();
    expect(said()).toEqual([expect.stringMatching(TOKEN)]);
    expect(said()[0]).toContain(
      'The operation log stands at fact 1, recorded 2026-03-01T12:00:00.000Z: checkpoint.v1.a.1.1.',
    );
  });

  it('come after ten minutes where there is anything new, or after 100 batches', async () => {
    const { said, append, clock, checkpointer } = await setUp();
    clock.advance(600_000);
    await checkpointer.look();
    expect(said()).toHaveLength(1);
    await append(1);
    await checkpointer.look();
    expect(said()).toHaveLength(2);
    clock.advance(599_999);
    await append(99);
    await checkpointer.look();
    expect(said()).toHaveLength(2);
    await append(1);
    await checkpointer.look();
    expect(said()).toHaveLength(3);
  });

  it('come at the end', async () => {
    const { said, append, checkpointer } = await setUp();
    checkpointer.start();
    await append(1);
    await checkpointer.stop();
    expect(said().at(-1)).toContain('stands at fact 2');
  });

  it('say it at once where the log went back behind one', async () => {
    const { append, store, logger, checkpointer, clock } = await setUp();
    await append(1);
    clock.advance(600_000);
    await checkpointer.look();
    await dropGuards(store);
    await store.knex('facts').where({ sequence: 2 }).delete();
    await store.knex('fact_batches').where({ number: 2 }).delete();
    const batch = await store.knex('fact_batches').first();
    await store.knex('log_head').update({
      last: 1,
      hash: batch.hash,
      batch: 1,
      mac: batch.mac,
    });
    clock.advance(600_000);
    await checkpointer.look();
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'The operation log ends at fact 1, before fact 2 that it had',
      ),
    );
  });

  it('go on after an older database was put back, which is said once and stays what a check finds', async () => {
    const { append, store, said, logger, checkpointer, clock, ...opened } =
      await setUp();
    await append(2);
    clock.advance(600_000);
    await checkpointer.look();
    await dropGuards(store);
    await store.knex('facts').where('sequence', '>', 1).delete();
    await store
      .knex('entries')
      .whereNotIn('id', store.knex('facts').select('entry_id'))
      .delete();
    await store.knex('fact_batches').where('number', '>', 1).delete();
    const { hash, mac } = await store.knex('fact_batches').first();
    await store.knex('log_head').update({ last: 1, hash, batch: 1, mac });
    for (let n = 0; n < 3; n++) {
      clock.advance(60_000);
      await checkpointer.look();
    }
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(said().at(-1)).toContain('The operation log stands at fact 1,');
    clock.advance(600_000);
    await append(1);
    await checkpointer.look();
    expect(said().at(-1)).toContain('The operation log stands at fact 2,');
    expect(await opened.verdict()).toMatchObject({
      kind: 'broken',
      findings: [{ code: 'end-missing', until: 3 }],
    });
  });

  it('are found in the log as long as it holds what they name', async () => {
    const { said, append, checkpoints } = await setUp();
    await append(3);
    expect(await checkpoints.compare(`INFO ${said()[0]}\n`)).toMatchObject({
      kind: 'held',
      sequence: 1,
      at: '2026-03-01T12:00:00.000Z',
    });
  });

  it.each([
    [
      'changed',
      (text: string) => text.replace('.a.1.1.', '.a.1.2.'),
      'was changed',
    ],
    [
      'of another key',
      (text: string) => text.replace('.a.', '.z.'),
      'the key "z", which is not in flytower.audit.keys',
    ],
  ])('are none of ours where they were %s', async (_, change, sentence) => {
    const { said, checkpoints } = await setUp();
    expect(await checkpoints.compare(change(said()[0]))).toMatchObject({
      kind: 'not-ours',
      sentence: expect.stringContaining(sentence),
    });
  });

  it('say where there is none in a text', async () => {
    const { checkpoints } = await setUp();
    await expect(checkpoints.compare('hello')).rejects.toThrow(
      'There is no checkpoint in that text',
    );
  });

  it('are none of an empty log', async () => {
    const { checkpoints, checkpointer, logger } = await openLog(openTestStore);
    await checkpointer.look();
    expect(await checkpoints.now()).toBeUndefined();
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('of another process are compared as well as of this one', async () => {
    const { said, store } = await setUp();
    const other = logOver(store, 'ba');
    expect(await other.checkpoints.compare(said()[0])).toMatchObject({
      kind: 'held',
    });
  });
});
