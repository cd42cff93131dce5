import {
  defineRoute,
  environmentSlugSchema,
  operationSchema,
  pageQuerySchema,
  pageSchema,
  tenantSlugSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  bindingSchema,
  bindingSlugSchema,
  createBindingSchema,
} from '../binding';
import { engineSchema } from '../engine';
import {
  changePasswordSchema,
  createInstanceSchema,
  credentialsSchema,
  instancePlanSchema,
  instanceSchema,
  instanceSlugSchema,
} from '../instance';
import {
  bindingCreatePermission,
  bindingDeletePermission,
  credentialsReadPermission,
  instanceCreatePermission,
  instanceDeletePermission,
  instanceReadPermission,
  instanceUpdatePermission,
} from '../permissions';

const mayRead = {
  kind: 'permission',
  permission: instanceReadPermission,
} as const;
const mayUpdate = {
  kind: 'permission',
  permission: instanceUpdatePermission,
} as const;
const tenantParams = z.object({ tenant: tenantSlugSchema });
const instanceParams = tenantParams.extend({ instance: instanceSlugSchema });
const bindingParams = tenantParams.extend({ binding: bindingSlugSchema });
const instanceQuery = pageQuerySchema.extend({
  tenant: tenantSlugSchema.optional(),
  environment: environmentSlugSchema.optional(),
  offering: engineSchema.optional(),
});
/** Every order is accepted at once and carried out by the engine: the answer is its operation. */
const accepted = { result: operationSchema, status: 202 as const };

/** Routes of what a tenant ordered: instances, their credentials and bindings. */
export const instanceRoutes = {
  listInstances: defineRoute({
    method: 'get',
    path: '/v1/instances',
    summary: 'The instances of the tenants that the caller may see, by name',
    access: mayRead,
    query: instanceQuery,
    result: pageSchema(instanceSchema),
  }),
  planInstance: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances/plan',
    summary: 'What an order would make; saves nothing',
    access: { kind: 'permission', permission: instanceCreatePermission },
    params: tenantParams,
    body: createInstanceSchema,
    result: instancePlanSchema,
  }),
  createInstance: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances',
    summary: 'Orders an instance',
    access: { kind: 'permission', permission: instanceCreatePermission },
    params: tenantParams,
    body: createInstanceSchema,
    idempotencyKey: 'required',
    ...accepted,
  }),
  getInstance: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/instances/:instance',
    summary: 'One instance',
    access: mayRead,
    params: instanceParams,
    result: instanceSchema,
  }),
  showCredentials: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances/:instance/credentials',
    summary:
      "The credentials of the instance's own account: once for each password, and logged",
    access: { kind: 'permission', permission: credentialsReadPermission },
    params: instanceParams,
    result: credentialsSchema,
  }),
  changePassword: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances/:instance/password',
    summary: "Gives the instance's own account a new password",
    access: mayUpdate,
    params: instanceParams,
    body: changePasswordSchema.omit({ releaseService: true }),
    idempotencyKey: 'required',
    ...accepted,
  }),
  disableInstance: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances/:instance/disable',
    summary: 'Locks every account of an instance and ends their sessions',
    access: mayUpdate,
    params: instanceParams,
    idempotencyKey: 'required',
    ...accepted,
  }),
  enableInstance: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances/:instance/enable',
    summary: 'Unlocks every account of an instance',
    access: mayUpdate,
    params: instanceParams,
    idempotencyKey: 'required',
    ...accepted,
  }),
  deleteInstance: defineRoute({
    method: 'delete',
    path: '/v1/tenants/:tenant/instances/:instance',
    summary: 'Deletes an instance and its data; its bindings go first',
    access: { kind: 'permission', permission: instanceDeletePermission },
    params: instanceParams,
    idempotencyKey: 'required',
    ...accepted,
  }),
  listBindings: defineRoute({
    method: 'get',
    path: '/v1/bindings',
    summary: 'The bindings of the tenants that the caller may see, by name',
    access: mayRead,
    query: pageQuerySchema.extend({
      tenant: tenantSlugSchema.optional(),
      environment: environmentSlugSchema.optional(),
      instance: instanceSlugSchema.optional(),
      service: z.string().max(63).optional(),
    }),
    result: pageSchema(bindingSchema),
  }),
  createBinding: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/instances/:instance/bindings',
    summary: 'Binds an instance to a service',
    access: { kind: 'permission', permission: bindingCreatePermission },
    params: instanceParams,
    body: createBindingSchema,
    idempotencyKey: 'required',
    ...accepted,
  }),
  getBinding: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/bindings/:binding',
    summary: 'One binding',
    access: mayRead,
    params: bindingParams,
    result: bindingSchema,
  }),
  changeBindingPassword: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/bindings/:binding/password',
    summary:
      "Gives a binding's account a new password; the old one dies when no pod needs it",
    access: mayUpdate,
    params: bindingParams,
    body: changePasswordSchema,
    idempotencyKey: 'required',
    ...accepted,
  }),
  deleteBinding: defineRoute({
    method: 'delete',
    path: '/v1/tenants/:tenant/bindings/:binding',
    summary:
      'Removes a binding: new releases go without it at once, its account when no pod needs it, or at once with force',
    access: { kind: 'permission', permission: bindingDeletePermission },
    params: bindingParams,
    query: z.object({ force: z.enum(['true', 'false']).default('false') }),
    idempotencyKey: 'required',
    ...accepted,
  }),
};
