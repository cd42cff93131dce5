import { createHash } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Clock } from './Clock';
import { Store } from './Store';

/** @public */
export interface IdempotentCall {
  /** Entity reference of the person: two people's keys never meet. */
  caller: string;
  /** The Idempotency-Key of the call. */
  key: string;
  /** Route and body. Only its hash is kept, because a body may hold a secret. */
  fingerprint: string;
  clock: Clock;
}

const rowSchema = z.object({
  fingerprint: z.string(),
  answer: z.string(),
});

const answerSchema: z.ZodType<JsonValue> = z.json();

/**
 * Does the work once for each key, in one transaction with the memory of it: the same call again gives the first
 * answer, and of two at once the second waits for the first. Where the work throws, nothing is remembered. A key that
 * comes again with another call is a `ConflictError`. A
 * {@link Retention} forgets keys after their time, seven days where the configuration says nothing else.
 *
 * @public
 */
export async function withIdempotency(
  store: Store,
  call: IdempotentCall,
  work: (trx: Knex.Transaction) => Promise<JsonValue>,
): Promise<JsonValue> {
  const { caller, key, clock } = call;
  const now = clock.now().getTime();
  const fingerprint = createHash('sha256')
    .update(call.fingerprint)
    .digest('hex');
  return store.transaction(async trx => {
    const inserted = await trx('idempotency_keys')
      .insert({ caller, key, fingerprint, created_at: now })
      .onConflict(['caller', 'key'])
      .ignore()
      .returning('key');
    if (inserted.length === 0) {
      const first = rowSchema.parse(
        await trx('idempotency_keys').where({ caller, key }).first(),
      );
      if (first.fingerprint !== fingerprint) {
        throw new ConflictError(
          `The Idempotency-Key "${key}" was used for another call; send a new key with a new call`,
        );
      }
      return answerSchema.parse(JSON.parse(first.answer));
    }
    const answer = await work(trx);
    await trx('idempotency_keys')
      .where({ caller, key })
      .update({ answer: JSON.stringify(answer) });
    return answer;
  });
}
