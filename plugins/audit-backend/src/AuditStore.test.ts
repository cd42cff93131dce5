import { Store } from '@flytower/durable';
import { describeDatabases } from '@flytower/durable/testUtils';
import { aFact } from './__testUtils__/facts';
import { openLog } from './__testUtils__/openLog';
import { AuditStore } from './AuditStore';

/** What somebody with the database's password can do. */
async function withoutGuard(store: Store, act: () => Promise<unknown>) {
  const names =
    store.dialect === 'postgres'
      ? ['facts_are_for_ever ON facts']
      : ['facts_refuse_update', 'facts_refuse_delete'];
  for (const name of names) {
    await store.knex.raw(`DROP TRIGGER ${name}`);
  }
  await act();
}

describeDatabases('AuditStore', openTestStore => {
  it('makes one entry of the facts of an operation', async () => {
    const { log, all } = await openLog(openTestStore);
    await log.append([
      aFact({
        operationId: 'op-1',
        outcome: 'requested',
        actor: 'user:default/dan',
      }),
    ]);
    await log.append([
      aFact({
        operationId: 'op-1',
        outcome: 'failed',
        actor: 'flytower',
        summary: 'No room in west',
      }),
    ]);
    expect(await all()).toMatchObject([
      {
        id: 'op-1',
        operationId: 'op-1',
        person: 'user:default/dan',
        outcome: 'failed',
        reason: 'No room in west',
      },
    ]);
  });

  it('takes a fact once, however often it comes', async () => {
    const { store, log } = await openLog(openTestStore);
    const fact = aFact();
    await log.append([fact, fact]);
    await log.append([fact]);
    expect(await store.knex('facts')).toHaveLength(1);
    expect(await log.integrity()).toMatchObject({ kind: 'whole', facts: 1 });
  });

  it('takes facts of the same id from two sources', async () => {
    const { log } = await openLog(openTestStore);
    await log.append([aFact({ id: 'x' }), aFact({ id: 'x', source: 'fleet' })]);
    expect(await log.integrity()).toMatchObject({ facts: 2 });
  });

  it('moves the position of a feed with its facts, or not at all', async () => {
    const { log, all } = await openLog(openTestStore);
    expect(await log.position('tenancy')).toBe('');
    const step = { source: 'tenancy', from: '', to: 'epoch.12.id' };
    await expect(
      log.appendFromFeed([aFact({ at: new Date(Number.NaN) })], step),
    ).rejects.toThrow();
    expect(await log.position('tenancy')).toBe('');
    expect(await log.appendFromFeed([aFact()], step)).toBe(true);
    expect(await log.position('tenancy')).toBe('epoch.12.id');
    // Another replica that read the same page comes late.
    expect(await log.appendFromFeed([aFact()], step)).toBe(false);
    expect(await all()).toHaveLength(1);
  });

  it('keeps one chain however many append at once', async () => {
    const { store, clock, log } = await openLog(openTestStore);
    const replica = AuditStore.create({ store, clock });
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        (n % 2 ? log : replica).append([aFact(), aFact(), aFact()]),
      ),
    );
    expect(await log.integrity()).toMatchObject({ kind: 'whole', facts: 90 });
  });

  it('takes long runs of facts', async () => {
    const { log } = await openLog(openTestStore);
    await log.append(Array.from({ length: 350 }, () => aFact()));
    expect(await log.integrity()).toMatchObject({ kind: 'whole', facts: 350 });
  });

  it('stores what nobody should have typed', async () => {
    const { log, all } = await openLog(openTestStore);
    const tenant = `pay\u0000ments${'x'.repeat(9_000)}`;
    await log.append([aFact({ tenant, data: { tenant } })]);
    expect(await all()).toHaveLength(1);
    expect(await log.integrity()).toMatchObject({ kind: 'whole' });
  });

  describe('its facts', () => {
    async function threeFacts() {
      const opened = await openLog(openTestStore);
      await opened.log.append([aFact(), aFact(), aFact()]);
      return opened;
    }

    it('cannot be changed or removed', async () => {
      const { store } = await threeFacts();
      await expect(
        store.knex('facts').update({ actor: 'user:default/shen' }),
      ).rejects.toThrow('for ever');
      await expect(store.knex('facts').delete()).rejects.toThrow('for ever');
    });

    it('show when one was changed', async () => {
      const { store, log } = await threeFacts();
      await withoutGuard(store, () =>
        store.knex('facts').where({ sequence: 2 }).update({ actor: 'nobody' }),
      );
      expect(await log.integrity()).toEqual({
        kind: 'broken',
        sequence: 2,
        sentence:
          'Fact 2 was changed after it was recorded; compare with a backup of the audit database from before',
      });
    });

    it.each([1, 2, 3])('show when fact %i was removed', async sequence => {
      const { store, log } = await threeFacts();
      await withoutGuard(store, () =>
        store.knex('facts').where({ sequence }).delete(),
      );
      expect(await log.integrity()).toMatchObject({ kind: 'broken', sequence });
    });

    it('show when the end was cut off with its head', async () => {
      const { store, log } = await threeFacts();
      await withoutGuard(store, async () => {
        await store.knex('facts').where({ sequence: 3 }).delete();
        await store.knex('fact_head').update({ last: 2 });
      });
      expect(await log.integrity()).toMatchObject({
        kind: 'broken',
        sequence: 2,
      });
    });
  });

  it('is whole when it is empty', async () => {
    const { log } = await openLog(openTestStore);
    expect(await log.integrity()).toMatchObject({ kind: 'whole', facts: 0 });
  });
});
