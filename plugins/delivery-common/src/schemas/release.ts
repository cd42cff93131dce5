import {
  environmentSlugSchema,
  operationSchema,
  resourceAmountSchema,
} from '@flytower/contract';
import { z } from 'zod';
import { scheduleSchema } from '../schedule';
import {
  clusterSharesSchema,
  instanceCountSchema,
  placementSchema,
} from './placement';

const note = z
  .string()
  .trim()
  .max(500, 'The note may have at most 500 characters')
  .optional()
  .describe('Why, for whoever reads the history');

/**
 * What a person may ask of a service in one environment. Asking for the plan and asking for the release take the same.
 *
 * @public
 */
export const releaseRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('release'),
    environment: environmentSlugSchema,
    instances: instanceCountSchema,
    clusters: clusterSharesSchema,
    strategy: z.enum(['rolling']).default('rolling'),
    revision: z
      .int()
      .min(1)
      .optional()
      .describe(
        "Left out: the service's draft, as a new revision where it differs from the latest",
      ),
    note,
  }),
  z.object({
    kind: z.literal('rollback'),
    environment: environmentSlugSchema,
    revision: z
      .int()
      .min(1)
      .describe("An older revision, released with today's placement"),
    note,
  }),
  z.object({
    kind: z.literal('scale'),
    environment: environmentSlugSchema,
    instances: instanceCountSchema.optional(),
    clusters: clusterSharesSchema.optional(),
    note,
  }),
  z.object({
    kind: z.literal('unpublish'),
    environment: environmentSlugSchema,
    note,
  }),
]);

/** @public */
export type ReleaseRequest = z.output<typeof releaseRequestSchema>;

/** @public */
export const releaseKindSchema = z.enum([
  'release',
  'rollback',
  'scale',
  'unpublish',
]);

/** @public */
export type ReleaseKind = z.infer<typeof releaseKindSchema>;

/** @public */
export const releaseVerbSchema = z.enum(['pause', 'resume', 'abort', 'retry']);

/** @public */
export type ReleaseVerb = z.infer<typeof releaseVerbSchema>;

/**
 * How far one cluster is, in numbers and in a sentence.
 *
 * @public
 */
export const clusterProgressSchema = z.object({
  cluster: z.string(),
  state: z.enum([
    'pending',
    'in-progress',
    'waiting',
    'succeeded',
    'failed',
    'skipped',
  ]),
  action: z
    .enum(['create', 'update', 'scale', 'remove', 'none'])
    .describe('What the release does there'),
  from: z.int().min(0).describe('Instances before'),
  to: z.int().min(0).describe('Instances after'),
  current: z.int().min(0).describe('Instances that exist now'),
  updated: z.int().min(0).describe('Of those, how many have the new template'),
  ready: z.int().min(0).describe('Of those, how many are ready'),
  sentence: z.string(),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});

/** @public */
export type ClusterProgress = z.infer<typeof clusterProgressSchema>;

const revisionReference = z.object({
  number: z.int().min(1),
  hash: z.string(),
  image: z.string(),
});

const carriedReference = z.object({
  binding: z.string(),
  instance: z.string(),
  version: z.int().min(1).describe('Of its credentials'),
});

/**
 * One release: a change of what runs in one environment, with its operation. Both have the same id.
 *
 * @public
 */
export const releaseSchema = z.object({
  id: z.string().describe('ULID; also the id of its operation'),
  number: z.int().min(1).describe('Counts up within the service'),
  tenant: z.string(),
  application: z.string(),
  service: z.string(),
  serviceId: z.string(),
  environment: z.string(),
  kind: releaseKindSchema,
  schedule: scheduleSchema
    .optional()
    .describe('Of a scheduled job: it runs then, and has no instances'),
  strategy: z.enum(['rolling']),
  revision: revisionReference
    .optional()
    .describe('What is released; none where it is unpublished'),
  previousRevision: revisionReference.optional(),
  bindings: z
    .array(carriedReference)
    .describe(
      'The bindings that it carries, as they were when it was asked for',
    ),
  placement: placementSchema
    .optional()
    .describe('None where it is unpublished'),
  clusters: z.array(clusterProgressSchema),
  note: z.string().optional(),
  requester: z.string(),
  controls: z
    .array(releaseVerbSchema)
    .describe('What may be done with it in its present state'),
  operation: operationSchema,
  createdAt: z.iso.datetime(),
});

/** @public */
export type Release = z.infer<typeof releaseSchema>;

/**
 * What stands in the way of a release (`blocks`), or what is good to know before it.
 *
 * @public
 */
export const planProblemSchema = z.object({
  code: z.enum([
    'environment-unknown',
    'cluster-not-in-environment',
    'tenant-not-active',
    'not-published',
    'revision-unknown',
    'nothing-changes',
    'does-not-fit',
    'surge-does-not-fit',
    'quota-exceeded',
    'cluster-not-ready',
    'cluster-unreachable',
    'image-without-digest',
    'release-under-way',
    'variable-twice',
    'credentials-not-ready',
    'one-cluster',
    'not-scalable',
  ]),
  blocks: z.boolean(),
  cluster: z.string().optional(),
  sentence: z.string(),
});

/** @public */
export type PlanProblem = z.infer<typeof planProblemSchema>;

/**
 * An object that a release would create, change or delete, as it would be sent.
 *
 * @public
 */
export const planObjectSchema = z.object({
  cluster: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  action: z.enum(['create', 'update', 'scale', 'remove']),
  manifest: z.record(z.string(), z.json()).optional(),
});

/** @public */
export type PlanObject = z.infer<typeof planObjectSchema>;

/**
 * The server's plan of a release: who gets how many and why, which objects, what it does to the quota, what is wrong.
 *
 * @public
 */
export const releasePlanSchema = z.object({
  kind: releaseKindSchema,
  schedule: scheduleSchema
    .optional()
    .describe(
      'Of a scheduled job: it runs then, in one cluster; its instances say nothing',
    ),
  environment: z.string(),
  namespace: z.string(),
  sentence: z.string().describe('The whole plan in a sentence'),
  revision: revisionReference
    .extend({
      isNew: z.boolean().describe('Whether the release will make it'),
    })
    .optional(),
  previousRevision: revisionReference.optional(),
  changes: z
    .array(
      z.object({
        field: z.string(),
        before: z.string().optional(),
        after: z.string().optional(),
      }),
    )
    .describe('What differs from the revision that runs'),
  bindings: z
    .array(
      carriedReference.extend({
        variables: z.array(z.string()).describe('Their names'),
        runningVersion: z
          .int()
          .optional()
          .describe(
            'The oldest version that running instances carry; none where none does',
          ),
        waitsIn: z
          .array(z.string())
          .describe('Clusters where the Secret is not in place yet'),
      }),
    )
    .describe(
      'The bindings whose credentials the instances get; never the values',
    ),
  clusters: z.array(
    z.object({
      cluster: z.string(),
      displayName: z.string(),
      dataCentre: z.string(),
      weight: z.int().min(0),
      action: clusterProgressSchema.shape.action,
      from: z.int().min(0),
      to: z.int().min(0),
      restarts: z
        .int()
        .min(0)
        .describe('How many running instances are replaced by new ones'),
      sentence: z.string(),
    }),
  ),
  instances: z
    .array(
      z.object({
        ordinal: z.int().min(1),
        cluster: z.string(),
        sentence: z.string(),
      }),
    )
    .describe('Why each instance goes where it goes'),
  unplaced: z.object({
    instances: z.int().min(0),
    sentences: z.array(z.string()),
  }),
  objects: z.array(planObjectSchema),
  quota: z
    .object({
      limit: resourceAmountSchema,
      before: resourceAmountSchema.describe('What the tenant uses now'),
      peak: resourceAmountSchema.describe(
        'While it goes on, with the surge of a rolling update',
      ),
      after: resourceAmountSchema,
      fits: z.boolean(),
      sentence: z.string(),
    })
    .optional()
    .describe('None where tenancy could not be asked'),
  problems: z.array(planProblemSchema),
  releasable: z.boolean().describe('Whether nothing stands in the way'),
});

/** @public */
export type ReleasePlan = z.infer<typeof releasePlanSchema>;
