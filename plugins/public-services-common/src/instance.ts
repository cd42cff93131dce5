import { environmentSlugSchema, slugSchema } from '@flytower/contract';
import { healthSchema } from '@flytower/plugin-fleet-common';
import { z } from 'zod';
import { editionSchema, engineSchema } from './engine';
import { planLimitsSchema, planSlugSchema } from './offering';

/** @public */
export const instanceSlugSchema = slugSchema({ what: 'instance', max: 40 });

/**
 * Where an instance is in its life. `creating` and `deleting` while their operation goes on (or waits for a person);
 * `disabled`: it is there, and nobody can sign in.
 *
 * @public
 */
export const instanceStateSchema = z.enum([
  'creating',
  'ready',
  'disabled',
  'deleting',
]);

/** @public */
export type InstanceState = z.infer<typeof instanceStateSchema>;

/**
 * An account of an instance: its own, or one binding's. Passwords are in no answer but the one that shows them once.
 *
 * @public
 */
export const accountSchema = z.object({
  id: z.string().describe('ULID'),
  username: z.string(),
  binding: z
    .string()
    .optional()
    .describe("The binding that it is of; none for the instance's own"),
  state: z.enum(['creating', 'active', 'disabled', 'deleting']),
  version: z.int().min(1).describe('Counts up with every password'),
  shown: z
    .object({ by: z.string(), at: z.iso.datetime() })
    .optional()
    .describe('Who saw the password of this version'),
  change: z
    .object({
      operationId: z.string(),
      deadlineAt: z.iso
        .datetime()
        .describe('When the old password dies at the latest'),
    })
    .optional()
    .describe('While the old password and the new one are both valid'),
});

/** @public */
export type Account = z.infer<typeof accountSchema>;

/**
 * A service instance, in the sense of the Open Service Broker API: what a tenant ordered for one environment.
 *
 * @public
 */
export const instanceSchema = z.object({
  id: z.string().describe('ULID'),
  tenant: z.string(),
  environment: z.string(),
  name: z.string().describe('Unique in its tenant'),
  displayName: z.string(),
  offering: z.string(),
  plan: z.string(),
  engine: engineSchema,
  edition: editionSchema,
  limits: planLimitsSchema,
  state: instanceStateSchema,
  health: healthSchema,
  endpoint: z
    .object({
      host: z.string(),
      port: z.int(),
      database: z.string().optional().describe('mysql: its name there'),
    })
    .optional()
    .describe('None before it is made'),
  usage: z
    .object({
      storageBytes: z.int().min(0).optional(),
      connections: z.int().min(0).optional(),
      at: z.iso.datetime(),
    })
    .optional()
    .describe('What was measured last'),
  accounts: z.array(accountSchema),
  bindings: z.int().min(0),
  lastOperation: z
    .object({ id: z.string(), kind: z.string(), state: z.string() })
    .optional(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  generation: z.int().min(1),
});

/** @public */
export type Instance = z.infer<typeof instanceSchema>;

/** @public */
export const createInstanceSchema = z.object({
  name: instanceSlugSchema,
  displayName: z.string().trim().min(1).max(80),
  environment: environmentSlugSchema,
  offering: engineSchema,
  plan: planSlugSchema,
});

/** @public */
export type CreateInstance = z.output<typeof createInstanceSchema>;

/**
 * What an order would make, from the same rules that the order itself goes by. With blockers it cannot be placed.
 *
 * @public
 */
export const instancePlanSchema = z.object({
  blockers: z.array(z.string()).describe('Each in one sentence'),
  makes: z
    .array(z.object({ kind: z.string(), name: z.string(), why: z.string() }))
    .describe('The database, the account, as the server will know them'),
  limits: planLimitsSchema.optional(),
  notes: z.array(z.string()).describe('What the engine cannot promise'),
});

/** @public */
export type InstancePlan = z.infer<typeof instancePlanSchema>;

/**
 * Credentials, shown once to the person who asked. Never logged, stored or cached anywhere on the way.
 *
 * @public
 */
export const credentialsSchema = z.object({
  username: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.int(),
  database: z.string().optional(),
  uri: z.string(),
  version: z.int().min(1),
});

/** @public */
export type Credentials = z.infer<typeof credentialsSchema>;

/** The longest time for which an old password may live beside the new one: seven days. @public */
export const MAX_GRACE_SECONDS = 7 * 24 * 3600;

/** @public */
export const changePasswordSchema = z.object({
  graceSeconds: z
    .int()
    .min(0)
    .max(
      MAX_GRACE_SECONDS,
      'The old password may live for at most seven days more',
    )
    .default(24 * 3600)
    .describe(
      "The old password dies when every pod runs the new one, or after this time. The instance's own account has no pods: it waits for the time",
    ),
  releaseService: z
    .boolean()
    .default(true)
    .describe(
      "binding: also start a release of its service with today's revision, so that its pods take up the new password",
    ),
});

/** @public */
export type ChangePassword = z.output<typeof changePasswordSchema>;
