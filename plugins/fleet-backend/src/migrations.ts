import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** Where the plugin's own migrations are. */
export const migrations = resolvePackagePath(
  '@flytower/plugin-fleet-backend',
  'migrations',
);
