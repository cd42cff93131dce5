import { createPermission } from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';

/**
 * The whole operation log. For operations admins.
 *
 * @public
 */
export const auditReadAllPermission = createPermission({
  name: 'audit.entry.read-all',
  attributes: { action: 'read' },
});

/**
 * A tenant's part of the operation log. For its owners.
 *
 * @public
 */
export const auditReadPermission = createPermission({
  name: 'audit.entry.read',
  attributes: { action: 'read' },
  resourceType: TENANT_RESOURCE,
});

/**
 * Saying that what a check of the operation log found is known. For operations admins.
 *
 * @public
 */
export const auditAcknowledgePermission = createPermission({
  name: 'audit.finding.acknowledge',
  attributes: { action: 'update' },
});

/**
 * Every permission of the operation log.
 *
 * @public
 */
export const auditPermissions = [
  auditReadAllPermission,
  auditReadPermission,
  auditAcknowledgePermission,
];
