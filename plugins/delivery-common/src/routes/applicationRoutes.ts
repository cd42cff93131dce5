import {
  defineRoute,
  environmentSlugSchema,
  pageQuerySchema,
  pageSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  applicationCreatePermission,
  applicationDeletePermission,
  applicationReadPermission,
  applicationUpdatePermission,
  releaseCreatePermission,
} from '../permissions';
import {
  applicationParamsSchema,
  applicationSchema,
  createApplicationSchema,
  tenantParamsSchema,
  updateApplicationSchema,
} from '../schemas/application';
import { overviewPageSchema, overviewQuerySchema } from '../schemas/instance';
import { releaseSchema } from '../schemas/release';

/** Routes of applications, and the overview of what runs where. */
export const applicationRoutes = {
  overview: defineRoute({
    method: 'get',
    path: '/v1/overview',
    summary:
      'The services of the tenants that the caller may see, problems first: their health and what runs where',
    access: { kind: 'permission', permission: applicationReadPermission },
    query: overviewQuerySchema,
    result: overviewPageSchema,
  }),
  listApplications: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/applications',
    summary: 'The applications of a tenant, by name',
    access: { kind: 'permission', permission: applicationReadPermission },
    params: tenantParamsSchema,
    query: pageQuerySchema,
    result: pageSchema(applicationSchema),
  }),
  createApplication: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/applications',
    summary: 'Creates an application',
    access: { kind: 'permission', permission: applicationCreatePermission },
    params: tenantParamsSchema,
    body: createApplicationSchema,
    result: applicationSchema,
    status: 201,
    idempotencyKey: 'required',
  }),
  getApplication: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/applications/:application',
    summary: 'One application',
    access: { kind: 'permission', permission: applicationReadPermission },
    params: applicationParamsSchema,
    result: applicationSchema,
  }),
  updateApplication: defineRoute({
    method: 'patch',
    path: '/v1/tenants/:tenant/applications/:application',
    summary: "Changes an application's display name, description or team",
    access: { kind: 'permission', permission: applicationUpdatePermission },
    params: applicationParamsSchema,
    body: updateApplicationSchema,
    result: applicationSchema,
  }),
  deleteApplication: defineRoute({
    method: 'delete',
    path: '/v1/tenants/:tenant/applications/:application',
    summary: 'Deletes an application that has no services',
    access: { kind: 'permission', permission: applicationDeletePermission },
    params: applicationParamsSchema,
    result: z.void(),
    status: 204,
  }),
  unpublishApplication: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/applications/:application/unpublish',
    summary:
      'Removes all services of an application from an environment, the latest created first, one after the other',
    access: { kind: 'permission', permission: releaseCreatePermission },
    params: applicationParamsSchema,
    body: z.object({
      environment: environmentSlugSchema,
      note: z.string().trim().max(500).optional(),
    }),
    result: z.object({ releases: z.array(releaseSchema) }),
    status: 202,
    idempotencyKey: 'required',
  }),
};
