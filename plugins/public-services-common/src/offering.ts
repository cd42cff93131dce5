import { slugSchema } from '@flytower/contract';
import { z } from 'zod';
import { editionSchema, engineSchema } from './engine';

/** @public */
export const planSlugSchema = slugSchema({ what: 'plan', max: 40 });

/**
 * What one instance of a plan may take. What an engine cannot enforce is left out for it, and its notes say so.
 *
 * @public
 */
export const planLimitsSchema = z.object({
  connections: z
    .int()
    .min(1, 'A plan allows at least one connection')
    .max(10_000)
    .describe('At the same time, of each account'),
  storageBytes: z
    .int()
    .min(1024 ** 2)
    .max(64 * 1024 ** 4)
    .optional()
    .describe(
      'Watched and shown; a mysql server does not enforce it by itself',
    ),
  memoryBytes: z
    .int()
    .min(1024 ** 2)
    .max(4 * 1024 ** 4)
    .optional()
    .describe('redis: its maxmemory'),
});

/** @public */
export type PlanLimits = z.infer<typeof planLimitsSchema>;

/**
 * A plan of an offering, in the sense of the Open Service Broker API: a size and where it comes from.
 *
 * @public
 */
export const planSchema = z.object({
  id: z.string().describe('ULID'),
  offering: z.string(),
  name: z.string(),
  displayName: z.string(),
  description: z.string(),
  edition: editionSchema,
  servers: z
    .array(z.string())
    .describe(
      'Names of the servers it carves instances from; for operations admins alone, else empty',
    ),
  limits: planLimitsSchema,
  active: z.boolean().describe('Whether it can be ordered'),
  free: z
    .int()
    .min(0)
    .optional()
    .describe(
      'redis: how many whole servers are left; for others than operations admins 1 where there are any',
    ),
  instances: z
    .int()
    .min(0)
    .describe('Of the tenants whose instances the reader may see'),
  createdAt: z.iso.datetime(),
  generation: z.int().min(1),
});

/** @public */
export type Plan = z.infer<typeof planSchema>;

/** @public */
export const createPlanSchema = z.object({
  name: planSlugSchema,
  displayName: z.string().trim().min(1).max(80),
  description: z.string().trim().max(1000).default(''),
  servers: z
    .array(z.string())
    .min(1, 'Choose at least one server that the plan carves instances from')
    .max(100),
  limits: planLimitsSchema,
});

/** @public */
export type CreatePlan = z.output<typeof createPlanSchema>;

/** @public */
export const updatePlanSchema = z.object({
  displayName: z.string().trim().min(1).max(80).optional(),
  description: z.string().trim().max(1000).optional(),
  servers: createPlanSchema.shape.servers.optional(),
  active: z.boolean().optional(),
});

/**
 * An offering, in the sense of the Open Service Broker API: one card on the page, with its plans.
 *
 * @public
 */
export const offeringSchema = z.object({
  name: z.string().describe('The engine: "mysql" or "redis"'),
  engine: engineSchema,
  displayName: z.string(),
  description: z.string(),
  plans: z.array(planSchema),
});

/** @public */
export type Offering = z.infer<typeof offeringSchema>;
