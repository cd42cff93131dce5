import { createBackendPlugin } from '@backstage/backend-plugin-api';

/** Metering: the ledger of what existed, ran and was stopped: the backend. @public */
export const meteringPlugin = createBackendPlugin({
  pluginId: 'metering',
  register({ registerInit }) {
    registerInit({ deps: {}, async init() {} });
  },
});
