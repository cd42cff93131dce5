import { dataAgeSchema, healthSchema } from '@flytower/plugin-fleet-common';
import { z } from 'zod';

/**
 * What happened to a pod, as Kubernetes wrote it, with our words where we have better ones.
 *
 * @public
 */
export const podEventSchema = z.object({
  type: z.enum(['normal', 'warning']),
  reason: z.string(),
  sentence: z.string(),
  count: z.int().min(1),
  lastSeen: z.iso.datetime(),
});

/** @public */
export const podSchema = z.object({
  name: z.string(),
  uid: z.string(),
  node: z.string().optional(),
  health: healthSchema,
  ready: z.boolean(),
  restarts: z.int().min(0),
  revision: z
    .int()
    .min(1)
    .optional()
    .describe('None where the pod is of no revision that Flytower knows'),
  images: z.array(z.string()),
  createdAt: z.iso.datetime(),
  events: z.array(podEventSchema).describe('Latest first, at most ten'),
});

/** @public */
export type Pod = z.infer<typeof podSchema>;

/**
 * A service's instances in one environment, cluster by cluster. A cluster that cannot be seen says so and hides no other.
 *
 * @public
 */
export const instancesSchema = z.object({
  environment: z.string(),
  namespace: z.string(),
  health: healthSchema,
  desired: z.int().min(0),
  ready: z.int().min(0),
  clusters: z.array(
    z.object({
      cluster: z.string(),
      displayName: z.string(),
      dataCentre: z.string(),
      simulated: z.boolean(),
      health: healthSchema,
      data: dataAgeSchema.describe('How old what is shown of it is'),
      desired: z.int().min(0),
      current: z.int().min(0),
      updated: z.int().min(0),
      ready: z.int().min(0),
      pods: z.array(podSchema),
    }),
  ),
});

/** @public */
export type Instances = z.infer<typeof instancesSchema>;

/**
 * One line of the overview: a service in one environment, or a service that is published nowhere.
 *
 * @public
 */
export const overviewItemSchema = z.object({
  tenant: z.string(),
  application: z.string(),
  applicationName: z.string(),
  service: z.string(),
  serviceName: z.string(),
  environment: z.string().optional(),
  health: healthSchema,
  revision: z.int().min(1).optional(),
  image: z.string(),
  desired: z.int().min(0),
  ready: z.int().min(0),
  clusters: z.array(
    z.object({
      cluster: z.string(),
      desired: z.int().min(0),
      ready: z.int().min(0),
    }),
  ),
  release: z
    .object({ id: z.string(), number: z.int(), state: z.string() })
    .optional()
    .describe('The latest release there'),
});

/** @public */
export type OverviewItem = z.infer<typeof overviewItemSchema>;
