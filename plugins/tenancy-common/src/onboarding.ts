import {
  clusterSlugSchema,
  environmentSlugSchema,
  resourceAmountSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import { z } from 'zod';
import { MOST_MEMBERS, newMemberSchema } from './member';
import { quotaRequestSchema } from './quota';

function unique(values: string[]): boolean {
  return new Set(values).size === values.length;
}

/**
 * What the onboarding wizard sends, for its review as for the act itself. Every chosen environment gets those of the
 * chosen clusters that it may use.
 *
 * @public
 */
export const onboardingRequestSchema = z.object({
  slug: tenantSlugSchema,
  displayName: z
    .string()
    .min(1, 'The tenant needs a display name')
    .max(80, 'The display name may have at most 80 characters'),
  members: z
    .array(newMemberSchema)
    .max(MOST_MEMBERS, `A tenant has at most ${MOST_MEMBERS} members`)
    .refine(
      members => members.some(({ role }) => role === 'owner'),
      'The tenant needs at least one owner',
    )
    .refine(
      members => unique(members.map(({ person }) => person)),
      'Each person can be named once; choose the one role they shall have',
    ),
  quota: quotaRequestSchema,
  clusters: z
    .array(clusterSlugSchema)
    .min(1, 'Choose at least one cluster')
    .max(100, 'At most 100 clusters can be bound at once')
    .refine(unique, 'Each cluster can be chosen once'),
  environments: z
    .array(environmentSlugSchema)
    .min(1, 'Choose at least one environment')
    .max(20, 'At most 20 environments can be chosen')
    .refine(unique, 'Each environment can be chosen once'),
});

/** @public */
export type OnboardingRequest = z.infer<typeof onboardingRequestSchema>;

/**
 * Why a tenant cannot be onboarded as asked, or what has to be waited for.
 *
 * @public
 */
export const onboardingProblemSchema = z.object({
  code: z.enum([
    'name-taken',
    'environment-unknown',
    'environment-without-cluster',
    'cluster-unknown',
    'cluster-unused',
    'cluster-unreachable',
    'quota-unknown',
    'foreign-namespace',
    'foreign-object',
    'rights-missing',
    'refused-by-cluster',
  ]),
  blocking: z
    .boolean()
    .describe('False: onboarding can start, and goes on once this is over'),
  cluster: z.string().optional(),
  sentence: z.string(),
});

/** @public */
export type OnboardingProblem = z.infer<typeof onboardingProblemSchema>;

/**
 * One object that would be made, as the API server would get it.
 *
 * @public
 */
export const plannedObjectSchema = z.object({
  cluster: z.string(),
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
  environment: z.string().optional(),
  purpose: z.string().describe('What it is for, in a sentence'),
  manifest: z.record(z.string(), z.json()),
  dryRun: z
    .enum(['accepted', 'refused', 'not-yet', 'no-answer'])
    .describe(
      'What the API server says to it in a server-side dry run. not-yet: it can say so once the namespace exists',
    ),
  message: z.string().describe('The answer of the API server, in a sentence'),
});

/** @public */
export type PlannedObject = z.infer<typeof plannedObjectSchema>;

/**
 * The review of an onboarding: exactly which objects will be made in which cluster, and what stands against it.
 *
 * @public
 */
export const onboardingPlanSchema = z.object({
  possible: z.boolean().describe('Whether onboarding can start as asked'),
  quota: resourceAmountSchema.optional(),
  environments: z.array(
    z.object({
      name: z.string(),
      displayName: z.string(),
      namespace: z.string(),
      clusters: z.array(z.string()),
    }),
  ),
  objects: z.array(plannedObjectSchema),
  problems: z.array(onboardingProblemSchema),
});

/** @public */
export type OnboardingPlan = z.infer<typeof onboardingPlanSchema>;
