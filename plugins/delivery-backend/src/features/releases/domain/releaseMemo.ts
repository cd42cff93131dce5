import { z } from 'zod';
import { carriedBindingSchema } from '../../../domain/bindings';

/** What the engine remembers of one cluster between two looks. It is for times and sentences; facts are observed. */
const clusterMemoSchema = z.object({
  state: z.enum([
    'pending',
    'in-progress',
    'waiting',
    'succeeded',
    'failed',
    'skipped',
  ]),
  sentence: z.string(),
  /** Written down before anything is sent: from then on there may be something to put back. */
  attempted: z.boolean(),
  /** Its goal is what it had before the release. */
  back: z.boolean(),
  /** What the goal asks for was sent and accepted. */
  sentAt: z.iso.datetime().optional(),
  /** The bindings that it was sent with. */
  bindings: z.array(carriedBindingSchema).optional(),
  /** The workload's generation after that: what was observed of an older one says nothing. */
  generation: z.int().optional(),
  /** Calls that came to nothing, one after the other, and when to try again. */
  failures: z.int(),
  retryAt: z.iso.datetime().optional(),
  /** The cluster said no, in its words: trying again is for a person. */
  refusal: z.string().optional(),
  /** What was seen when it last moved, and when. */
  progress: z.object({ key: z.string(), at: z.iso.datetime() }).optional(),
  counts: z.object({ current: z.int(), updated: z.int(), ready: z.int() }),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});

export type ClusterMemo = z.infer<typeof clusterMemoSchema>;

export const releaseMemoSchema = z.object({
  aborting: z.boolean().default(false),
  /** Until then the quota is reserved. */
  reservedUntil: z.iso.datetime().optional(),
  clusters: z.record(z.string(), clusterMemoSchema).default({}),
});

export type ReleaseMemo = z.infer<typeof releaseMemoSchema>;

export const freshMemo: ClusterMemo = {
  state: 'pending',
  sentence: 'Not begun yet',
  attempted: false,
  back: false,
  failures: 0,
  counts: { current: 0, updated: 0, ready: 0 },
};

/** The cluster is looked at anew: what was sent is sent again, and old failures are forgotten. */
export function reopened(memo: ClusterMemo): ClusterMemo {
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
