export type { BundleRole } from './bundle';
export {
  BUNDLE_ROLES,
  BUNDLE_VERSION,
  bundleVersionOf,
  clusterRoleOf,
} from './bundle';
