import {
  defineRoute,
  environmentSlugSchema,
  pageQuerySchema,
  pageSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  releaseControlPermission,
  releaseCreatePermission,
  releaseReadPermission,
} from '../permissions';
import {
  serviceParamsSchema,
  tenantParamsSchema,
} from '../schemas/application';
import {
  releasePlanSchema,
  releaseRequestSchema,
  releaseSchema,
  releaseVerbSchema,
} from '../schemas/release';

const releaseParamsSchema = tenantParamsSchema.extend({
  release: z.string().max(26).describe('The id of the release'),
});

const releasesQuerySchema = pageQuerySchema.extend({
  application: z.string().optional(),
  service: z.string().optional(),
  environment: environmentSlugSchema.optional(),
  active: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: only those that are not finished'),
  failed: z
    .enum(['latest'])
    .optional()
    .describe(
      'latest: only those that failed, and that no later one of their service and environment followed',
    ),
});

/** Routes of releases: plan, create, follow, control. */
export const releaseRoutes = {
  planRelease: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/services/:service/plan',
    summary:
      'What a release would do: the same planner that would run, in a dry run. Saves nothing',
    access: { kind: 'permission', permission: releaseCreatePermission },
    params: serviceParamsSchema,
    body: releaseRequestSchema,
    result: releasePlanSchema,
  }),
  createRelease: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/services/:service/releases',
    summary: 'Releases, rolls back, scales or unpublishes a service',
    access: { kind: 'permission', permission: releaseCreatePermission },
    params: serviceParamsSchema,
    body: releaseRequestSchema,
    result: releaseSchema,
    status: 202,
    idempotencyKey: 'required',
  }),
  listReleases: defineRoute({
    method: 'get',
    path: '/v1/releases',
    summary:
      'The releases of the tenants that the caller may see, latest first',
    access: { kind: 'permission', permission: releaseReadPermission },
    query: releasesQuerySchema.extend({ tenant: tenantSlugSchema.optional() }),
    result: pageSchema(releaseSchema),
  }),
  listTenantReleases: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/releases',
    summary: 'The releases of a tenant, latest first',
    access: { kind: 'permission', permission: releaseReadPermission },
    params: tenantParamsSchema,
    query: releasesQuerySchema,
    result: pageSchema(releaseSchema),
  }),
  getRelease: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/releases/:release',
    summary: 'One release with its progress in every cluster',
    access: { kind: 'permission', permission: releaseReadPermission },
    params: releaseParamsSchema,
    result: releaseSchema,
  }),
  controlRelease: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/releases/:release/control',
    summary: 'Pauses, resumes, aborts or retries a release',
    access: { kind: 'permission', permission: releaseControlPermission },
    params: releaseParamsSchema,
    body: z.object({ verb: releaseVerbSchema }),
    result: releaseSchema,
    status: 202,
    idempotencyKey: 'required',
  }),
};
