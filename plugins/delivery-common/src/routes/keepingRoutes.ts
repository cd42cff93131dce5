import {
  clusterSlugSchema,
  defineRoute,
  environmentSlugSchema,
  operationSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  releaseControlPermission,
  releaseCreatePermission,
} from '../permissions';
import { serviceParamsSchema } from '../schemas/application';
import { repairPauseSchema } from '../schemas/instance';

/** Routes of what stands in clusters without a release: repair, and the adoption of what the database does not know. */
export const keepingRoutes = {
  setRepair: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/services/:service/repair',
    summary:
      'Pauses the repair of a service in one environment, so that somebody may change it by hand, or lets it go on',
    access: { kind: 'permission', permission: releaseControlPermission },
    params: serviceParamsSchema,
    body: z.object({
      environment: environmentSlugSchema,
      paused: z.boolean(),
      reason: z
        .string()
        .trim()
        .max(500, 'The reason may have at most 500 characters')
        .optional()
        .describe('Why, for whoever wonders'),
    }),
    result: z.object({
      environment: z.string(),
      repairPaused: repairPauseSchema
        .optional()
        .describe('None while it is repaired'),
    }),
  }),
  adopt: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/services/:service/adoptions',
    summary:
      'Takes what runs in a cluster for what was applied there, where the database was put back and does not know it. Changes no pod',
    access: { kind: 'permission', permission: releaseCreatePermission },
    params: serviceParamsSchema,
    body: z.object({
      environment: environmentSlugSchema,
      cluster: clusterSlugSchema,
    }),
    result: operationSchema,
    status: 202,
    idempotencyKey: 'required',
  }),
};
