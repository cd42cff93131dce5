import { clusterSlugSchema } from '@flytower/contract';
import { z } from 'zod';

/** More instances than this of one service are a slip of the finger. */
const MAX_INSTANCES = 1000;

/**
 * How many instances a service has in all its clusters together.
 *
 * @public
 */
export const instanceCountSchema = z
  .number()
  .refine(n => Number.isInteger(n) && n >= 0 && n <= MAX_INSTANCES, {
    error: issue =>
      `${issue.input} is no number of instances: give a whole number from 0 to ${MAX_INSTANCES}`,
  })
  .meta({ type: 'integer', minimum: 0, maximum: MAX_INSTANCES });

/**
 * A cluster's part of a service: its weight in the ratio, and the bounds it keeps whatever the ratio says.
 *
 * @public
 */
export const clusterShareSchema = z
  .object({
    cluster: clusterSlugSchema,
    weight: z
      .int('A weight is a whole number from 0 to 1000')
      .min(0, 'A weight is a whole number from 0 to 1000')
      .max(1000, 'A weight is a whole number from 0 to 1000'),
    minimum: instanceCountSchema.optional(),
    maximum: instanceCountSchema.optional(),
  })
  .refine(share => (share.minimum ?? 0) <= (share.maximum ?? MAX_INSTANCES), {
    error:
      'The minimum of a cluster is above its maximum: lower one or raise the other',
    path: ['minimum'],
  });

/** @public */
export type ClusterShare = z.infer<typeof clusterShareSchema>;

/**
 * The clusters of a release with the ratio between them.
 *
 * @public
 */
export const clusterSharesSchema = z
  .array(clusterShareSchema)
  .min(1, 'Choose at least one cluster to release to')
  .max(50, 'A service may be in at most 50 clusters')
  .refine(
    shares => new Set(shares.map(s => s.cluster)).size === shares.length,
    { error: 'A cluster is named twice: give each cluster one weight' },
  )
  .refine(shares => shares.some(share => share.weight > 0), {
    error: issue =>
      `The ratio is ${ratioOf(
        issue.input,
      )}: give at least one cluster a weight above 0`,
  });

function ratioOf(shares: unknown): string {
  return z
    .array(z.object({ weight: z.number() }))
    .parse(shares)
    .map(share => share.weight)
    .join(':');
}

/**
 * Where a service is to run in one environment: desired state, kept apart from its revision.
 *
 * @public
 */
export const placementSchema = z.object({
  instances: instanceCountSchema,
  clusters: clusterSharesSchema,
});

/** @public */
export type Placement = z.infer<typeof placementSchema>;
