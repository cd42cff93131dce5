import { jsonColumn } from '@flytower/durable';
import { auditEntrySchema } from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { Batch } from '../domain/batch';
import { Segment } from '../domain/segment';
import { instant, integer } from '../rows';

/** Where the chain ends. */
export interface Head {
  last: number;
  hash: string;
  batch: number;
  mac: string;
}

/** The columns of the head. */
export const HEAD_COLUMNS = ['last', 'hash', 'batch', 'mac'] as const;

const headSchema = z.object({
  last: integer,
  hash: z.string(),
  batch: integer,
  mac: z.string(),
});

/** Parses the one row of the table `log_head`. */
export function parseHeadRow(raw: unknown): Head {
  return headSchema.parse(raw);
}

const batchColumns = z.object({
  number: integer,
  kind: z.enum(['signed', 'inherited']),
  first: integer,
  last: integer,
  hash: z.string(),
  at: instant,
  previous: z.string(),
  key_id: z.string(),
  mac: z.string(),
});

/** The columns of a batch. */
export const BATCH_COLUMNS = Object.keys(batchColumns.shape);

const batchRowSchema = batchColumns.transform(
  ({ key_id: keyId, ...row }): Batch => ({ ...row, keyId }),
);

/** Parses a row of the table `fact_batches`. */
export function parseBatchRow(raw: unknown): Batch {
  return batchRowSchema.parse(raw);
}

/** The row of a batch. */
export function batchRow({ keyId, ...batch }: Batch) {
  return { ...batch, at: batch.at.getTime(), key_id: keyId };
}

const segmentColumns = z.object({
  number: integer,
  last: integer,
  hash: z.string(),
  batch: integer,
  mac: z.string(),
  at: instant,
  carried: z.string(),
  closed_at: instant,
  key_id: z.string(),
  signature: z.string(),
});

/** The columns of a segment. */
export const SEGMENT_COLUMNS = Object.keys(segmentColumns.shape);

const segmentRowSchema = segmentColumns.transform(
  ({ key_id: keyId, closed_at: closedAt, carried, ...row }) => ({
    ...row,
    keyId,
    closedAt,
    carriedText: carried,
    carried: jsonColumn(z.array(auditEntrySchema)).parse(carried),
  }),
);

/** A segment as it is stored: with what it carries as text too. */
export type StoredSegment = Segment & { carriedText: string };

/** Parses a row of the table `log_segments`. */
export function parseSegmentRow(raw: unknown): StoredSegment {
  return segmentRowSchema.parse(raw);
}

/** The row of a segment. */
export function segmentRow(segment: StoredSegment) {
  const { keyId, closedAt, carriedText, ...row } = segment;
  return {
    ...row,
    at: segment.at.getTime(),
    carried: carriedText,
    closed_at: closedAt.getTime(),
    key_id: keyId,
  };
}
