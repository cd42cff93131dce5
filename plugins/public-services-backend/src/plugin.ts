import { createBackendPlugin } from '@backstage/backend-plugin-api';

/** Public services: offerings, plans, instances, bindings: the backend. @public */
export const publicServicesPlugin = createBackendPlugin({
  pluginId: 'public-services',
  register({ registerInit }) {
    registerInit({ deps: {}, async init() {} });
  },
});
