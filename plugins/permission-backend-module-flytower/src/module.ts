import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { rightsServiceRef } from '@flytower/plugin-tenancy-node';
import { FlytowerPolicy } from './FlytowerPolicy';

/**
 * Sets the one permission policy.
 *
 * @public
 */
export const permissionModuleFlytower = createBackendModule({
  pluginId: 'permission',
  moduleId: 'flytower',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        policy: policyExtensionPoint,
        rights: rightsServiceRef,
      },
      async init({ auth, policy, rights }) {
        policy.setPolicy(FlytowerPolicy.create({ auth, rights }));
      },
    });
  },
});
