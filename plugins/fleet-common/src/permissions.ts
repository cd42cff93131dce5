import { createPermission } from '@backstage/plugin-permission-common';

/**
 * To see which clusters there are and whether they are well, for choosing where to run.
 *
 * @public
 */
export const fleetClusterListPermission = createPermission({
  name: 'fleet.cluster.list',
  attributes: { action: 'read' },
});

/**
 * To see all of a cluster: address, version, capacity, problems, readiness, identity.
 *
 * @public
 */
export const fleetClusterReadPermission = createPermission({
  name: 'fleet.cluster.read',
  attributes: { action: 'read' },
});

/**
 * To check and register a cluster.
 *
 * @public
 */
export const fleetClusterRegisterPermission = createPermission({
  name: 'fleet.cluster.register',
  attributes: { action: 'create' },
});

/**
 * To check a registered cluster again, to change its credential, to declare it lost and returned.
 *
 * @public
 */
export const fleetClusterUpdatePermission = createPermission({
  name: 'fleet.cluster.update',
  attributes: { action: 'update' },
});

/**
 * To remove a cluster from the fleet.
 *
 * @public
 */
export const fleetClusterDeletePermission = createPermission({
  name: 'fleet.cluster.delete',
  attributes: { action: 'delete' },
});

/**
 * To see nodes and the pods on them.
 *
 * @public
 */
export const fleetNodeReadPermission = createPermission({
  name: 'fleet.node.read',
  attributes: { action: 'read' },
});

/**
 * Every permission of the fleet. None of them belongs to a tenant.
 *
 * @public
 */
export const fleetPermissions = [
  fleetClusterListPermission,
  fleetClusterReadPermission,
  fleetClusterRegisterPermission,
  fleetClusterUpdatePermission,
  fleetClusterDeletePermission,
  fleetNodeReadPermission,
];
