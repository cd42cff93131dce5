import { Operation, operationSchema } from '@flytower/contract';
import { Clock, Store, withIdempotency } from '@flytower/durable';
import type { Knex } from 'knex';

/** Who asks, and under which Idempotency-Key. */
export interface Asked {
  person: string;
  key: string;
}

/** One transaction a key; then this process looks at what it has written. The facts say what is asked. */
export async function askedOnce(
  using: { store: Store; clock: Clock; refresh: () => Promise<void> },
  { person, key }: Asked,
  facts: string[],
  work: (trx: Knex.Transaction) => Promise<Operation>,
): Promise<Operation> {
  const { clock, refresh, store } = using;
  const answer = await withIdempotency(
    store,
    { caller: person, key, fingerprint: JSON.stringify(facts), clock },
    async trx => JSON.parse(JSON.stringify(await work(trx))),
  );
  await refresh();
  return operationSchema.parse(answer);
}
