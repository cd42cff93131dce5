import { appendEvent, lastSequence, NewEvent, readChanges } from './outbox';
import { Store } from './Store';
import { describeDatabases, FakeClock } from './testUtils';

const clock = new FakeClock('2026-03-01T10:00:00.000Z');

function event(name: string): NewEvent {
  return {
    type: 'tenant.onboarded.v1',
    subject: { kind: 'tenant', id: name, name },
    tenant: name,
    actor: 'user:default/olivia',
    outcome: 'succeeded',
    summary: `Olivia onboarded ${name}`,
    data: { clusters: ['east', 'west'] },
  };
}

function append(store: Store, name: string) {
  return store.transaction(trx => appendEvent(trx, clock, event(name)));
}

/** Resolves in an order of its own, so that transactions end in another order than they began. */
function later(turns: number): Promise<void> {
  return new Promise(resolve => {
    const turn = (left: number) =>
      left === 0 ? resolve() : setImmediate(() => turn(left - 1));
    turn(turns);
  });
}

describeDatabases('the outbox', openTestStore => {
  it('gives back what was appended, with sequence, id and time', async () => {
    const store = await openTestStore();
    await append(store, 'payments');
    expect(await readChanges(store, 0, 10)).toEqual({
      changes: [
        {
          ...event('payments'),
          id: expect.stringMatching(/^[0-9A-Z]{26}$/),
          sequence: 1,
          at: '2026-03-01T10:00:00.000Z',
        },
      ],
      last: 1,
    });
  });

  it('pages by sequence, and says where to go on', async () => {
    const store = await openTestStore();
    for (const name of ['a', 'b', 'c']) {
      await append(store, name);
    }
    const first = await readChanges(store, 0, 2);
    expect(first.changes.map(change => change.subject.name)).toEqual([
      'a',
      'b',
    ]);
    const second = await readChanges(store, first.last, 2);
    expect(second.changes.map(change => change.subject.name)).toEqual(['c']);
    expect(await readChanges(store, second.last, 2)).toEqual({
      changes: [],
      last: 3,
    });
  });

  it('says that the feed was put back to whoever has read further', async () => {
    const store = await openTestStore();
    await append(store, 'a');
    expect(await readChanges(store, 500, 10)).toEqual({ changes: [], last: 1 });
  });

  it('keeps nothing of a transaction that was rolled back, not even a gap', async () => {
    const store = await openTestStore();
    await append(store, 'a');
    await expect(
      store.transaction(async trx => {
        await appendEvent(trx, clock, event('never'));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await append(store, 'b');
    const { changes } = await readChanges(store, 0, 10);
    expect(
      changes.map(change => [change.sequence, change.subject.name]),
    ).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('never shows a later event before an earlier one, whatever the order of commits', async () => {
    const store = await openTestStore();
    const writers = Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        store
          .transaction(async trx => {
            await later((n * 7) % 11);
            await appendEvent(trx, clock, event(`t-${n}`));
            await later((n * 5) % 13);
            if (n % 10 === 3) {
              throw new Error('rolled back');
            }
          })
          .catch(() => 'rolled back'),
      ),
    ).then(() => true);
    const seen: number[] = [];
    let last = 0;
    // A reader at its heels: whatever it has passed must never get a new neighbour below.
    for (let done = false; !done || last < 54; ) {
      done = await Promise.race([writers, later(3).then(() => false)]);
      const page = await readChanges(store, last, 7);
      seen.push(...page.changes.map(change => change.sequence));
      last = page.last;
    }
    expect(seen).toEqual(Array.from({ length: 54 }, (_, n) => n + 1));
  }, 60_000);

  it('reads the last sequence in the moment of the snapshot', async () => {
    const store = await openTestStore();
    await append(store, 'a');
    expect(await store.readTransaction(lastSequence)).toBe(1);
  });

  it('refuses an event of a malformed type', async () => {
    const store = await openTestStore();
    await expect(
      store.transaction(trx =>
        appendEvent(trx, clock, { ...event('a'), type: 'Onboarded' }),
      ),
    ).rejects.toThrow('tenant.onboarded.v1');
  });
});
