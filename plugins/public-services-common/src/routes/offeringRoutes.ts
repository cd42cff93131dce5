import { defineRoute, sealVerdictSchema } from '@flytower/contract';
import { z } from 'zod';
import {
  createPlanSchema,
  offeringSchema,
  planSchema,
  updatePlanSchema,
} from '../offering';
import { engineSchema } from '../engine';
import {
  offeringReadPermission,
  planManagePermission,
  serverManagePermission,
  serverReadPermission,
} from '../permissions';
import {
  registerServerSchema,
  serverAccessSchema,
  serverCheckSchema,
  serverSchema,
  updateServerSchema,
} from '../server';

const mayRead = {
  kind: 'permission',
  permission: serverReadPermission,
} as const;
const mayManage = {
  kind: 'permission',
  permission: serverManagePermission,
} as const;
const mayPlan = {
  kind: 'permission',
  permission: planManagePermission,
} as const;
const serverParams = z.object({ server: z.string().max(63) });
const planParams = z.object({
  offering: engineSchema,
  plan: z.string().max(63),
});

/** Routes of what can be ordered, and where it comes from. */
export const offeringRoutes = {
  listOfferings: defineRoute({
    method: 'get',
    path: '/v1/offerings',
    summary:
      'What can be ordered; operations admins also see plans that are withdrawn',
    access: { kind: 'permission', permission: offeringReadPermission },
    result: z.object({ items: z.array(offeringSchema) }),
  }),
  createPlan: defineRoute({
    method: 'post',
    path: '/v1/offerings/:offering/plans',
    summary: 'Publishes a plan',
    access: mayPlan,
    params: planParams.pick({ offering: true }),
    body: createPlanSchema,
    result: planSchema,
    status: 201,
    idempotencyKey: 'required',
  }),
  updatePlan: defineRoute({
    method: 'patch',
    path: '/v1/offerings/:offering/plans/:plan',
    summary:
      'Changes how a plan is shown, its servers, or whether it can be ordered; its limits stay',
    access: mayPlan,
    params: planParams,
    body: updatePlanSchema,
    result: planSchema,
  }),
  deletePlan: defineRoute({
    method: 'delete',
    path: '/v1/offerings/:offering/plans/:plan',
    summary: 'Removes a plan that no instance has',
    access: mayPlan,
    params: planParams,
    result: z.void(),
    status: 204,
  }),
  getSealKeys: defineRoute({
    method: 'get',
    path: '/v1/seal-keys',
    summary: 'Which seal keys public services still need',
    access: mayRead,
    result: sealVerdictSchema,
  }),
  listServers: defineRoute({
    method: 'get',
    path: '/v1/servers',
    summary: 'Registered servers, by name',
    access: mayRead,
    result: z.object({ items: z.array(serverSchema) }),
  }),
  checkServer: defineRoute({
    method: 'post',
    path: '/v1/servers/check',
    summary: 'Tries an address and an administrator; saves nothing',
    access: mayManage,
    body: z.object({ access: serverAccessSchema }),
    result: serverCheckSchema,
  }),
  registerServer: defineRoute({
    method: 'post',
    path: '/v1/servers',
    summary: 'Registers a server that answered well',
    access: mayManage,
    body: registerServerSchema,
    result: serverSchema,
    status: 201,
    idempotencyKey: 'required',
  }),
  getServer: defineRoute({
    method: 'get',
    path: '/v1/servers/:server',
    summary: 'One server',
    access: mayRead,
    params: serverParams,
    result: serverSchema,
  }),
  updateServer: defineRoute({
    method: 'patch',
    path: '/v1/servers/:server',
    summary: "Changes a server's display name, address or administrator",
    access: mayManage,
    params: serverParams,
    body: updateServerSchema,
    result: serverSchema,
  }),
  deleteServer: defineRoute({
    method: 'delete',
    path: '/v1/servers/:server',
    summary: 'Forgets a server that holds no instance and serves no plan',
    access: mayManage,
    params: serverParams,
    result: z.void(),
    status: 204,
  }),
};
