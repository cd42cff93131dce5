import {
  clusterSlugSchema,
  defineRoute,
  environmentSlugSchema,
  pageQuerySchema,
  pageSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  podDeletePermission,
  podReadPermission,
  serviceCreatePermission,
  serviceDeletePermission,
  serviceReadPermission,
  serviceUpdatePermission,
} from '../permissions';
import {
  applicationParamsSchema,
  createServiceSchema,
  revisionSchema,
  serviceParamsSchema,
  serviceSchema,
  tenantParamsSchema,
  updateServiceSchema,
} from '../schemas/application';
import { instancesSchema } from '../schemas/instance';

/** Routes of services: drafts, revisions, and the instances that run. */
export const serviceRoutes = {
  listServices: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/services',
    summary: 'The services of a tenant, or of one application, by name',
    access: { kind: 'permission', permission: serviceReadPermission },
    params: tenantParamsSchema,
    query: pageQuerySchema.extend({ application: z.string().optional() }),
    result: pageSchema(serviceSchema),
  }),
  createService: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/applications/:application/services',
    summary: 'Creates a service with its first draft',
    access: { kind: 'permission', permission: serviceCreatePermission },
    params: applicationParamsSchema,
    body: createServiceSchema,
    result: serviceSchema,
    status: 201,
    idempotencyKey: 'required',
  }),
  getService: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/services/:service',
    summary: 'One service with its draft and where it is published',
    access: { kind: 'permission', permission: serviceReadPermission },
    params: serviceParamsSchema,
    result: serviceSchema,
  }),
  updateService: defineRoute({
    method: 'patch',
    path: '/v1/tenants/:tenant/services/:service',
    summary:
      "Changes a service's display name or draft; what runs stays as it is until the next release",
    access: { kind: 'permission', permission: serviceUpdatePermission },
    params: serviceParamsSchema,
    body: updateServiceSchema,
    result: serviceSchema,
  }),
  deleteService: defineRoute({
    method: 'delete',
    path: '/v1/tenants/:tenant/services/:service',
    summary: 'Deletes a service that is published nowhere',
    access: { kind: 'permission', permission: serviceDeletePermission },
    params: serviceParamsSchema,
    result: z.void(),
    status: 204,
  }),
  listRevisions: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/services/:service/revisions',
    summary: 'The revisions of a service, latest first',
    access: { kind: 'permission', permission: serviceReadPermission },
    params: serviceParamsSchema,
    query: pageQuerySchema,
    result: pageSchema(revisionSchema),
  }),
  getInstances: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/services/:service/instances',
    summary:
      'What of a service runs in one environment, cluster by cluster, down to pods with status and events',
    access: { kind: 'permission', permission: podReadPermission },
    params: serviceParamsSchema,
    query: z.object({ environment: environmentSlugSchema }),
    result: instancesSchema,
  }),
  deletePod: defineRoute({
    method: 'delete',
    path: '/v1/tenants/:tenant/services/:service/clusters/:cluster/pods/:pod',
    summary:
      'Deletes one pod as the person who asks, which restarts that instance: its workload starts another',
    access: { kind: 'permission', permission: podDeletePermission },
    params: serviceParamsSchema.extend({
      cluster: clusterSlugSchema,
      pod: z.string().max(253),
    }),
    query: z.object({
      environment: environmentSlugSchema,
      uid: z
        .string()
        .max(64)
        .describe('Of the pod that was seen, so that no namesake is deleted'),
    }),
    result: z.void(),
    status: 204,
  }),
};
