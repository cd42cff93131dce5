import { Clock, newId, Store } from '@flytower/durable';
import { AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { LogKeys } from '../chain/LogKeys';
import { appendFacts, lockHead } from '../chain/writeChain';
import {
  ACKNOWLEDGED,
  Acknowledged,
  acknowledgedBy,
  factOfAcknowledgement,
} from '../domain/acknowledgement';
import { orNothing, parseFactRow } from '../rows';

/** What operations admins said they know of. It stands in the log as facts, and nowhere else. */
export class Acknowledgements {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
  }): Acknowledgements {
    return new Acknowledgements(options);
  }

  private constructor(options: Parameters<typeof Acknowledgements.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#keys = options.keys;
  }

  /** By the id of the finding; the first who said so. What no key of the log signed does not count. */
  async read(
    knex: Knex = this.#store.knex,
  ): Promise<ReadonlyMap<string, Acknowledged>> {
    const rows: unknown[] = await knex('facts')
      // In the words of its index, which a bound value would not be.
      .whereRaw(`verb = '${ACKNOWLEDGED.verb}'`)
      .orderBy('sequence', 'desc');
    return new Map(
      rows.flatMap(row => {
        const fact = orNothing(() => parseFactRow(row));
        return fact ? acknowledgedBy(this.#keys, fact) : [];
      }),
    );
  }

  /** Appends that a person knows of findings, where nobody has said so yet. */
  async add(
    findings: readonly AuditFinding[],
    { by, reason }: { by: string; reason: string },
  ): Promise<void> {
    await this.#store.transaction(async trx => {
      // First, so that of two who say the same one is the first.
      await lockHead(trx);
      const known = await this.read(trx);
      const fresh = findings.filter(({ id }) => !known.has(id));
      if (fresh.length === 0) {
        return;
      }
      const at = this.#clock.now();
      await appendFacts(trx, this.#keys, at, [
        factOfAcknowledgement(this.#keys, {
          id: newId(),
          findings: fresh,
          by,
          reason,
          at,
        }),
      ]);
    });
  }
}
