import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { TENANT_RESOURCE, TenantScope } from '@flytower/contract';
import { z } from 'zod';
import { intersection, union } from './scopes';

const RULE = 'IN_TENANTS';
const paramsSchema = z.object({
  tenants: z.array(z.string()).describe('Slugs of the tenants'),
});

/**
 * Registers a plugin's permissions: those inside a tenant with the tenant as their resource and the one rule
 * IN_TENANTS, the others as they are.
 *
 * @public
 */
export function registerTenantPermissions(options: {
  pluginId: string;
  permissionsRegistry: PermissionsRegistryService;
  permissions: Permission[];
}): void {
  const { pluginId, permissionsRegistry, permissions } = options;
  const resourceRef = createPermissionResourceRef<
    { tenant: string },
    { tenants: string[] }
  >().with({ pluginId, resourceType: TENANT_RESOURCE });
  permissionsRegistry.addResourceType({
    resourceRef,
    permissions: permissions.filter(isTenantPermission),
    rules: [
      createPermissionRule({
        name: RULE,
        description: 'Allow inside these tenants',
        resourceRef,
        paramsSchema,
        apply: ({ tenant }, { tenants }) => tenants.includes(tenant),
        toQuery: ({ tenants }) => ({ tenants }),
      }),
    ],
    getResources: async refs => refs.map(tenant => ({ tenant })),
  });
  permissionsRegistry.addPermissions(
    permissions.filter(permission => !isTenantPermission(permission)),
  );
}

/**
 * The policy's decision "inside these tenants", for a permission of this plugin.
 *
 * @public
 */
export function tenantsDecision(
  pluginId: string,
  permission: Permission,
  tenants: string[],
): PolicyDecision {
  if (!isTenantPermission(permission)) {
    throw new Error(
      `The permission ${permission.name} knows no tenants; decide it with allow or deny`,
    );
  }
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId,
    resourceType: TENANT_RESOURCE,
    conditions: {
      rule: RULE,
      resourceType: TENANT_RESOURCE,
      params: { tenants },
    },
  };
}

/**
 * Whether a permission holds inside a tenant.
 *
 * @public
 */
export function isTenantPermission(
  permission: Permission,
): permission is ResourcePermission<typeof TENANT_RESOURCE> {
  return (
    isResourcePermission(permission) &&
    permission.resourceType === TENANT_RESOURCE
  );
}

/**
 * The tenants that a decision allows. What cannot be said in tenants (a negation, a rule of somebody else) allows none.
 *
 * @public
 */
export function scopeOf(decision: PolicyDecision): TenantScope {
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { kind: 'all' };
    case AuthorizeResult.DENY:
      return { kind: 'some', tenants: [] };
    case AuthorizeResult.CONDITIONAL:
      return scopeOfCriteria(decision.conditions);
    default:
      return decision satisfies never;
  }
}

function scopeOfCriteria(
  criteria: PermissionCriteria<PermissionCondition>,
): TenantScope {
  if ('anyOf' in criteria) {
    return criteria.anyOf.map(scopeOfCriteria).reduce(union);
  }
  if ('allOf' in criteria) {
    return criteria.allOf.map(scopeOfCriteria).reduce(intersection);
  }
  if ('not' in criteria || criteria.rule !== RULE) {
    return { kind: 'some', tenants: [] };
  }
  return { kind: 'some', tenants: paramsSchema.parse(criteria.params).tenants };
}
