import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  membershipServiceRef,
  operationsAdminsServiceRef,
} from '@flytower/plugin-tenancy-node';
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
        admins: operationsAdminsServiceRef,
        auth: coreServices.auth,
        memberships: membershipServiceRef,
        policy: policyExtensionPoint,
      },
      async init({ admins, auth, memberships, policy }) {
        policy.setPolicy(FlytowerPolicy.create({ auth, admins, memberships }));
      },
    });
  },
});
