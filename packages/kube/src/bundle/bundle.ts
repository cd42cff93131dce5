/**
 * The version of plugins/fleet-backend/bundle/flytower.yaml that this Flytower goes with.
 *
 * @public
 */
export const BUNDLE_VERSION = 3;

/** The label of the namespace flytower-system by which a cluster says which version it holds. */
const VERSION_LABEL = 'flytower.dev/bundle-version';

/**
 * The roles that a tenant's accounts may hold in a cluster, each with the version of the bundle that brought it. The bundle
 * itself is held to this list by a test.
 *
 * @public
 */
export const BUNDLE_ROLES = {
  owner: 1,
  developer: 1,
  viewer: 1,
  deployer: 1,
  console: 3,
} as const;

/** @public */
export type BundleRole = keyof typeof BUNDLE_ROLES;

/** The bundle's admission policies, each with the version that brought it. */
export const BUNDLE_POLICIES = {
  'flytower-deployers-only': 1,
  'flytower-namespaces': 1,
  'flytower-objects': 1,
  'flytower-platform': 1,
  'flytower-role-bindings': 1,
  'flytower-leases': 3,
  'flytower-marks': 3,
  'flytower-namespace-marks': 3,
  'flytower-pods': 3,
  'flytower-pods-by-name': 3,
  'flytower-reach': 3,
  'flytower-workloads': 3,
} as const;

/** Those entries of a table that a version of the bundle has. */
export function inVersion<Name extends string>(
  table: Readonly<Record<Name, number>>,
  version: number,
): Name[] {
  return (Object.keys(table) as Name[]).filter(name => table[name] <= version);
}

/**
 * The ClusterRole of a role.
 *
 * @example
 * `clusterRoleOf('deployer')` is `flytower-deployer`
 * @public
 */
export function clusterRoleOf<Role extends BundleRole>(
  role: Role,
): `flytower-${Role}` {
  return `flytower-${role}`;
}

/**
 * Which version of the bundle the namespace flytower-system says it is of; undefined where it says none.
 *
 * @public
 */
export function bundleVersionOf(
  labels: Readonly<Record<string, string>> | undefined,
): number | undefined {
  const text = labels?.[VERSION_LABEL] ?? '';
  return /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : undefined;
}
