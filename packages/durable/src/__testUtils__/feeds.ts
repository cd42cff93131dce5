import { appendEvent, NewEvent } from '../outbox';
import { Store } from '../Store';
import { FakeClock } from '../testUtils';

const clock = new FakeClock('2026-03-01T10:00:00.000Z');

/** An event of a tenant. */
export function eventOf(name: string): NewEvent {
  return {
    type: 'tenant.changed.v1',
    subject: { kind: 'tenant', id: name, name },
    tenant: name,
    actor: 'user:default/olivia',
    summary: `Olivia changed ${name}`,
    data: {},
  };
}

/** Appends an event for each name, each in a transaction of its own. */
export async function tell(store: Store, ...names: string[]): Promise<void> {
  for (const name of names) {
    await store.transaction(trx => appendEvent(trx, clock, eventOf(name)));
  }
}

/** Forgets the oldest events, as the retention does; the newest ones stay. */
export async function trim(store: Store, keep: number): Promise<void> {
  const kept = await store
    .knex('outbox')
    .orderBy('sequence', 'desc')
    .limit(keep)
    .select('sequence');
  await store
    .knex('outbox')
    .whereNotIn(
      'sequence',
      kept.map(({ sequence }) => sequence),
    )
    .delete();
}
