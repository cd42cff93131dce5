import { z } from 'zod';

/**
 * The one shape of what happened, as it is written into every plugin's outbox. Strict: what is read is a
 * {@link FeedEvent}.
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
 * An event as it is read. A newer version may have written it: its type and outcome may be words that the reader does not
 * know, and fields that the reader does not know are passed on. Ask {@link knownOutcomeOf} for the outcome.
 *
 * @public
 */
export const feedEventSchema = z.looseObject({
  ...changeEventSchema.shape,
  type: z.string().describe('Like tenant.onboarded.v1'),
  outcome: z
    .string()
    .optional()
    .describe(
      'Set where the event belongs to the operation log: requested, succeeded, failed, denied or aborted. Newer versions may know more',
    ),
  at: z.iso.datetime({ offset: true }),
});

/** @public */
export type FeedEvent = z.infer<typeof feedEventSchema>;

/**
 * The outcome of an event; undefined where it has none, or one that only a newer version knows.
 *
 * @public
 */
export function knownOutcomeOf({
  outcome,
}: Pick<FeedEvent, 'outcome'>): ChangeEvent['outcome'] {
  return changeEventSchema.shape.outcome.safeParse(outcome).data;
}

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
  reason: z
    .enum(['put-back', 'trimmed', 'unknown'])
    .catch('unknown')
    .describe('`unknown` is what a reader makes of a newer reason'),
  cursor: feedCursorSchema.describe('Where the feed ends now'),
});

const changesSchema = z.object({
  kind: z.literal('changes'),
  changes: z.array(feedEventSchema),
  unreadable: z
    .array(z.int())
    .optional()
    .describe(
      'Sequences of events of this page that could not be read, and are left out of the changes',
    ),
  cursor: feedCursorSchema.describe('To ask after next'),
});

/**
 * The answer of `GET /v1/changes?after=<cursor>`: the changes after it, oldest first (none where it is the newest), with
 * the cursor to ask after next; or that the cursor does not match.
 *
 * A change that cannot be read never fails its page: it stands by its sequence among the unreadable ones, whether the
 * plugin that answers or the one that asks could not read it.
 *
 * @public
 */
export const changePageSchema = z.preprocess(
  setUnreadableAside,
  z.discriminatedUnion('kind', [changesSchema, feedMismatchSchema]),
);

/** @public */
export type ChangePage = z.infer<typeof changePageSchema>;

/** @public */
export type FeedMismatch = z.infer<typeof feedMismatchSchema>;

const rawPageSchema = z.looseObject({
  kind: z.literal('changes'),
  changes: z.array(z.unknown()),
  unreadable: z.array(z.int()).default([]),
  cursor: feedCursorSchema,
});
const numberedSchema = z.looseObject({ sequence: z.int().min(1) });

/** Moves what is no event from the changes of a page to its unreadable sequences; what is no page stays as it is. */
function setUnreadableAside(raw: unknown): unknown {
  const page = rawPageSchema.safeParse(raw).data;
  if (!page) {
    return raw;
  }
  const { changes, unreadable } = page;
  const events = changes.filter(one => feedEventSchema.safeParse(one).success);
  if (events.length === changes.length) {
    return raw;
  }
  const more = changes.flatMap((one, index) =>
    feedEventSchema.safeParse(one).success
      ? []
      : [sequenceAt(page, one, index)],
  );
  return {
    ...page,
    changes: events,
    unreadable: [...unreadable, ...more].sort((one, other) => one - other),
  };
}

/** Of an event without its sequence, counted from the end of its page: a feed has no gaps. */
function sequenceAt(
  { changes, unreadable, cursor }: z.infer<typeof rawPageSchema>,
  one: unknown,
  index: number,
): number {
  const numbered = numberedSchema.safeParse(one);
  if (numbered.success) {
    return numbered.data.sequence;
  }
  const [head, last = head] = cursor.split('.');
  const count = changes.length + unreadable.length;
  return Array.from({ length: count }, (_, n) => Number(last) - count + 1 + n)
    .filter(sequence => !unreadable.includes(sequence))
    .slice(index)[0];
}
