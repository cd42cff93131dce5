import { appendEvent, NewEvent } from './outbox';
import { Store } from './Store';
import {
  changesAfter,
  describeDatabases,
  FakeClock,
  readAll,
} from './testUtils';

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
    expect(await readAll(store)).toEqual([
      {
        ...event('payments'),
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        sequence: 1,
        at: '2026-03-01T10:00:00.000Z',
      },
    ]);
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
    const changes = await readAll(store);
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
    let at: string | undefined;
    // A reader at its heels: whatever it has passed must never get a new neighbour below.
    for (let done = false; !done || seen.length < 54; ) {
      done = await Promise.race([writers, later(3).then(() => false)]);
      const page = await changesAfter(store, at, 7);
      seen.push(...page.changes.map(change => change.sequence));
      at = page.cursor;
    }
    expect(seen).toEqual(Array.from({ length: 54 }, (_, n) => n + 1));
  }, 60_000);

  it('refuses an event of a malformed type', async () => {
    const store = await openTestStore();
    await expect(
      store.transaction(trx =>
        appendEvent(trx, clock, { ...event('a'), type: 'Onboarded' }),
      ),
    ).rejects.toThrow('tenant.onboarded.v1');
  });
});
