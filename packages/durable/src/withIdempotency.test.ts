import { withIdempotency } from './withIdempotency';
import { describeDatabases, FakeClock } from './testUtils';

/** Work that answers how often it was done. */
function counting() {
  let id = 0;
  return jest.fn(async () => {
    id += 1;
    return { id };
  });
}

describeDatabases('withIdempotency', openTestStore => {
  const clock = new FakeClock();
  const call = {
    caller: 'user:default/dan',
    key: 'click-1',
    fingerprint: 'POST /v1/releases {"image":"shop:2"}',
    clock,
  };

  it('does the work once and gives the first answer to the same call', async () => {
    const store = await openTestStore();
    const work = counting();
    expect(await withIdempotency(store, call, work)).toEqual({ id: 1 });
    expect(await withIdempotency(store, call, work)).toEqual({ id: 1 });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('makes a double click one', async () => {
    const store = await openTestStore();
    const work = counting();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => withIdempotency(store, call, work)),
    );
    expect(answers).toEqual(Array(5).fill({ id: 1 }));
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('refuses the key for another call', async () => {
    const store = await openTestStore();
    await withIdempotency(store, call, async () => 'first');
    await expect(
      withIdempotency(
        store,
        { ...call, fingerprint: 'POST /v1/releases {"image":"shop:3"}' },
        async () => 'second',
      ),
    ).rejects.toThrow('The Idempotency-Key "click-1" was used for another');
  });

  it("keeps two people's keys apart", async () => {
    const store = await openTestStore();
    await withIdempotency(store, call, async () => 'of Dan');
    expect(
      await withIdempotency(
        store,
        { ...call, caller: 'user:default/tara' },
        async () => 'of Tara',
      ),
    ).toBe('of Tara');
  });

  it('forgets a call whose work failed, with all that it wrote', async () => {
    const store = await openTestStore();
    await expect(
      withIdempotency(store, call, async trx => {
        await trx('outbox_head').update({ last: 99 });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await store.knex('outbox_head')).toMatchObject([{ id: 1 }]);
    expect(Number((await store.knex('outbox_head'))[0].last)).toBe(0);
    expect(await withIdempotency(store, call, async () => 'yes')).toBe('yes');
  });

  it('keeps no body, only its hash', async () => {
    const store = await openTestStore();
    await withIdempotency(
      store,
      { ...call, fingerprint: 'POST /v1/clusters {"key":"canary-7f3"}' },
      async () => 'done',
    );
    const rows = JSON.stringify(await store.knex('idempotency_keys'));
    expect(rows).not.toContain('canary-7f3');
  });
});
