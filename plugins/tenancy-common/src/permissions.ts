import { createPermission } from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';

/**
 * Onboarding a tenant, and reviewing what that would make. For operations admins.
 *
 * @public
 */
export const tenantOnboardPermission = createPermission({
  name: 'tenancy.tenant.onboard',
  attributes: { action: 'create' },
});

/**
 * Standard environments and quota choices. For everybody who is signed in.
 *
 * @public
 */
export const environmentReadPermission = createPermission({
  name: 'tenancy.environment.read',
  attributes: { action: 'read' },
});

/**
 * A tenant with its environments, clusters, quota and operations. For its members.
 *
 * @public
 */
export const tenantReadPermission = createPermission({
  name: 'tenancy.tenant.read',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});

/**
 * A tenant's quota and bound clusters, and pausing, aborting or retrying its operations. For operations admins alone: an
 * owner does not raise their own quota.
 *
 * @public
 */
export const tenantUpdatePermission = createPermission({
  name: 'tenancy.tenant.update',
  attributes: { action: 'update' },
  resourceType: TENANT_RESOURCE,
});

/**
 * Who belongs to a tenant, and as what. For its members.
 *
 * @public
 */
export const memberReadPermission = createPermission({
  name: 'tenancy.member.read',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});

/**
 * Adding a member, changing a member's role, removing one. For owners.
 *
 * @public
 */
export const memberUpdatePermission = createPermission({
  name: 'tenancy.member.update',
  attributes: { action: 'update' },
  resourceType: TENANT_RESOURCE,
});

/**
 * The teams of a tenant, with who is in them. For its members.
 *
 * @public
 */
export const teamReadPermission = createPermission({
  name: 'tenancy.team.read',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});

/**
 * Making, changing and deleting teams. For owners.
 *
 * @public
 */
export const teamUpdatePermission = createPermission({
  name: 'tenancy.team.update',
  attributes: { action: 'update' },
  resourceType: TENANT_RESOURCE,
});

/** Every permission of tenancy. @public */
export const tenancyPermissions = [
  tenantOnboardPermission,
  environmentReadPermission,
  tenantReadPermission,
  tenantUpdatePermission,
  memberReadPermission,
  memberUpdatePermission,
  teamReadPermission,
  teamUpdatePermission,
];
