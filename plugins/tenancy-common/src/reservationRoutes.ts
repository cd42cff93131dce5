import { defineRoute } from '@flytower/contract';
import { z } from 'zod';
import { quotaUsageSchema } from './quota';
import {
  heldAmountsSchema,
  reservationPartSchema,
  reservationRequestSchema,
  reservationResultSchema,
} from './reservation';

const tenantParams = z.object({ tenant: z.string() });
const reservationParams = tenantParams.extend({ key: z.string() });
const forDelivery = { kind: 'service', callers: ['delivery'] } as const;

/** Routes by which services hold some of their tenant's quota. */
export const reservationRoutes = {
  getReservedQuota: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/reservations',
    summary: 'The quota of a tenant, for services that reserve of it',
    access: forDelivery,
    params: tenantParams,
    query: z.object({
      except: z
        .string()
        .optional()
        .describe('A key that is left out of what is used and reserved'),
    }),
    result: quotaUsageSchema,
  }),
  reserveQuota: defineRoute({
    method: 'put',
    path: '/v1/tenants/:tenant/reservations/:key',
    summary: 'Reserves what a service needs; the same key replaces',
    access: forDelivery,
    params: reservationParams,
    body: reservationRequestSchema,
    result: reservationResultSchema,
  }),
  holdQuota: defineRoute({
    method: 'put',
    path: '/v1/tenants/:tenant/reservations/:key/held',
    summary:
      'Says what a service truly holds; never refused, and what it reserved stays reserved',
    access: forDelivery,
    params: reservationParams,
    body: heldAmountsSchema,
    result: quotaUsageSchema,
  }),
  commitQuota: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/reservations/:key/commit',
    summary: 'Counts what was reserved as used from now on',
    access: forDelivery,
    params: reservationParams,
    result: quotaUsageSchema,
  }),
  releaseQuota: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/reservations/:key/release',
    summary: 'Gives back what was reserved, or everything of the key',
    access: forDelivery,
    params: reservationParams,
    body: z.object({ part: reservationPartSchema }),
    result: quotaUsageSchema,
  }),
};
