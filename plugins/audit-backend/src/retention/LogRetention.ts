import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, newId, Store } from '@flytower/durable';
import { AuditEntry, describeFinding } from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { LogKeys } from '../chain/LogKeys';
import {
  parseBatchRow,
  parseHeadRow,
  segmentRow,
  StoredSegment,
} from '../chain/rows';
import { Batch } from '../domain/batch';
import { checkpointText, formatCheckpoint } from '../domain/checkpoint';
import { segmentText } from '../domain/segment';
import { entriesOfFacts } from '../integrity/checkEntries';
import { JobRow } from '../integrity/JobRow';
import { lastSegment } from '../integrity/LogReader';
import { beginning, walkLog } from '../integrity/walkLog';
import { integer } from '../rows';

const DAY_MS = 86_400_000;
/** Rows in one transaction. */
const PAGE = 200;

const factSchema = z.object({ sequence: integer, entry_id: z.string() });

/**
 * Removes what is older than the log is kept. First it checks that part, for what is not whole is evidence and stays;
 * then it signs a segment, which says up to where and what the part had made of entries that go on; then it removes the
 * rows, some at a time. The triggers of the database let only those rows go that a segment names. Killed in between, the
 * next run goes on.
 */
export class LogRetention {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;
  readonly #row: JobRow;
  readonly #days: number;
  readonly #logger: LoggerService;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
    row: JobRow;
    days: number;
    logger: LoggerService;
  }): LogRetention {
    return new LogRetention(options);
  }

  private constructor(options: Parameters<typeof LogRetention.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#keys = options.keys;
    this.#row = options.row;
    this.#days = options.days;
    this.#logger = options.logger;
  }

  /** Closes and removes what is old enough. Does nothing while a check runs: the next day is soon enough. */
  async run(): Promise<void> {
    const by = newId();
    if (!(await this.#row.claim(by, undefined))) {
      return;
    }
    try {
      await this.#close(by);
      const segment = await lastSegment(this.#store.knex);
      if (segment && segment !== 'unreadable') {
        await this.#remove(by, segment);
      }
    } finally {
      await this.#row.release(by);
    }
  }

  async #close(by: string): Promise<void> {
    const from = await beginning(this.#store, this.#keys);
    const batch = await this.#lastOld();
    if (!batch || batch.number <= from.place.batch) {
      return;
    }
    const { keyId, mac } = batch;
    const walk = walkLog(
      { store: this.#store, keys: this.#keys, all: false, until: batch.last },
      from,
    );
    for (;;) {
      const step = await walk.next();
      if (!step.done) {
        await this.#renew(by);
        continue;
      }
      const [found] = step.value.findings;
      if (found) {
        this.#logger.error(
          `Retention keeps the operation log as it is, because it is not whole: ${describeFinding(
            found,
          )}. Compare with a backup of the audit database`,
        );
        return;
      }
      break;
    }
    const carried = await this.#carried(by, from.segment, batch);
    const carriedText = JSON.stringify(carried);
    const place = {
      number: (from.segment?.number ?? 0) + 1,
      last: batch.last,
      hash: batch.hash,
      batch: batch.number,
      mac,
      at: batch.at,
      closedAt: this.#clock.now(),
    };
    const signed = this.#keys.sign(segmentText(place, carriedText));
    await this.#store.knex('log_segments').insert(
      segmentRow({
        ...place,
        carried,
        carriedText,
        keyId: signed.keyId,
        signature: signed.mac,
      }),
    );
    this.#say({ ...batch, keyId });
  }

  /** The newest batch that is old enough to go; never the newest of all, at which the chain goes on. */
  async #lastOld(): Promise<Batch | undefined> {
    const { knex } = this.#store;
    const before = this.#clock.now().getTime() - this.#days * DAY_MS;
    const kept: unknown = await knex('fact_batches')
      .where('at', '>=', before)
      .min('number as number')
      .first();
    const firstKept = z
      .object({ number: z.union([z.null(), integer]) })
      .parse(kept).number;
    const head = parseHeadRow(await knex('log_head').where({ id: 1 }).first());
    const number = Math.min(firstKept ?? head.batch, head.batch) - 1;
    const row: unknown = await knex('fact_batches').where({ number }).first();
    return row === undefined ? undefined : parseBatchRow(row);
  }

  /** Entries that have facts on both sides of the cut, as those before it made them. */
  async #carried(
    by: string,
    segment: StoredSegment | undefined,
    { last }: Batch,
  ): Promise<AuditEntry[]> {
    const before = new Map(
      (segment?.carried ?? []).map(entry => [entry.id, entry]),
    );
    const carried = new Map<string, AuditEntry>();
    const keep = async (ids: string[]) => {
      const goOn: unknown[] = await this.#store
        .knex('facts')
        .whereIn('entry_id', ids)
        .where('sequence', '>', last)
        .distinct('entry_id as id');
      const those = goOn.map(row => z.object({ id: z.string() }).parse(row).id);
      const entries = await entriesOfFacts(
        this.#store.knex,
        those,
        before,
        last,
      );
      entries.forEach((entry, id) => carried.set(id, entry));
    };
    const old = [...before.keys()];
    for (let at = 0; at < old.length; at += PAGE) {
      await keep(old.slice(at, at + PAGE));
    }
    let sequence = segment?.last ?? 0;
    while (sequence < last) {
      const facts = await this.#factsAfter(sequence, last);
      if (facts.length === 0) {
        break;
      }
      await keep([...new Set(facts.map(({ entry_id: id }) => id))]);
      sequence = Math.max(...facts.map(fact => fact.sequence));
      await this.#renew(by);
    }
    return [...carried.values()];
  }

  /** Removes what a segment names: facts, the entries that lose their last fact with them, and batches. */
  async #remove(by: string, segment: StoredSegment): Promise<void> {
    for (;;) {
      const facts = await this.#factsAfter(0, segment.last);
      if (facts.length === 0) {
        break;
      }
      const sequences = facts.map(({ sequence }) => sequence);
      const ids = [...new Set(facts.map(({ entry_id: id }) => id))];
      await this.#store.transaction(async trx => {
        await trx('facts').whereIn('sequence', sequences).delete();
        const left: unknown[] = await trx('facts')
          .whereIn('entry_id', ids)
          .distinct('entry_id as id');
        const goOn = new Set(
          left.map(row => z.object({ id: z.string() }).parse(row).id),
        );
        await trx('entries')
          .whereIn(
            'id',
            ids.filter(id => !goOn.has(id)),
          )
          .delete();
      });
      await this.#renew(by);
    }
    for (;;) {
      const rows: unknown[] = await this.#store
        .knex('fact_batches')
        .where('number', '<=', segment.batch)
        .orderBy('number')
        .limit(PAGE)
        .select('number');
      const numbers = rows.map(
        row => z.object({ number: integer }).parse(row).number,
      );
      if (numbers.length === 0) {
        return;
      }
      await this.#store
        .knex('fact_batches')
        .whereIn('number', numbers)
        .delete();
      await this.#renew(by);
    }
  }

  async #factsAfter(sequence: number, last: number) {
    const rows: unknown[] = await this.#store
      .knex('facts')
      .where('sequence', '>', sequence)
      .where('sequence', '<=', last)
      .orderBy('sequence')
      .limit(PAGE)
      .select('sequence', 'entry_id');
    return rows.map(row => factSchema.parse(row));
  }

  /** Says that it is alive; ends the run where the row is another's by now. */
  async #renew(by: string): Promise<void> {
    if (!(await this.#row.renew(by, undefined))) {
      throw new Error(
        'Retention of the operation log was away too long and lost its place; it goes on tomorrow',
      );
    }
  }

  #say({ number: batch, mac, last: sequence, at }: Batch): void {
    const place = { batch, mac, sequence, at };
    const { keyId, mac: signature } = this.#keys.sign(checkpointText(place));
    this.#logger.info(
      `Retention closes the operation log up to fact ${sequence}, recorded ${at.toISOString()}, and removes it: ${formatCheckpoint(
        { ...place, keyId, signature },
      )}`,
    );
  }
}
