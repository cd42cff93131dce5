import { Operation, operationSchema } from '@flytower/contract';
import { Clock, Store, withIdempotency } from '@flytower/durable';
import { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { z } from 'zod';

/** Who asks, and the key that makes asking twice one act. */
export interface Asking {
  requester: string;
  key: string;
  /** The generation that the person has seen. */
  ifMatch?: string;
}

/**
 * What all commands have in common: one transaction for what is desired, its event and its operation; done once for each
 * key, with the first answer ever after; and this process sees what it has written before it answers.
 */
export class Commands {
  readonly #options: {
    store: Store;
    clock: Clock;
    refresh: () => Promise<void>;
  };

  static create(options: {
    store: Store;
    clock: Clock;
    /** Awaited after each command. */
    refresh: () => Promise<void>;
  }): Commands {
    return new Commands(options);
  }

  private constructor(options: {
    store: Store;
    clock: Clock;
    refresh: () => Promise<void>;
  }) {
    this.#options = options;
  }

  /** Runs a command that answers with an operation. */
  async startOnce(
    call: readonly unknown[],
    asking: Asking,
    work: (trx: Knex.Transaction) => Promise<Operation>,
  ): Promise<Operation> {
    return operationSchema.parse(await this.once(call, asking, work));
  }

  /** Runs a command. The answer is what the first call of this key got, as JSON; never put a secret into it. */
  async once(
    call: readonly unknown[],
    { requester, key }: Asking,
    work: (trx: Knex.Transaction) => Promise<object>,
  ): Promise<JsonValue> {
    const { store, clock, refresh } = this.#options;
    const answer = await withIdempotency(
      store,
      { caller: requester, key, fingerprint: JSON.stringify(call), clock },
      async trx => z.json().parse(JSON.parse(JSON.stringify(await work(trx)))),
    );
    await refresh();
    return answer;
  }
}
