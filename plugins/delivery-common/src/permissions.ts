import {
  createPermission,
  PermissionAttributes,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';

/** Every permission of delivery holds inside one tenant; its resource reference is the tenant's slug. */
function tenantPermission(
  name: string,
  action: PermissionAttributes['action'],
): ResourcePermission<typeof TENANT_RESOURCE> {
  return createPermission({
    name,
    attributes: { action },
    resourceType: TENANT_RESOURCE,
  });
}

/**
 * See a tenant's applications and what runs where.
 *
 * @public
 */
export const applicationReadPermission = tenantPermission(
  'delivery.application.read',
  'read',
);
/**
 * Create an application in a tenant.
 *
 * @public
 */
export const applicationCreatePermission = tenantPermission(
  'delivery.application.create',
  'create',
);
/**
 * Change an application's display name, description or team.
 *
 * @public
 */
export const applicationUpdatePermission = tenantPermission(
  'delivery.application.update',
  'update',
);
/**
 * Delete an application that has no services.
 *
 * @public
 */
export const applicationDeletePermission = tenantPermission(
  'delivery.application.delete',
  'delete',
);
/**
 * See a tenant's services with their drafts and revisions.
 *
 * @public
 */
export const serviceReadPermission = tenantPermission(
  'delivery.service.read',
  'read',
);
/**
 * Create a service in an application.
 *
 * @public
 */
export const serviceCreatePermission = tenantPermission(
  'delivery.service.create',
  'create',
);
/**
 * Change a service's draft: what its next revision will be.
 *
 * @public
 */
export const serviceUpdatePermission = tenantPermission(
  'delivery.service.update',
  'update',
);
/**
 * Delete a service that runs nowhere.
 *
 * @public
 */
export const serviceDeletePermission = tenantPermission(
  'delivery.service.delete',
  'delete',
);
/**
 * See releases and their progress.
 *
 * @public
 */
export const releaseReadPermission = tenantPermission(
  'delivery.release.read',
  'read',
);
/**
 * Release, roll back, scale and unpublish.
 *
 * @public
 */
export const releaseCreatePermission = tenantPermission(
  'delivery.release.create',
  'create',
);
/**
 * Pause, resume, abort and retry a release.
 *
 * @public
 */
export const releaseControlPermission = tenantPermission(
  'delivery.release.control',
  'update',
);
/**
 * See pods with their status and events.
 *
 * @public
 */
export const podReadPermission = tenantPermission('delivery.pod.read', 'read');
/**
 * Delete a pod, so that its workload starts another.
 *
 * @public
 */
export const podDeletePermission = tenantPermission(
  'delivery.pod.delete',
  'delete',
);

/**
 * All permissions of delivery, as its backend registers them.
 *
 * @public
 */
export const deliveryPermissions = [
  applicationReadPermission,
  applicationCreatePermission,
  applicationUpdatePermission,
  applicationDeletePermission,
  serviceReadPermission,
  serviceCreatePermission,
  serviceUpdatePermission,
  serviceDeletePermission,
  releaseReadPermission,
  releaseCreatePermission,
  releaseControlPermission,
  podReadPermission,
  podDeletePermission,
];
