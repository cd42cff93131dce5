import { resourceAmountSchema } from '@flytower/contract';
import { z } from 'zod';
import { memberSchema } from './member';
import { quotaUsageSchema } from './quota';
import { teamSchema } from './team';

/** @public */
export const tenantStateSchema = z.enum([
  'onboarding',
  'active',
  'frozen',
  'offboarding',
]);

/** @public */
export type TenantState = z.infer<typeof tenantStateSchema>;

/**
 * How far a tenant's environment is in one cluster. `ready`: all objects are there. `pending`: not yet made. `waiting`: for
 * the cluster, as the sentence says. `failed`: somebody must act. `unbinding`: on its way out.
 *
 * @public
 */
export const targetStateSchema = z.enum([
  'pending',
  'ready',
  'waiting',
  'failed',
  'unbinding',
]);

/** @public */
export type TargetState = z.infer<typeof targetStateSchema>;

/** @public */
export const environmentClusterSchema = z.object({
  name: z.string().describe('Name of the cluster'),
  state: targetStateSchema,
  sentence: z.string().describe('Why it is in this state'),
  checkedAt: z.iso.datetime().optional(),
  keptBy: z
    .string()
    .optional()
    .describe(
      'The installation of Flytower that keeps it, where that is another one and it can be taken over',
    ),
});

/** @public */
export type EnvironmentCluster = z.infer<typeof environmentClusterSchema>;

/**
 * A tenant's environment with its namespace, which is the same in every one of its clusters.
 *
 * @public
 */
export const tenantEnvironmentSchema = z.object({
  id: z.string().describe('ULID'),
  name: z.string(),
  displayName: z.string(),
  namespace: z.string(),
  approval: z.boolean(),
  clusters: z.array(environmentClusterSchema),
});

/** @public */
export type TenantEnvironment = z.infer<typeof tenantEnvironmentSchema>;

/** @public */
export const tenantSummarySchema = z.object({
  id: z.string().describe('ULID'),
  slug: z.string(),
  displayName: z.string(),
  state: tenantStateSchema,
  sentence: z.string().describe('What its state means now, for people'),
  quota: quotaUsageSchema,
  clusters: z.array(z.string()).describe('Names of the bound clusters'),
  environments: z.array(tenantEnvironmentSchema),
  memberCount: z.int().min(0),
  generation: z.int().min(1).describe('The version for If-Match'),
  createdAt: z.iso.datetime(),
});

/** @public */
export type TenantSummary = z.infer<typeof tenantSummarySchema>;

/** @public */
export const tenantDetailSchema = tenantSummarySchema.extend({
  members: z.array(memberSchema),
  teams: z.array(teamSchema),
  operationId: z
    .string()
    .optional()
    .describe('The operation under way, or the one that onboarded it'),
});

/** @public */
export type TenantDetail = z.infer<typeof tenantDetailSchema>;

/**
 * What other backends know of a tenant, in memory.
 *
 * @public
 */
export const tenantFactsSchema = z.object({
  id: z.string(),
  slug: z.string(),
  displayName: z.string(),
  state: tenantStateSchema,
  quota: resourceAmountSchema,
  clusters: z.array(z.string()),
  environments: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      displayName: z.string(),
      namespace: z.string(),
      clusters: z.array(z.string()).describe('All its clusters'),
      readyClusters: z
        .array(z.string())
        .describe('Those of them where a service can be released now'),
      approval: z.boolean(),
    }),
  ),
  teams: z.array(teamSchema.pick({ id: true, slug: true, displayName: true })),
  installationId: z
    .string()
    .describe(
      'ULID of this installation of Flytower: its namespaces carry it as the label flytower.dev/installation-id',
    ),
  generation: z.int(),
});

/** @public */
export type TenantFacts = z.infer<typeof tenantFactsSchema>;
