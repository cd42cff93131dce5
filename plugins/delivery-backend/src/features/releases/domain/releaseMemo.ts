import { z } from 'zod';

/** What the engine remembers of one lane between two looks. It is for times and sentences; facts are observed. */
const laneMemoSchema = z.object({
  state: z.enum([
    'pending',
    'in-progress',
    'waiting',
    'succeeded',
    'failed',
    'skipped',
  ]),
  sentence: z.string(),
  /** Something was begun here: from then on there may be something to put back. */
  attempted: z.boolean(),
  /** Its goal is what it had before the release. */
  back: z.boolean(),
  /** The generation of the manifest that was written down for its goal. */
  manifest: z.int().optional(),
  /** That manifest, or the removal, was sent and accepted. */
  sentAt: z.iso.datetime().optional(),
  /** The workload as the cluster answered then: what was observed of an older one says nothing. */
  object: z.object({ uid: z.string(), generation: z.int() }).optional(),
  /** Calls that came to nothing, one after the other, and when to try again. */
  failures: z.int(),
  retryAt: z.iso.datetime().optional(),
  /** The cluster said no, in its words: trying again is for a person. */
  refusal: z.string().optional(),
  /** The farthest that was reached, and when: what falls back and comes again is no progress. */
  progress: z
    .object({
      updated: z.int(),
      ready: z.int(),
      left: z.int(),
      at: z.iso.datetime(),
    })
    .optional(),
  counts: z.object({ current: z.int(), updated: z.int(), ready: z.int() }),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});

export type LaneMemo = z.infer<typeof laneMemoSchema>;

export const releaseMemoSchema = z.object({
  aborting: z.boolean().default(false),
  /** It is to stand still, with this sentence. */
  pausing: z.string().optional(),
  /** Until then the quota is reserved. */
  reservedUntil: z.iso.datetime().optional(),
  /** By cluster and stage. */
  lanes: z.record(z.string(), laneMemoSchema).default({}),
});

export type ReleaseMemo = z.infer<typeof releaseMemoSchema>;

export const freshMemo: LaneMemo = {
  state: 'pending',
  sentence: 'Not begun yet',
  attempted: false,
  back: false,
  failures: 0,
  counts: { current: 0, updated: 0, ready: 0 },
};

/** The lane is looked at anew: what was sent is sent again, and old failures are forgotten. */
export function reopened(memo: LaneMemo): LaneMemo {
  const { attempted, back, counts, startedAt } = memo;
  return {
    ...freshMemo,
    attempted,
    back,
    counts,
    ...(startedAt ? { startedAt } : {}),
    sentence: 'Begins again',
  };
}
