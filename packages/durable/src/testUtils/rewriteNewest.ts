import { z } from 'zod';
import { Store } from '../Store';

/** What a newer version may have written into an event, by name: this version reads it. @public */
export const NEWER_EVENTS = {
  'an outcome of a newer version': { outcome: 'expired' },
  'a type of a newer version': { type: 'tenant2.changed.v1' },
  'a field of a newer version': { severity: { level: 3 } },
};

/** What nobody can read of an event, by name. @public */
export const UNREADABLE_EVENTS = {
  'no JSON': '{"summary":"token-of-dan',
  'no object': '"token-of-dan"',
  'no id': { id: undefined, summary: 'token-of-dan' },
  'no sequence': { sequence: undefined, summary: 'token-of-dan' },
  'a subject of another shape': { subject: 'token-of-dan' },
};

/**
 * Makes the newest event of a feed what a newer version, or damage, has left: with these fields (undefined takes one
 * out), or this text in its place. Gives its sequence.
 *
 * @public
 */
export async function rewriteNewest(
  store: Store,
  as: Record<string, unknown> | string,
): Promise<number> {
  const row = await store.knex('outbox').orderBy('sequence', 'desc').first();
  const sequence = z.coerce.number<unknown>().parse(row.sequence);
  const event =
    typeof as === 'string'
      ? as
      : JSON.stringify({ ...JSON.parse(row.event), ...as });
  await store.knex('outbox').where({ sequence }).update({ event });
  return sequence;
}
