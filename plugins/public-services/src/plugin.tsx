import { createFrontendPlugin } from '@backstage/frontend-plugin-api';

export const publicServicesPlugin = createFrontendPlugin({
  pluginId: 'public-services',
});
