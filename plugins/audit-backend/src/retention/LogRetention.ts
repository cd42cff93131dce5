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
import { Batch, batchText } from '../domain/batch';
import { checkpointText, formatCheckpoint } from '../domain/checkpoint';
import { segmentText } from '../domain/segment';
import { Acknowledgements } from '../integrity/Acknowledgements';
import { entriesOfFacts } from '../integrity/checkEntries';
import { Findings } from '../integrity/Findings';
import { JobRow } from '../integrity/JobRow';
import { inOrder, lastSegment } from '../integrity/LogReader';
import { beginning, walkLog } from '../integrity/walkLog';
import { integer, orNothing } from '../rows';
import { factsAfter, removeClosed } from './removeClosed';

const DAY_MS = 86_400_000;
/** Rows in one read. */
const PAGE = 200;

/**
 * Removes what is older than the log is kept. First it checks that part, for what is not whole is evidence and stays,
 * until somebody says that they know of it;
 * then it signs a segment, which says up to where and what the part had made of entries that go on; then it removes the
 * rows, some at a time. The triggers of the database let only those rows go that a segment names. Killed in between, the
 * next run goes on.
 */
export class LogRetention {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;
  readonly #row: JobRow;
  readonly #acknowledgements: Acknowledgements;
  readonly #days: number;
  readonly #logger: LoggerService;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
    row: JobRow;
    acknowledgements: Acknowledgements;
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
    this.#acknowledgements = options.acknowledgements;
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
      const segment = await lastSegment(this.#store.knex, this.#keys);
      if (segment) {
        await removeClosed(this.#store, segment, async () => {
          await this.#renew(by);
          return true;
        });
      }
    } finally {
      await this.#row.release(by);
    }
  }

  async #close(by: string): Promise<void> {
    const known = await this.#acknowledgements.read();
    const findings = Findings.create(known);
    const from = await beginning(this.#store, this.#keys, findings);
    const batch = await this.#lastOld();
    if (!batch || batch.number <= from.place.batch) {
      return;
    }
    const { keyId, mac } = batch;
    for await (const _ of walkLog(
      {
        store: this.#store,
        keys: this.#keys,
        findings,
        all: false,
        until: batch.last,
      },
      from,
    )) {
      await this.#renew(by);
    }
    if (findings.first) {
      this.#logger.error(
        `Retention keeps the operation log as it is, because it is not whole: ${describeFinding(
          findings.first,
        )}. Compare with a backup of the audit database`,
      );
      return;
    }
    const carried = await this.#carried(by, from.segment, batch);
    const carriedText = JSON.stringify(carried);
    const place = {
      number: await this.#nextNumber(),
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

  /**
   * The newest batch that is old enough to go and is as it was signed; never the newest of all, at which the chain goes
   * on.
   */
  async #lastOld(): Promise<Batch | undefined> {
    const { knex } = this.#store;
    const before = this.#clock.now().getTime() - this.#days * DAY_MS;
    const kept: unknown = await inOrder(
      knex('fact_batches').where('at', '>=', before),
      'number',
    )
      .min('number as number')
      .first();
    const firstKept = z
      .object({ number: z.union([z.null(), integer]) })
      .parse(kept).number;
    const head = parseHeadRow(await knex('log_head').where({ id: 1 }).first());
    const end = Math.min(firstKept ?? head.batch, head.batch);
    const rows: unknown[] = await inOrder(
      knex('fact_batches').where('number', '<', end),
      'number',
    )
      .orderBy('number', 'desc')
      .limit(PAGE);
    return rows
      .flatMap(row => orNothing(() => parseBatchRow(row)) ?? [])
      .find(batch => this.#keys.check(batchText(batch), batch) === 'good');
  }

  /** Behind every row that says what was closed, whoever wrote it. */
  async #nextNumber(): Promise<number> {
    const row: unknown = await this.#store
      .knex('log_segments')
      .max('number as number')
      .first();
    const { number } = z
      .object({ number: z.union([z.null(), integer]) })
      .parse(row);
    return (number ?? 0) + 1;
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
      const facts = await factsAfter(this.#store.knex, sequence, last);
      if (facts.length === 0) {
        break;
      }
      await keep([...new Set(facts.map(({ entry_id: id }) => id))]);
      sequence = Math.max(...facts.map(fact => fact.sequence));
      await this.#renew(by);
    }
    return [...carried.values()];
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
