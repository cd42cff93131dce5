import {
  clusterSlugSchema,
  defineContract,
  defineRoute,
  listChangesRoute,
  subjectsQuerySchema,
  operationSchema,
  operationStateSchema,
  pageQuerySchema,
  pageSchema,
  servedTo,
} from '@flytower/contract';
import { z } from 'zod';
import { standardEnvironmentSchema } from './environment';
import { memberSchema, myMembershipsSchema, newMemberSchema } from './member';
import { onboardingPlanSchema, onboardingRequestSchema } from './onboarding';
import {
  environmentReadPermission,
  memberReadPermission,
  memberUpdatePermission,
  tenantOnboardPermission,
  tenantReadPermission,
  tenantUpdatePermission,
} from './permissions';
import {
  quotaChoiceSchema,
  quotaRequestSchema,
  quotaUsageSchema,
} from './quota';
import { reservationRoutes } from './reservationRoutes';
import { tenantRoleSchema } from './roles';
import { tenancySnapshotSchema } from './snapshot';
import { teamRoutes } from './teamRoutes';
import { tenantDetailSchema, tenantSummarySchema } from './tenant';

const tenantParams = z.object({ tenant: z.string() });
const memberParams = tenantParams.extend({ member: z.string() });
const clusterParams = tenantParams.extend({ cluster: z.string() });
const operationParams = z.object({ operation: z.string() });

const mayReadEnvironments = {
  kind: 'permission',
  permission: environmentReadPermission,
} as const;
const mayOnboard = {
  kind: 'permission',
  permission: tenantOnboardPermission,
} as const;
const mayRead = {
  kind: 'permission',
  permission: tenantReadPermission,
} as const;
const mayUpdate = {
  kind: 'permission',
  permission: tenantUpdatePermission,
} as const;
const mayReadMembers = {
  kind: 'permission',
  permission: memberReadPermission,
} as const;
const mayUpdateMembers = {
  kind: 'permission',
  permission: memberUpdatePermission,
} as const;

/**
 * What the tenancy backend answers under `/api/tenancy`.
 *
 * @public
 */
export const tenancyContract = defineContract({
  pluginId: 'tenancy',
  title: 'Flytower tenancy',
  routes: {
    listEnvironments: defineRoute({
      method: 'get',
      path: '/v1/environments',
      summary: 'The standard environments of the platform',
      access: mayReadEnvironments,
      result: z.object({ items: z.array(standardEnvironmentSchema) }),
    }),
    listQuotaChoices: defineRoute({
      method: 'get',
      path: '/v1/quota-choices',
      summary: 'The quotas that a tenant can have by name',
      access: mayReadEnvironments,
      result: z.object({ items: z.array(quotaChoiceSchema) }),
    }),
    getMyMemberships: defineRoute({
      method: 'get',
      path: '/v1/my-memberships',
      summary: 'The tenants of the person who asks, and their roles there',
      access: { kind: 'signed-in' },
      result: myMembershipsSchema,
    }),
    listTenants: defineRoute({
      method: 'get',
      path: '/v1/tenants',
      summary: 'The tenants that the caller may see, by name',
      access: mayRead,
      query: pageQuerySchema,
      result: pageSchema(tenantSummarySchema),
    }),
    getTenant: defineRoute({
      method: 'get',
      path: '/v1/tenants/:tenant',
      summary: 'A tenant with its environments, clusters, quota and members',
      access: mayRead,
      params: tenantParams,
      result: tenantDetailSchema,
    }),
    planOnboarding: defineRoute({
      method: 'post',
      path: '/v1/tenants/plan',
      summary:
        'What onboarding a tenant would make in which cluster; changes nothing',
      access: mayOnboard,
      body: onboardingRequestSchema,
      result: onboardingPlanSchema,
    }),
    onboardTenant: defineRoute({
      method: 'post',
      path: '/v1/tenants',
      summary: 'Onboards a tenant; the answer is the operation to follow',
      access: mayOnboard,
      body: onboardingRequestSchema,
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    getQuota: defineRoute({
      method: 'get',
      path: '/v1/tenants/:tenant/quota',
      summary: 'Limit, used, reserved and free over all clusters of a tenant',
      access: mayRead,
      params: tenantParams,
      result: quotaUsageSchema,
    }),
    changeQuota: defineRoute({
      method: 'put',
      path: '/v1/tenants/:tenant/quota',
      summary:
        'Changes the quota of a tenant; refused below what is used and reserved',
      access: mayUpdate,
      params: tenantParams,
      body: z.object({ quota: quotaRequestSchema }),
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    bindCluster: defineRoute({
      method: 'post',
      path: '/v1/tenants/:tenant/clusters',
      summary: 'Binds a cluster to a tenant and makes its environments there',
      access: mayUpdate,
      params: tenantParams,
      body: z.object({ cluster: clusterSlugSchema }),
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    unbindCluster: defineRoute({
      method: 'delete',
      path: '/v1/tenants/:tenant/clusters/:cluster',
      summary:
        'Unbinds a cluster and removes what was made there; refused while anything else is there',
      access: mayUpdate,
      params: clusterParams,
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    takeOverCluster: defineRoute({
      method: 'post',
      path: '/v1/tenants/:tenant/clusters/:cluster/take-over',
      summary:
        'Takes what a tenant has in a cluster over from another installation of Flytower that is gone',
      access: mayUpdate,
      params: clusterParams,
      body: z.object({
        from: z
          .string()
          .min(1)
          .max(63)
          .describe(
            'The installation that keeps it, as was seen: nothing is taken from another one',
          ),
      }),
      result: operationSchema,
      status: 202,
      idempotencyKey: 'required',
    }),
    listMembers: defineRoute({
      method: 'get',
      path: '/v1/tenants/:tenant/members',
      summary: 'The members of a tenant, by name',
      access: mayReadMembers,
      params: tenantParams,
      query: pageQuerySchema,
      result: pageSchema(memberSchema),
    }),
    addMember: defineRoute({
      method: 'post',
      path: '/v1/tenants/:tenant/members',
      summary: 'Adds a person to a tenant',
      access: mayUpdateMembers,
      params: tenantParams,
      body: newMemberSchema,
      result: memberSchema,
      status: 201,
      idempotencyKey: 'required',
    }),
    changeMemberRole: defineRoute({
      method: 'patch',
      path: '/v1/tenants/:tenant/members/:member',
      summary: 'Gives a member another role; the last owner keeps theirs',
      access: mayUpdateMembers,
      params: memberParams,
      body: z.object({ role: tenantRoleSchema }),
      result: memberSchema,
    }),
    removeMember: defineRoute({
      method: 'delete',
      path: '/v1/tenants/:tenant/members/:member',
      summary: 'Removes a member; the last owner stays',
      access: mayUpdateMembers,
      params: memberParams,
      result: z.undefined(),
      status: 204,
    }),
    ...teamRoutes,
    listOperations: defineRoute({
      method: 'get',
      path: '/v1/operations',
      summary:
        'Operations on the tenants that the caller may see, newest first',
      access: mayRead,
      query: pageQuerySchema.extend({
        tenant: z.string().optional(),
        state: operationStateSchema.optional(),
      }),
      result: pageSchema(operationSchema),
    }),
    getOperation: defineRoute({
      method: 'get',
      path: '/v1/operations/:operation',
      summary: 'One operation with its steps',
      access: mayRead,
      params: operationParams,
      result: operationSchema,
    }),
    controlOperation: defineRoute({
      method: 'post',
      path: '/v1/operations/:operation/control',
      summary:
        'Pauses, resumes, aborts or retries an operation; what was made stays',
      access: { ...mayUpdate, readBy: tenantReadPermission },
      params: operationParams,
      body: z.object({ verb: z.enum(['pause', 'resume', 'abort', 'retry']) }),
      result: operationSchema,
      status: 202,
    }),
    ...reservationRoutes,
    listChanges: servedTo(listChangesRoute, ['audit', 'catalog']),
    getSnapshot: defineRoute({
      method: 'get',
      path: '/v1/snapshot',
      summary:
        'All tenants, or those with the slugs of `subjects`, at one moment, with the cursor of that moment',
      access: { kind: 'service', callers: ['catalog', 'delivery'] },
      query: subjectsQuerySchema,
      result: tenancySnapshotSchema,
    }),
  },
});
