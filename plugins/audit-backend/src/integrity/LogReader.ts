import type { Knex } from 'knex';
import { z } from 'zod';
import { parseBatchRow, parseSegmentRow, StoredSegment } from '../chain/rows';
import { BEGINNING, Place, ReadBatch, ReadFact } from '../domain/checkChain';
import { integer, orNothing, parseFactRow } from '../rows';

/** Facts in one read: some milliseconds of work, so that others come between. */
export const PAGE = 200;

const sequenceSchema = z.object({ sequence: integer });
const numberSchema = z.object({ number: integer });

/** The facts and batches after a place, as {@link checkChain} takes them. Rows that are none are given as such. */
export async function readRun(
  trx: Knex,
  place: Place,
): Promise<{ facts: ReadFact[]; batches: ReadBatch[]; bound: number }> {
  const factRows: unknown[] = await trx('facts')
    .where('sequence', '>', place.sequence)
    .orderBy('sequence')
    .limit(PAGE);
  // Each batch holds a fact at least, so that this many hold all facts of the page, but where facts are missing.
  const batchRows: unknown[] = await trx('fact_batches')
    .where('number', '>', place.batch)
    .orderBy('number')
    .limit(PAGE + 1);
  const facts = factRows.map(row => ({
    ...sequenceSchema.parse(row),
    fact: orNothing(() => parseFactRow(row)),
  }));
  const batches = batchRows.map(row => ({
    ...numberSchema.parse(row),
    batch: orNothing(() => parseBatchRow(row)),
  }));
  const bound = Math.min(
    facts.length < PAGE
      ? Number.POSITIVE_INFINITY
      : Math.max(...facts.map(({ sequence }) => sequence)),
    batches.length <= PAGE
      ? Number.POSITIVE_INFINITY
      : Math.max(
          place.sequence,
          ...batches.map(({ batch }) => batch?.last ?? 0),
        ),
  );
  return {
    facts: facts.filter(({ sequence }) => sequence <= bound),
    batches,
    bound,
  };
}

/** What retention closed last; undefined where it closed nothing, or where what stands there is no segment. */
export async function lastSegment(
  knex: Knex,
): Promise<StoredSegment | 'unreadable' | undefined> {
  const row: unknown = await knex('log_segments')
    .orderBy('number', 'desc')
    .first();
  return row === undefined
    ? undefined
    : orNothing(() => parseSegmentRow(row)) ?? 'unreadable';
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
  const row: unknown = await knex('facts')
    .orderBy('sequence', 'desc')
    .first('sequence');
  return row === undefined ? 0 : sequenceSchema.parse(row).sequence;
}
