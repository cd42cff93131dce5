import { ChangeEvent, changeEventSchema } from '@flytower/contract';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Clock } from './Clock';
import { newId } from './newId';

/**
 * An event before the outbox gave it its id, sequence and time.
 *
 * @public
 */
export type NewEvent = Omit<ChangeEvent, 'id' | 'sequence' | 'at'>;

/**
 * Writes an event into the plugin's outbox, in the transaction of the change that it tells of.
 *
 * The sequence comes from one head row whose lock is held until the transaction ends, and which keeps the id of the last event. So the order of sequences is the
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
  const id = newId();
  const [head] = await trx('outbox_head')
    .where({ id: 1 })
    .update({ last: trx.raw('last + 1'), last_id: id })
    .returning('last');
  const sequence = z.coerce.number<unknown>().int().parse(head.last);
  const at = clock.now();
  const whole = changeEventSchema.parse({
    ...event,
    id,
    sequence,
    at: at.toISOString(),
  });
  await trx('outbox').insert({
    sequence,
    id,
    event: JSON.stringify(whole),
    at: at.getTime(),
  });
}
