import { createPermission } from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';

/**
 * One's own part of the usage: what one requested oneself, and what the teams used that one leads. For every member.
 *
 * @public
 */
export const usageReadPermission = createPermission({
  name: 'metering.usage.read',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});

/**
 * The usage of a whole tenant. For its owners; operations admins see that of every tenant.
 *
 * @public
 */
export const usageReadTenantPermission = createPermission({
  name: 'metering.usage.read-tenant',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});

/**
 * Every permission of metering.
 *
 * @public
 */
export const meteringPermissions = [
  usageReadPermission,
  usageReadTenantPermission,
];
