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
import { bindingSchema } from '../binding';
import { instanceSchema } from '../instance';
import {
  instanceReadPermission,
  instanceUpdatePermission,
} from '../permissions';

const operationParams = z.object({ operation: z.string().max(26) });

/** Routes that every Flytower backend has: operations for people, changes and a snapshot for other backends. */
export const feedRoutes = {
  listOperations: defineRoute({
    method: 'get',
    path: '/v1/operations',
    summary: 'The operations of the tenants that the caller may see',
    access: { kind: 'permission', permission: instanceReadPermission },
    query: pageQuerySchema.extend({
      subject: z.string().optional().describe('The id of their subject'),
    }),
    result: pageSchema(operationSchema),
  }),
  getOperation: defineRoute({
    method: 'get',
    path: '/v1/operations/:operation',
    summary: 'One operation',
    access: { kind: 'permission', permission: instanceReadPermission },
    params: operationParams,
    result: operationSchema,
  }),
  controlOperation: defineRoute({
    method: 'post',
    path: '/v1/operations/:operation/control',
    summary:
      'Retries an operation now, or aborts it; an aborted order takes back what it made',
    access: {
      kind: 'permission',
      permission: instanceUpdatePermission,
      readBy: instanceReadPermission,
    },
    params: operationParams,
    body: z.object({ verb: z.enum(['retry', 'abort']) }),
    result: operationSchema,
    status: 202,
  }),
  listChanges: servedTo(listChangesRoute, ['audit', 'catalog', 'metering']),
  snapshot: defineRoute({
    method: 'get',
    path: '/v1/snapshot',
    summary:
      'All instances, or those with the ids of `subjects`, and their bindings, with the cursor that they are as of',
    access: { kind: 'service', callers: ['catalog', 'metering'] },
    query: subjectsQuerySchema,
    result: z.object({
      cursor: feedCursorSchema,
      instances: z.array(instanceSchema),
      bindings: z.array(bindingSchema),
    }),
  }),
};
