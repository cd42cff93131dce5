import { ChangeEvent, changeEventSchema, ChangePage } from '@flytower/contract';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Clock } from './Clock';
import { newId } from './newId';
import { Store } from './Store';

/**
 * An event before the outbox gave it its id, sequence and time.
 *
 * @public
 */
export type NewEvent = Omit<ChangeEvent, 'id' | 'sequence' | 'at'>;

/**
 * Writes an event into the plugin's outbox, in the transaction of the change that it tells of.
 *
 * The sequence comes from one head row whose lock is held until the transaction ends. So the order of sequences is the
 * order of commits, a rolled-back transaction leaves no gap, and a reader that saw sequence 7 never meets a 6 later. It
 * also makes writers wait for each other: append last in a transaction.
 *
 * @public
 */
export async function appendEvent(
  trx: Knex.Transaction,
  clock: Clock,
  event: NewEvent,
): Promise<void> {
  const [head] = await trx('outbox_head')
    .where({ id: 1 })
    .increment('last', 1)
    .returning('last');
  const sequence = z.coerce.number<unknown>().int().parse(head.last);
  const at = clock.now();
  const whole = changeEventSchema.parse({
    ...event,
    id: newId(),
    sequence,
    at: at.toISOString(),
  });
  await trx('outbox').insert({
    sequence,
    id: whole.id,
    event: JSON.stringify(whole),
    at: at.getTime(),
  });
}

const outboxRowSchema = z.object({ event: z.string() });

/**
 * The events after a sequence, oldest first: what a plugin answers to `GET /v1/changes?after=…`. A `last` below `after`
 * says that the feed was put back (its database was restored or made anew): the reader's copy is of another history.
 *
 * @public
 */
export async function readChanges(
  store: Store,
  after: number,
  limit: number,
): Promise<ChangePage> {
  const rows = await store
    .knex('outbox')
    .select('event')
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(Math.min(limit, 500));
  const changes = rows.map(row =>
    changeEventSchema.parse(JSON.parse(outboxRowSchema.parse(row).event)),
  );
  if (changes.length === 0) {
    return { changes, last: Math.min(after, await lastSequence(store.knex)) };
  }
  return { changes, last: changes[changes.length - 1].sequence };
}

/**
 * The sequence of the newest event. Read it in the {@link Store.readTransaction} that reads a snapshot, so that
 * snapshot and later changes fit together.
 *
 * @public
 */
export async function lastSequence(trx: Knex): Promise<number> {
  const head = await trx('outbox_head').where({ id: 1 }).first('last');
  return z.coerce.number<unknown>().int().parse(head?.last);
}
