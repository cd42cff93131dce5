import { OperationStore } from './OperationStore';
import { anOrder, startOne } from './__testUtils__/operations';
import { describeDatabases, FakeClock } from './testUtils';

describeDatabases('OperationStore', openTestStore => {
  async function setUp() {
    const store = await openTestStore();
    const clock = new FakeClock('2026-03-01T10:00:00.000Z');
    const operations = OperationStore.create({ store, clock });
    return { store, clock, operations };
  }

  it('gives back what was started', async () => {
    const { store, operations } = await setUp();
    const steps = [
      {
        id: 'ns',
        title: 'Namespace',
        cluster: 'east',
        state: 'pending' as const,
      },
    ];
    const started = await startOne(store, operations, {
      steps,
      startIn: 5_000,
    });
    expect(await operations.get(started.id)).toEqual(started);
    expect(started).toMatchObject({
      kind: 'tenant.onboard',
      tenant: 'payments',
      requester: 'user:default/olivia',
      state: 'in-progress',
      steps,
      attempts: 0,
      generation: 1,
      createdAt: '2026-03-01T10:00:00.000Z',
      nextActionAt: '2026-03-01T10:00:05.000Z',
    });
    expect(started.finishedAt).toBeUndefined();
  });

  it('has nothing under an id that is not there', async () => {
    const { operations } = await setUp();
    expect(await operations.get('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBeUndefined();
  });

  it('gives the input to a command that undoes it', async () => {
    const { store, operations } = await setUp();
    const { id } = await startOne(store, operations);
    expect(await store.transaction(trx => operations.inputOf(trx, id))).toEqual(
      { quota: 'small' },
    );
  });

  it('keeps nothing where the command is rolled back', async () => {
    const { store, operations } = await setUp();
    await expect(
      store.transaction(async trx => {
        await operations.start(trx, anOrder());
        throw new Error('quota exceeded');
      }),
    ).rejects.toThrow('quota exceeded');
    const page = await operations.list({ scope: { kind: 'all' }, limit: 10 });
    expect(page.items).toEqual([]);
  });

  it('gives the first operation for the same idempotency key', async () => {
    const { store, operations } = await setUp();
    const order = { idempotencyKey: 'click-1' };
    const first = await startOne(store, operations, order);
    const second = await startOne(store, operations, order);
    const other = await startOne(store, operations, {
      ...order,
      requester: 'user:default/tara',
    });
    expect(second.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
  });

  it('knows the newest of a subject where the replica that started the one before has a clock ahead', async () => {
    const { store, operations } = await setUp();
    const { id, subject } = await startOne(store, operations);
    const ahead = `7${id.slice(1)}`;
    await store.knex('operations').where({ id }).update({ id: ahead });
    const second = await startOne(store, operations);
    const third = await startOne(store, operations);
    const newest = await operations.newest(store.knex, [subject.id]);
    expect(newest.get(subject.id)?.id).toBe(third.id);
    const { items } = await operations.list({
      scope: { kind: 'all' },
      limit: 10,
    });
    expect(items.map(one => one.id)).toEqual([third.id, second.id, ahead]);
  });

  it('lists newest first, in pages, within the scope', async () => {
    const { store, operations } = await setUp();
    const ids: string[] = [];
    for (const tenant of [
      'payments',
      'shop',
      'payments',
      'payments',
      undefined,
    ]) {
      ids.push((await startOne(store, operations, { tenant })).id);
    }
    const scope = { kind: 'some' as const, tenants: ['payments'] };
    const first = await operations.list({ scope, limit: 2 });
    expect(first.items.map(one => one.id)).toEqual([ids[3], ids[2]]);
    const second = await operations.list({
      scope,
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(second.items.map(one => one.id)).toEqual([ids[0]]);
    expect(second.nextCursor).toBeUndefined();
    const all = await operations.list({ scope: { kind: 'all' }, limit: 10 });
    expect(all.items).toHaveLength(5);
    const none = await operations.list({
      scope: { kind: 'some', tenants: [] },
      limit: 10,
    });
    expect(none.items).toEqual([]);
  });

  it('filters by subject, kind and state', async () => {
    const { store, operations } = await setUp();
    const wanted = await startOne(store, operations, {
      kind: 'release',
      subject: { kind: 'service', id: 'service-9', name: 'checkout' },
    });
    await startOne(store, operations);
    const scope = { kind: 'all' as const };
    for (const filter of [
      { kind: 'release' },
      { subject: { kind: 'service' } },
      { subject: { id: 'service-9' } },
      { subject: { kind: 'service', name: 'checkout' } },
    ]) {
      const { items } = await operations.list({ scope, limit: 10, ...filter });
      expect(items.map(one => one.id)).toEqual([wanted.id]);
    }
    const over = await operations.list({
      scope,
      limit: 10,
      states: ['failed'],
    });
    expect(over.items).toEqual([]);
  });

  it('refuses a cursor that it did not give', async () => {
    const { operations } = await setUp();
    await expect(
      operations.list({ scope: { kind: 'all' }, limit: 1, cursor: "' or 1" }),
    ).rejects.toThrow('is none of this list; start again without one');
  });

  describe('control', () => {
    it('records the wish under a new generation and makes the operation due', async () => {
      const { store, clock, operations } = await setUp();
      const { id } = await startOne(store, operations, { startIn: 60_000 });
      clock.advance(1_000);
      const paused = await store.transaction(trx =>
        operations.control(trx, id, 'pause', { ifMatch: '"1"' }),
      );
      expect(paused).toMatchObject({
        state: 'in-progress',
        generation: 2,
        nextActionAt: '2026-03-01T10:00:01.000Z',
      });
    });

    it('refuses where the operation changed since the caller looked', async () => {
      const { store, operations } = await setUp();
      const { id } = await startOne(store, operations);
      await store.transaction(trx => operations.control(trx, id, 'abort'));
      await expect(
        store.transaction(trx =>
          operations.control(trx, id, 'pause', { ifMatch: '1' }),
        ),
      ).rejects.toThrow(`Operation ${id} has changed since you looked`);
    });

    it('refuses to resume what is not paused', async () => {
      const { store, operations } = await setUp();
      const { id } = await startOne(store, operations);
      await expect(
        store.transaction(trx => operations.control(trx, id, 'resume')),
      ).rejects.toThrow('is not paused, so there is nothing to resume');
    });

    it('knows no operation that is not there', async () => {
      const { store, operations } = await setUp();
      await expect(
        store.transaction(trx => operations.control(trx, 'x', 'abort')),
      ).rejects.toThrow('There is no operation x');
    });
  });

  it('tells listeners once the transaction has ended, not before', async () => {
    const { store, operations } = await setUp();
    const heard: string[] = [];
    const stop = operations.onDue(() => heard.push('due'));
    await store.transaction(async trx => {
      await operations.start(trx, anOrder());
      heard.push('in transaction');
    });
    await new Promise(resolve => setImmediate(resolve));
    expect(heard).toEqual(['in transaction', 'due']);
    stop();
    await startOne(store, operations);
    await new Promise(resolve => setImmediate(resolve));
    expect(heard).toHaveLength(2);
  });

  it('finds the unfinished work of a subject', async () => {
    const { store, operations } = await setUp();
    const { id } = await startOne(store, operations);
    await startOne(store, operations, {
      subject: { kind: 'tenant', id: 'tenant-2', name: 'shop' },
    });
    const found = await store.transaction(trx =>
      operations.unfinished(trx, 'tenant-1'),
    );
    expect(found.map(one => one.id)).toEqual([id]);
  });
});
