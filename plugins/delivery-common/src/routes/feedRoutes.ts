import {
  defineRoute,
  feedCursorSchema,
  listChangesRoute,
  operationSchema,
  pageQuerySchema,
  pageSchema,
  servedTo,
  subjectsQuerySchema,
} from '@flytower/contract';
import { z } from 'zod';
import { releaseReadPermission } from '../permissions';
import { applicationSchema, serviceSchema } from '../schemas/application';
import { ownershipSchema } from '../schemas/ownership';

const deploymentSchema = z.object({
  serviceId: z.string(),
  environment: z.string(),
  cluster: z.string(),
  instances: z.int().min(0),
});

/** Routes that every Flytower backend has: operations for people, changes and a snapshot for other backends. */
export const feedRoutes = {
  listOperations: defineRoute({
    method: 'get',
    path: '/v1/operations',
    summary: 'The operations of the tenants that the caller may see',
    access: { kind: 'permission', permission: releaseReadPermission },
    query: pageQuerySchema.extend({
      subject: z.string().optional().describe('The id of their subject'),
    }),
    result: pageSchema(operationSchema),
  }),
  getOperation: defineRoute({
    method: 'get',
    path: '/v1/operations/:operation',
    summary: 'One operation',
    access: { kind: 'permission', permission: releaseReadPermission },
    params: z.object({ operation: z.string().max(26) }),
    result: operationSchema,
  }),
  listChanges: servedTo(listChangesRoute, ['audit', 'catalog', 'metering']),
  snapshot: defineRoute({
    method: 'get',
    path: '/v1/snapshot',
    summary:
      'All applications and services, or those with the ids of `subjects` (an application brings its services, a service its application), with the cursor that they are as of',
    // public-services asks whether a service that it is bound to is still there.
    access: {
      kind: 'service',
      callers: ['catalog', 'metering', 'public-services'],
    },
    query: subjectsQuerySchema,
    result: z.object({
      cursor: feedCursorSchema,
      applications: z.array(applicationSchema),
      services: z.array(serviceSchema),
      deployments: z
        .array(deploymentSchema)
        .describe('What was last applied to each cluster'),
    }),
  }),
  listOwnership: defineRoute({
    method: 'get',
    path: '/v1/ownership',
    summary:
      'Which application belonged to which team from when to when, with the cursor that it is as of',
    access: { kind: 'service', callers: ['metering'] },
    result: z.object({
      cursor: feedCursorSchema,
      items: z.array(ownershipSchema),
    }),
  }),
};
