import { Store } from '@flytower/durable';
import {
  AuditCheckpoint,
  AuditCheckpointAnswer,
} from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import {
  Checkpoint,
  checkpointText,
  formatCheckpoint,
  parseCheckpoint,
} from '../domain/checkpoint';
import { Segment } from '../domain/segment';
import { lastSegment } from '../integrity/LogReader';
import { orNothing } from '../rows';
import { LogKeys } from './LogKeys';
import { parseBatchRow, parseHeadRow } from './rows';

/** What the log has where something outside it says that a batch stood. */
export type Standing = 'held' | 'closed' | 'missing' | 'replaced';

const SENTENCES: Record<Standing, (sequence: number, at: string) => string> = {
  held: (sequence, at) =>
    `The log holds what the checkpoint names: fact ${sequence}, recorded ${at}. Whether everything before it is as it was, says the check`,
  closed: sequence =>
    `Retention has closed and removed the part that ends with fact ${sequence}; the segment that follows is signed`,
  missing: (sequence, at) =>
    `The log ends before fact ${sequence}, which was recorded ${at}: its end was cut off, or an older database was put back. Compare with a backup of the audit database`,
  replaced: (sequence, at) =>
    `Where the checkpoint names fact ${sequence}, recorded ${at}, the log has something else: an older database was put back, or the log was made anew. Compare with a backup of the audit database`,
};

/** Makes checkpoints of the log, and compares the log with them. */
export class Checkpoints {
  readonly #store: Store;
  readonly #keys: LogKeys;

  static create(options: { store: Store; keys: LogKeys }): Checkpoints {
    return new Checkpoints(options.store, options.keys);
  }

  private constructor(store: Store, keys: LogKeys) {
    this.#store = store;
    this.#keys = keys;
  }

  /** Where the log stands now; undefined while it is empty. */
  async now(): Promise<Checkpoint | undefined> {
    const head = parseHeadRow(
      await this.#store.knex('log_head').where({ id: 1 }).first(),
    );
    const row: unknown = await this.#store
      .knex('fact_batches')
      .where({ number: head.batch })
      .first();
    if (row === undefined) {
      return undefined;
    }
    const { number, mac, last, at } = parseBatchRow(row);
    const place = { batch: number, mac, sequence: last, at };
    const { keyId, mac: signature } = this.#keys.sign(checkpointText(place));
    return { ...place, keyId, signature };
  }

  /** Whether the log still holds what a checkpoint, in any text that has one, names. */
  async compare(text: string): Promise<AuditCheckpointAnswer> {
    const checkpoint = parseCheckpoint(text);
    const { sequence, keyId, signature: mac } = checkpoint;
    const at = checkpoint.at.toISOString();
    const signed = this.#keys.check(checkpointText(checkpoint), { keyId, mac });
    if (signed !== 'good') {
      return {
        kind: 'not-ours',
        sequence,
        at,
        sentence:
          signed === 'bad'
            ? `The checkpoint was changed, or made with another key than "${keyId}" of this log; take it again from where it was kept`
            : `The checkpoint is signed with the key "${keyId}", which is not in flytower.audit.keys; put the key back to compare`,
      };
    }
    const { knex } = this.#store;
    const segment = await lastSegment(knex, this.#keys);
    const kind = await standing(knex, segment, checkpoint);
    return { kind, sequence, at, sentence: SENTENCES[kind](sequence, at) };
  }
}

/** A checkpoint as the API gives it. */
export function shownCheckpoint(checkpoint: Checkpoint): AuditCheckpoint {
  return {
    checkpoint: formatCheckpoint(checkpoint),
    sequence: checkpoint.sequence,
    at: checkpoint.at.toISOString(),
    keyId: checkpoint.keyId,
  };
}

/** What the log has where a batch should stand. @param segment - what retention closed last, as it was signed */
export async function standing(
  knex: Knex,
  segment: Segment | undefined,
  expected: { batch: number; mac: string; sequence: number },
): Promise<Standing> {
  if (segment && expected.batch <= segment.batch) {
    return expected.batch < segment.batch || expected.mac === segment.mac
      ? 'closed'
      : 'replaced';
  }
  const row: unknown = await knex('fact_batches')
    .where({ number: expected.batch })
    .first();
  if (row === undefined) {
    return 'missing';
  }
  const batch = orNothing(() => parseBatchRow(row));
  const fact: unknown = await knex('facts')
    .where({ sequence: expected.sequence })
    .first('sequence');
  if (fact === undefined) {
    return 'missing';
  }
  return batch?.mac === expected.mac && batch.last === expected.sequence
    ? 'held'
    : 'replaced';
}
