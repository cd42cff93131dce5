import { mockServices } from '@backstage/backend-test-utils';
import { describeDatabases } from '@flytower/durable/testUtils';
import { dropGuards } from '../__testUtils__/dropGuards';
import { aFact } from '../__testUtils__/facts';
import { logOver, openLog } from '../__testUtils__/openLog';
import { formatCheckpoint } from '../domain/checkpoint';
import { readRetention } from './readRetention';

const DAY = 86_400_000;

describeDatabases('LogRetention', openTestStore => {
  /** Facts of three days; those of the first are 30 days old, and one operation began then and ended later. */
  async function setUp() {
    const opened = await openLog(openTestStore);
    const { log, clock, store } = opened;
    await log.append([
      aFact({ id: 'old-1' }),
      aFact({ id: 'old-2' }),
      aFact({
        id: 'asked',
        operationId: 'op-1',
        outcome: 'requested',
        actor: 'user:default/dan',
      }),
    ]);
    const checkpoint = await opened.checkpoints.now();
    clock.advance(20 * DAY);
    await log.append([aFact({ id: 'new-1' })]);
    await log.append([
      aFact({ id: 'done', operationId: 'op-1', summary: 'It is done' }),
    ]);
    clock.advance(10 * DAY + 1);
    const retention = opened.retention(30);
    const ids = async () =>
      (await store.knex('facts').orderBy('sequence').pluck('id')).join(' ');
    return { ...opened, retention, ids, checkpoint };
  }

  it('removes what is older, and what is left is whole', async () => {
    const { retention, ids, all, verdict, clock, log } = await setUp();
    await retention.run();
    expect(await ids()).toBe('new-1 done');
    expect((await all()).map(({ id }) => id).sort()).toEqual(['new-1', 'op-1']);
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      since: 3,
      until: 5,
    });
    await log.append([aFact({ id: 'next' })]);
    clock.advance(40 * DAY);
    await retention.run();
    // The newest batch stays, so that there is something to go on from.
    expect(await ids()).toBe('next');
    expect(await verdict()).toMatchObject({
      kind: 'whole',
      since: 5,
      until: 6,
    });
  });

  it('keeps who began what went on later', async () => {
    const { retention, views } = await setUp();
    await retention.run();
    expect(await views.get('op-1')).toMatchObject({
      person: 'user:default/dan',
      outcome: 'succeeded',
      reason: 'It is done',
      facts: [{ id: 'done' }],
    });
  });

  it('says what it closed by a checkpoint, which then is of a part that is closed', async () => {
    const { retention, logger, checkpoints, checkpoint } = await setUp();
    await retention.run();
    const line = logger.info.mock.calls
      .map(([text]) => String(text))
      .join('\n');
    expect(line).toContain(
      'Retention closes the operation log up to fact 3, recorded 2026-03-01T12:00:00.000Z',
    );
    for (const text of [line, checkpoint ? formatCheckpoint(checkpoint) : '']) {
      expect(await checkpoints.compare(text)).toMatchObject({
        kind: 'closed',
        sequence: 3,
      });
    }
  });

  it('does nothing twice, and goes on where it was killed', async () => {
    const { retention, ids, store, verdict } = await setUp();
    const removing = jest
      .spyOn(store, 'transaction')
      .mockRejectedValueOnce(new Error('killed'));
    await expect(retention.run()).rejects.toThrow('killed');
    expect(await ids()).toContain('old-1');
    expect(await verdict()).toMatchObject({ kind: 'whole', since: 3 });
    removing.mockRestore();
    await retention.run();
    await retention.run();
    expect(await ids()).toBe('new-1 done');
    expect(await store.knex('log_segments')).toHaveLength(1);
  });

  it('removes nothing of a log that is not whole', async () => {
    const { retention, ids, store, logger } = await setUp();
    await dropGuards(store);
    await store.knex('facts').where({ sequence: 2 }).update({ summary: '' });
    await retention.run();
    expect(await ids()).toContain('old-1');
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining(
        'Retention keeps the operation log as it is, because it is not whole: Fact 2',
      ),
    );
  });

  it('shows when what it carried was changed', async () => {
    const { retention, store } = await setUp();
    await retention.run();
    await dropGuards(store);
    const { carried } = await store.knex('log_segments').first('carried');
    await store.knex('log_segments').update({
      carried: carried.replace('user:default/dan', 'user:default/eve'),
    });
    await store
      .knex('entries')
      .where({ id: 'op-1' })
      .update({ person: 'user:default/eve' });
    expect(await logOver(store).verdict()).toMatchObject({
      kind: 'broken',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'segment-changed', sequence: 3 }),
        // What nothing says any more that retention closed it.
        expect.objectContaining({
          code: 'fact-missing',
          sequence: 1,
          until: 3,
        }),
      ]),
    });
  });

  it('leaves the database to refuse what it did not close', async () => {
    const { retention, store } = await setUp();
    await retention.run();
    for (const table of ['facts', 'fact_batches', 'entries', 'log_segments']) {
      await expect(store.knex(table).delete()).rejects.toThrow('for ever');
    }
  });

  it('waits where a check runs', async () => {
    const { retention, ids, row } = await setUp();
    await row.claim('a check', undefined);
    await retention.run();
    expect(await ids()).toContain('old-1');
  });
});

describe('readRetention', () => {
  const read = (days: number) =>
    readRetention(
      mockServices.rootConfig({
        data: { flytower: { retention: { operationLog: { days } } } },
      }),
    );

  it('keeps for ever where nothing is said', () => {
    expect(readRetention(mockServices.rootConfig())).toBeUndefined();
    expect(read(365)).toBe(365);
  });

  it.each([29, 0, 30.5])('refuses %s days', days => {
    expect(() => read(days)).toThrow(
      `flytower.retention.operationLog.days is ${days}; set it to a whole number of days, 30 at least, or leave it out to keep the log for ever`,
    );
  });
});
