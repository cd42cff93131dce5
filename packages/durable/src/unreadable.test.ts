import { mockServices } from '@backstage/backend-test-utils';
import { startOne } from './__testUtils__/operations';
import { Engine } from './Engine';
import { openStore } from './openStore';
import { OperationStore } from './OperationStore';
import { describeDatabases, FakeClock } from './testUtils';

function subject(id: string) {
  return { subject: { kind: 'tenant', id, name: id } };
}

/** What may stand in a row that another version wrote, or that was damaged. */
const FOREIGN = [
  ['a state of a newer version', { state: 'gated' }],
  ['a wish of a newer version', { wish: 'skip' }],
  [
    'a step of a newer version',
    { steps: '[{"id":"x","title":"X","state":"gated"}]' },
  ],
  ['a memo that is no JSON', { memo: '{"token-of-dan' }],
] as const;

describeDatabases('rows that cannot be read', openTestStore => {
  async function setUp() {
    const test = await openTestStore();
    const logger = mockServices.logger.mock();
    const store = await openStore({
      database: mockServices.database({ knex: test.knex }),
      logger,
    });
    const clock = new FakeClock();
    const operations = OperationStore.create({ store, clock });
    const done: string[] = [];
    const engine = Engine.create({
      name: 'test',
      store,
      operations,
      clock,
      logger,
      maxParallel: 2,
      handlers: {
        'tenant.onboard': async ({ operation }) => {
          done.push(operation.subject.id);
          return { state: 'succeeded', reason: 'Done' };
        },
      },
    });
    return { store, clock, operations, engine, done, logger };
  }

  it.each(FOREIGN)(
    'stop their operation alone, and are said once: %s',
    async (_, columns) => {
      const { store, operations, engine, done, logger } = await setUp();
      const bad: string[] = [];
      for (const id of ['bad-1', 'bad-2', 'bad-3']) {
        bad.push((await startOne(store, operations, subject(id))).id);
      }
      await startOne(store, operations, subject('good'));
      await store.knex('operations').whereIn('id', bad).update(columns);
      const before = await store.knex('operations').whereIn('id', bad);
      expect(await engine.runDue()).toBe(1);
      expect(await engine.runDue()).toBe(0);
      expect(done).toEqual(['good']);
      expect(await store.knex('operations').whereIn('id', bad)).toEqual(before);
      const said = logger.error.mock.calls.map(([message]) => message);
      expect(said).toHaveLength(3);
      expect(said.join(' ')).not.toContain('token-of-dan');
      bad.forEach((id, n) => expect(said[n]).toContain(id));
    },
  );

  it('are looked at again a minute later, and go on when they were mended', async () => {
    const { store, operations, engine, done, clock } = await setUp();
    const { id } = await startOne(store, operations, subject('mended'));
    await store.knex('operations').where({ id }).update({ state: 'gated' });
    await engine.runDue();
    await store
      .knex('operations')
      .where({ id })
      .update({ state: 'in-progress' });
    clock.advance(60_000);
    await engine.runDue();
    expect(done).toEqual(['mended']);
  });

  it('are left out of lists, whose pages go on behind them', async () => {
    const { store, operations } = await setUp();
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) {
      ids.push((await startOne(store, operations, subject(`s-${n}`))).id);
    }
    await store
      .knex('operations')
      .whereIn('id', [ids[2], ids[3], ids[4]])
      .update({ state: 'gated' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await operations.list({
        scope: { kind: 'all' },
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items.map(item => item.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([ids[5], ids[1], ids[0]]);
    expect([...(await operations.byIds(ids)).keys()].sort()).toEqual(
      [ids[0], ids[1], ids[5]].sort(),
    );
    expect(
      (await operations.newest(store.knex, ['s-2', 's-5'])).has('s-5'),
    ).toBe(true);
  });

  it('hold back what may not start beside them', async () => {
    const { store, operations } = await setUp();
    const { id } = await startOne(store, operations);
    await store.knex('operations').where({ id }).update({ state: 'gated' });
    await expect(
      store.transaction(trx => operations.unfinished(trx, 'tenant-1')),
    ).rejects.toThrow(
      `Work is under way that this version of the backend cannot read (operations ${id})`,
    );
  });
});
