import { createBackendModule } from '@backstage/backend-plugin-api';

/** Tenants, applications, services, clusters and public services as catalog entities. @public */
export const catalogModuleFlytower = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({ deps: {}, async init() {} });
  },
});
