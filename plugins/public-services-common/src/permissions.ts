import {
  createPermission,
  PermissionAttributes,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';

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

/** See registered servers with their health. For operations admins. @public */
export const serverReadPermission = createPermission({
  name: 'public-services.server.read',
  attributes: { action: 'read' },
});
/** Register, change and remove servers. For operations admins. @public */
export const serverManagePermission = createPermission({
  name: 'public-services.server.manage',
  attributes: { action: 'update' },
});
/** See what can be ordered. For everybody who is signed in. @public */
export const offeringReadPermission = createPermission({
  name: 'public-services.offering.read',
  attributes: { action: 'read' },
});
/** Publish, change and withdraw plans. For operations admins. @public */
export const planManagePermission = createPermission({
  name: 'public-services.plan.manage',
  attributes: { action: 'update' },
});
/** See a tenant's instances, bindings and operations, without credentials. For its members. @public */
export const instanceReadPermission = tenantPermission(
  'public-services.instance.read',
  'read',
);
/** Order an instance. For those who build. @public */
export const instanceCreatePermission = tenantPermission(
  'public-services.instance.create',
  'create',
);
/** Change a password, disable and enable; retry or abort an operation. For those who build. @public */
export const instanceUpdatePermission = tenantPermission(
  'public-services.instance.update',
  'update',
);
/** Delete an instance with its data. For those who build. @public */
export const instanceDeletePermission = tenantPermission(
  'public-services.instance.delete',
  'delete',
);
/** See credentials, once. For those who build; not for operations admins. @public */
export const credentialsReadPermission = tenantPermission(
  'public-services.credentials.read',
  'read',
);
/** Bind an instance to a service. For those who build. @public */
export const bindingCreatePermission = tenantPermission(
  'public-services.binding.create',
  'create',
);
/** Remove a binding. For those who build. @public */
export const bindingDeletePermission = tenantPermission(
  'public-services.binding.delete',
  'delete',
);

/** Every permission of public services. @public */
export const publicServicesPermissions = [
  serverReadPermission,
  serverManagePermission,
  offeringReadPermission,
  planManagePermission,
  instanceReadPermission,
  instanceCreatePermission,
  instanceUpdatePermission,
  instanceDeletePermission,
  credentialsReadPermission,
  bindingCreatePermission,
  bindingDeletePermission,
];
