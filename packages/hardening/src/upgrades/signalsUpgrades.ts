import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { upgradeServiceRef } from './upgradeServiceRef';

/**
 * Makes Backstage's signals the owner of their path. The token comes as a sub-protocol, for browsers cannot send a header
 * with a WebSocket.
 *
 * @public
 */
export const signalsUpgrades = createBackendModule({
  pluginId: 'signals',
  moduleId: 'flytower-upgrades',
  register(reg) {
    reg.registerInit({
      deps: { auth: coreServices.auth, upgrades: upgradeServiceRef },
      async init({ auth, upgrades }) {
        upgrades.adopt('/api/signals', async request => {
          const token = request.headers['sec-websocket-protocol'];
          if (!token) {
            return undefined;
          }
          const credentials = await auth.authenticate(token);
          return auth.isPrincipal(credentials, 'user')
            ? {
                person: credentials.principal.userEntityRef,
                until: credentials.expiresAt,
              }
            : undefined;
        });
      },
    });
  },
});
