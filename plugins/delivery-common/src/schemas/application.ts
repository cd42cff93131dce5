import {
  applicationSlugSchema,
  serviceSlugSchema,
  teamSlugSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  serviceKindSchema,
  serviceSpecSchema,
  specProblemOf,
} from './serviceSpec';

const displayNameSchema = z
  .string()
  .trim()
  .min(1, 'The display name is empty')
  .max(80, 'The display name may have at most 80 characters');
const descriptionSchema = z
  .string()
  .trim()
  .max(1000, 'The description may have at most 1,000 characters');

/**
 * An application: a set of services of one tenant that belong together.
 *
 * @public
 */
export const applicationSchema = z.object({
  id: z.string().describe('ULID'),
  tenant: z.string(),
  slug: z.string(),
  displayName: z.string(),
  description: z.string(),
  team: z
    .string()
    .optional()
    .describe('Slug of the team of its tenant that it belongs to now'),
  services: z.int().min(0).describe('How many services it has'),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  generation: z.int().min(1).describe('Raised by every change; the ETag'),
});

/** @public */
export type Application = z.infer<typeof applicationSchema>;

/** @public */
export const createApplicationSchema = z.object({
  slug: applicationSlugSchema,
  displayName: displayNameSchema,
  description: descriptionSchema.default(''),
  team: teamSlugSchema.optional(),
});

/** @public */
export const updateApplicationSchema = z.object({
  displayName: displayNameSchema.optional(),
  description: descriptionSchema.optional(),
  team: teamSlugSchema
    .nullable()
    .optional()
    .describe('The team it belongs to from now on; null: none'),
});

/**
 * A service: one workload of an application. Its slug is unique in its tenant.
 *
 * @public
 */
export const serviceSchema = z.object({
  id: z.string().describe('ULID'),
  tenant: z.string(),
  application: z.string().describe('Slug of its application'),
  slug: z.string(),
  displayName: z.string(),
  kind: serviceKindSchema,
  draft: serviceSpecSchema.describe('What its next revision will be'),
  latestRevision: z.int().min(1).optional().describe('None before a release'),
  draftReleased: z
    .boolean()
    .describe('Whether the draft says what the latest revision says'),
  environments: z
    .array(
      z.object({
        environment: z.string(),
        revision: z.int().min(1),
        instances: z.int().min(0),
        clusters: z.array(z.string()),
      }),
    )
    .describe('Where it is published'),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  generation: z.int().min(1).describe('Raised by every change; the ETag'),
});

/** @public */
export type Service = z.infer<typeof serviceSchema>;

/** @public */
export const createServiceSchema = z
  .object({
    slug: serviceSlugSchema,
    displayName: displayNameSchema,
    kind: serviceKindSchema.default('web').describe('Never changes afterwards'),
    spec: serviceSpecSchema,
  })
  .superRefine(({ kind, spec }, context) => {
    const problem = specProblemOf(kind, spec);
    if (problem) {
      context.addIssue({
        code: 'custom',
        path: ['spec', ...problem.path],
        message: problem.message,
      });
    }
  });

/** @public */
export const updateServiceSchema = z.object({
  displayName: displayNameSchema.optional(),
  spec: serviceSpecSchema.optional(),
});

/**
 * A revision: an immutable copy of a service's specification, made by its first release.
 *
 * @public
 */
export const revisionSchema = z.object({
  id: z.string().describe('ULID'),
  number: z.int().min(1).describe('Counts up within the service'),
  hash: z
    .string()
    .describe('Of the rendered pod template; the label flytower.dev/revision'),
  spec: serviceSpecSchema,
  imageDigest: z
    .string()
    .optional()
    .describe(
      'Where the image was given by digest. Without it the tag may come to name other bytes',
    ),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});

/** @public */
export type Revision = z.infer<typeof revisionSchema>;

/** @public */
export const tenantParamsSchema = z.object({ tenant: tenantSlugSchema });
/** @public */
export const applicationParamsSchema = tenantParamsSchema.extend({
  application: applicationSlugSchema,
});
/** @public */
export const serviceParamsSchema = tenantParamsSchema.extend({
  service: serviceSlugSchema,
});
