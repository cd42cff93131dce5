import {
  applicationSlugSchema,
  environmentSlugSchema,
  pageQuerySchema,
  pageSchema,
  serviceSlugSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import {
  dataAgeSchema,
  healthSchema,
  statusSchema,
} from '@flytower/plugin-fleet-common';
import { z } from 'zod';
import { scheduleSchema } from '../schedule';

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
 * One run of a scheduled job: its pod, which stays for a while after it has ended.
 *
 * @public
 */
export const jobRunSchema = z.object({
  pod: z.string(),
  cluster: z.string(),
  outcome: z.enum(['running', 'succeeded', 'failed']),
  sentence: z.string(),
  revision: z.int().min(1).optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});

/** @public */
export type JobRun = z.infer<typeof jobRunSchema>;

/** What a scheduled job has in place of instances: the counts beside it are 0. */
const scheduled = {
  schedule: scheduleSchema
    .optional()
    .describe('Of a scheduled job alone: as it was released there'),
  nextRun: z.iso
    .datetime()
    .optional()
    .describe('When the schedule comes next; none while it is suspended'),
};

/**
 * A service's instances in one environment, cluster by cluster. A cluster that cannot be seen says so and hides no other.
 *
 * @public
 */
export const instancesSchema = z.object({
  environment: z.string(),
  namespace: z.string(),
  health: healthSchema,
  ...scheduled,
  runs: z
    .array(jobRunSchema)
    .optional()
    .describe('Of a scheduled job alone: the latest first'),
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
  ...scheduled,
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

/**
 * Which lines of the overview; everything given must hold.
 *
 * @public
 */
export const overviewQuerySchema = pageQuerySchema.extend({
  tenant: tenantSlugSchema.optional(),
  application: applicationSlugSchema.optional(),
  service: serviceSlugSchema.optional(),
  environment: environmentSlugSchema.optional(),
  health: statusSchema.optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words that the names of service, application and tenant hold'),
  order: z
    .enum(['services', 'applications'])
    .default('services')
    .describe(
      'Problems first: line by line, or applications with all their lines together',
    ),
});

/** @public */
export type OverviewQuery = z.infer<typeof overviewQuerySchema>;

/**
 * A page of the overview, problems first, with what there is beyond the page.
 *
 * @public
 */
export const overviewPageSchema = pageSchema(overviewItemSchema).extend({
  total: z.int().min(0).describe('Lines that match, on all pages'),
  services: z
    .int()
    .min(0)
    .describe(
      'Services of the tenants, application and service that were asked for',
    ),
  published: z
    .int()
    .min(0)
    .describe('Those of them that are published somewhere'),
});

/** @public */
export type OverviewPage = z.infer<typeof overviewPageSchema>;
