import { z } from 'zod';

/**
 * The one shape of what happened, as it stands in every plugin's outbox and change feed.
 *
 * @public
 */
export const changeEventSchema = z.object({
  id: z.string().describe('ULID'),
  sequence: z
    .int()
    .min(1)
    .describe('Rises without order inversions within one plugin'),
  type: z
    .string()
    .regex(/^[a-z-]+(\.[a-z-]+)+\.v\d+$/, 'like tenant.onboarded.v1'),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  tenant: z.string().optional(),
  operationId: z.string().optional(),
  actor: z
    .string()
    .describe(
      'Entity reference of the person, or flytower for the platform itself',
    ),
  outcome: z
    .enum(['requested', 'succeeded', 'failed', 'denied', 'aborted'])
    .optional()
    .describe('Set where the event belongs to the operation log'),
  summary: z.string().describe('One sentence for people'),
  data: z.record(z.string(), z.json()).describe('Never a secret'),
  at: z.iso.datetime(),
});

/** @public */
export type ChangeEvent = z.infer<typeof changeEventSchema>;

/**
 * Where a reader stands in one plugin's feed, as text that it keeps and gives back: `<epoch>.<sequence>.<event id>`. The
 * epoch is of the database that the feed is in, the event id is of the event with that sequence (empty for sequence 0).
 * A database that was put back may give the same sequence to another event, or overtake its readers; the id tells.
 *
 * Readers of before kept a bare sequence (`10`), which is taken as it is. `0` is the place before the first event of all.
 *
 * @public
 */
export const feedCursorSchema = z
  .string()
  .regex(
    /^\d{1,15}$|^[0-9a-zA-Z-]{1,36}\.\d{1,15}\.[0-9a-zA-Z-]{0,36}$/,
    'A cursor of a change feed is <epoch>.<sequence>.<event id>; give back the one that was given',
  );

/**
 * What a feed says of a cursor that is none of its own (any more): `put-back` where the reader's event never happened in
 * this database as it is now, `trimmed` where the feed no longer reaches back to it. Either way the reader takes a snapshot.
 *
 * @public
 */
export const feedMismatchSchema = z.object({
  kind: z.literal('mismatch'),
  reason: z.enum(['put-back', 'trimmed']),
  cursor: feedCursorSchema.describe('Where the feed ends now'),
});

/**
 * The answer of `GET /v1/changes?after=<cursor>`: the changes after it, oldest first (none where it is the newest), with
 * the cursor to ask after next; or that the cursor does not match.
 *
 * @public
 */
export const changePageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('changes'),
    changes: z.array(changeEventSchema),
    cursor: feedCursorSchema.describe('To ask after next'),
  }),
  feedMismatchSchema,
]);

/** @public */
export type ChangePage = z.infer<typeof changePageSchema>;

/** @public */
export type FeedMismatch = z.infer<typeof feedMismatchSchema>;
