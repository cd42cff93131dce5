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
 * The answer of `GET /v1/changes?after=<sequence>`.
 *
 * @public
 */
export const changePageSchema = z.object({
  changes: z.array(changeEventSchema),
  last: z
    .int()
    .min(0)
    .describe(
      'The sequence to ask after next. Below the one asked after where the feed was put back: take a snapshot',
    ),
});

/** @public */
export type ChangePage = z.infer<typeof changePageSchema>;
