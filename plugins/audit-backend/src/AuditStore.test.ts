import { describeDatabases } from '@flytower/durable/testUtils';
import { aFact } from './__testUtils__/facts';
import { openLog } from './__testUtils__/openLog';
import { AuditStore } from './AuditStore';

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
    const { store, log, verdict } = await openLog(openTestStore);
    const fact = aFact();
    await log.append([fact, fact]);
    await log.append([fact]);
    expect(await store.knex('facts')).toHaveLength(1);
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 1 });
  });

  it('takes facts of the same id from two sources', async () => {
    const { log, verdict } = await openLog(openTestStore);
    await log.append([aFact({ id: 'x' }), aFact({ id: 'x', source: 'fleet' })]);
    expect(await verdict()).toMatchObject({ until: 2 });
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
    const { store, clock, keys, log, verdict } = await openLog(openTestStore);
    const replica = AuditStore.create({ store, clock, keys });
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        (n % 2 ? log : replica).append([aFact(), aFact(), aFact()]),
      ),
    );
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 90 });
  });

  it('takes long runs of facts', async () => {
    const { log, verdict } = await openLog(openTestStore);
    await log.append(Array.from({ length: 350 }, () => aFact()));
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 350 });
  });

  it('stores what nobody should have typed', async () => {
    const { log, all, verdict } = await openLog(openTestStore);
    const tenant = `pay\u0000ments${'x'.repeat(9_000)}`;
    await log.append([aFact({ tenant, data: { tenant } })]);
    expect(await all()).toHaveLength(1);
    expect(await verdict()).toMatchObject({ kind: 'whole' });
  });

  it('is whole when it is empty', async () => {
    const { verdict } = await openLog(openTestStore);
    expect(await verdict()).toMatchObject({ kind: 'whole', until: 0 });
  });

  it('counts in an entry how often the same was refused', async () => {
    const { log, all } = await openLog(openTestStore);
    const denial = aFact({
      id: 'first',
      outcome: 'denied',
      at: new Date('2026-03-01T10:00:00.000Z'),
    });
    await log.append([denial]);
    await log.append([
      {
        ...denial,
        id: 'again',
        at: new Date('2026-03-01T10:00:01.000Z'),
        repeats: { times: 41, lastAt: new Date('2026-03-01T10:00:59.000Z') },
      },
    ]);
    expect(await all()).toMatchObject([
      {
        id: 'first',
        times: 42,
        requestedAt: '2026-03-01T10:00:00.000Z',
        finishedAt: '2026-03-01T10:00:59.000Z',
      },
    ]);
  });

  describe('the database itself', () => {
    const append = async () => {
      const opened = await openLog(openTestStore);
      await opened.log.append([aFact(), aFact()]);
      return opened;
    };

    it.each(['facts', 'fact_batches'])('refuses to change %s', async table => {
      const { store } = await append();
      const change = store.knex(table).update({ hash: '' });
      await expect(change).rejects.toThrow('for ever');
    });

    it.each(['facts', 'fact_batches', 'entries', 'log_head'])(
      'refuses to remove rows of %s',
      async table => {
        const { store } = await append();
        const ways = {
          sqlite: ['DELETE FROM ??'],
          postgres: ['DELETE FROM ??', 'TRUNCATE ?? CASCADE'],
        };
        for (const way of ways[store.dialect]) {
          await expect(store.knex.raw(way, [table])).rejects.toThrow(
            'for ever',
          );
        }
      },
    );
  });
});
