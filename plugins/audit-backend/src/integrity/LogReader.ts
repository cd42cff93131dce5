import type { Knex } from 'knex';
import { z } from 'zod';
import {
  BATCH_COLUMNS,
  parseBatchRow,
  parseSegmentRow,
  SEGMENT_COLUMNS,
  StoredSegment,
} from '../chain/rows';
import { LogKeys } from '../chain/LogKeys';
import { exactText } from '../domain/evidence';
import { BEGINNING, Place } from '../domain/Place';
import { ReadBatch, ReadFact, Run } from '../domain/Run';
import { segmentText } from '../domain/segment';
import { FACT_COLUMNS, integer, orNothing, parseFactRow } from '../rows';

/** Facts in one read: some milliseconds of work, so that others come between. */
export const PAGE = 200;

const sequenceSchema = z.object({ sequence: integer });
const numberSchema = z.object({ number: integer });
/** What a column of numbers may hold: SQLite takes anything. */
const numberColumn = z.union([z.number(), z.string(), z.instanceof(Buffer)]);
const hashSchema = z.object({ hash: z.string() }).catch({ hash: '' });
const entrySchema = z.object({ entry_id: z.string() });
const macSchema = z.object({ mac: z.string() }).catch({ mac: '' });

/**
 * Only rows whose number the log itself could have given. Others (before the first, behind every safe integer, and what
 * else SQLite keeps in a column of numbers) have no place in the order, see {@link readStrays}.
 */
export function inOrder<Query extends Knex.QueryBuilder>(
  query: Query,
  column: 'sequence' | 'number',
): Query {
  query.whereRaw('?? between 1 and ? and ?? = cast(?? as bigint)', [
    column,
    Number.MAX_SAFE_INTEGER,
    column,
    column,
  ]);
  return query;
}

/** The facts and batches behind a place, as {@link checkChain} takes them. Rows that are none are given as such. */
export async function readRun(
  trx: Knex,
  after: { sequence: number; row: number },
): Promise<Run> {
  const factRows: unknown[] = await inOrder(
    trx('facts').where('sequence', '>', after.sequence),
    'sequence',
  )
    .orderBy('sequence')
    .limit(PAGE);
  // Each batch holds a fact at least, so that this many hold all facts of the page, but where some were tampered with.
  const batchRows: unknown[] = await inOrder(
    trx('fact_batches').where('number', '>', after.row),
    'number',
  )
    .orderBy('number')
    .limit(PAGE + 1);
  return {
    facts: factRows.map(readFact),
    allFacts: factRows.length < PAGE,
    batches: batchRows.map(readBatch),
    allBatches: batchRows.length <= PAGE,
  };
}

function readFact(row: unknown): ReadFact {
  return {
    ...sequenceSchema.parse(row),
    ...hashSchema.parse(row),
    text: exactText(row, FACT_COLUMNS),
    entryId: entrySchema.safeParse(row).data?.entry_id,
    fact: orNothing(() => parseFactRow(row)),
  };
}

function readBatch(row: unknown): ReadBatch {
  return {
    ...numberSchema.parse(row),
    ...macSchema.parse(row),
    text: exactText(row, BATCH_COLUMNS),
    batch: orNothing(() => parseBatchRow(row)),
  };
}

/**
 * Facts or batches before the first that is kept, and behind every number that the log gives, as texts, some at a time in
 * an order that stays. They are no part of the chain.
 */
export async function* readStrays(
  knex: Knex,
  table: 'facts' | 'fact_batches',
  first: number,
): AsyncGenerator<string[]> {
  const [column, columns] =
    table === 'facts'
      ? (['sequence', FACT_COLUMNS] as const)
      : (['number', BATCH_COLUMNS] as const);
  for (const [sign, bound] of [
    ['<', first],
    ['>', Number.MAX_SAFE_INTEGER],
  ] as const) {
    let rows: unknown[];
    let after: z.infer<typeof numberColumn> | undefined;
    do {
      const query = knex(table).where(column, sign, bound);
      if (after !== undefined) {
        query.where(column, '>', after);
      }
      rows = await query.orderBy(column).limit(PAGE);
      yield rows.map(row => exactText(row, columns));
      after = numberIn(rows.at(-1), column);
    } while (after !== undefined && rows.length === PAGE);
  }
}

/** A row that says what retention closed. */
export interface ReadSegment {
  text: string;
  signed: 'good' | 'bad' | 'unknown-key';
  segment?: StoredSegment;
}

/** What retention closed, the newest first. Only what is signed counts: nobody looks at what is before it any more. */
export async function* readSegments(
  knex: Knex,
  keys: LogKeys,
): AsyncGenerator<ReadSegment> {
  let before: z.infer<typeof numberColumn> | undefined;
  do {
    const query = knex('log_segments');
    if (before !== undefined) {
      query.where('number', '<', before);
    }
    const row: unknown = await query.orderBy('number', 'desc').first();
    if (row === undefined) {
      return;
    }
    before = numberIn(row, 'number');
    const segment = orNothing(() => parseSegmentRow(row));
    const signed = segment
      ? keys.check(segmentText(segment, segment.carriedText), {
          keyId: segment.keyId,
          mac: segment.signature,
        })
      : 'bad';
    yield { text: exactText(row, SEGMENT_COLUMNS), signed, segment };
  } while (before !== undefined);
}

function numberIn(row: unknown, column: string) {
  const value: unknown = new Map(Object.entries(row ?? {})).get(column);
  return numberColumn.safeParse(value).data;
}

/** What retention closed last, as it was signed; undefined where it closed nothing. */
export async function lastSegment(
  knex: Knex,
  keys: LogKeys,
): Promise<StoredSegment | undefined> {
  for await (const { signed, segment } of readSegments(knex, keys)) {
    if (segment && signed === 'good') {
      return segment;
    }
  }
  return undefined;
}

/** Where the chain that is kept begins. */
export function placeAfter(segment: StoredSegment | undefined): Place {
  return segment
    ? {
        sequence: segment.last,
        hash: segment.hash,
        batch: segment.batch,
        mac: segment.mac,
        covered: segment.last,
        inherited: 0,
        at: segment.at.getTime(),
      }
    : BEGINNING;
}

/** The sequence of the newest fact. */
export async function newestSequence(knex: Knex): Promise<number> {
  const row: unknown = await inOrder(knex('facts'), 'sequence')
    .orderBy('sequence', 'desc')
    .first('sequence');
  return row === undefined ? 0 : sequenceSchema.parse(row).sequence;
}
