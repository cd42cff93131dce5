import { createFrontendPlugin } from '@backstage/frontend-plugin-api';

export const meteringPlugin = createFrontendPlugin({ pluginId: 'metering' });
