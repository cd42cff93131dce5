import { z } from 'zod';

/**
 * The one vocabulary of status. `waiting` is for a person, a time or a cluster, and its sentence says which; `unknown`
 * means that the data is older than its limit.
 *
 * @public
 */
export const statusSchema = z.enum([
  'healthy',
  'progressing',
  'waiting',
  'degraded',
  'failed',
  'stopped',
  'unknown',
]);

/** @public */
export type Status = z.infer<typeof statusSchema>;

/**
 * How something is, with one sentence of cause.
 *
 * @public
 */
export const healthSchema = z.object({
  status: statusSchema,
  sentence: z.string().describe('For example "1 of 5 nodes is not ready"'),
});

/** @public */
export type Health = z.infer<typeof healthSchema>;

/**
 * How old what we know of a cluster is. `syncing`: the first list is under way; `live`: changes arrive as they happen;
 * `stale`: contact is lost, and what is shown is the last that was seen.
 *
 * @public
 */
export const dataAgeSchema = z.object({
  state: z.enum(['syncing', 'live', 'stale']),
  ageSeconds: z
    .int()
    .min(0)
    .optional()
    .describe('Since the last contact; absent before the first'),
  lastContactAt: z.iso.datetime().optional(),
  sentence: z.string().describe('For example "The data is 12 s old"'),
});

/** @public */
export type DataAge = z.infer<typeof dataAgeSchema>;
