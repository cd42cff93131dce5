import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { membershipServiceRef } from '@flytower/plugin-tenancy-node';
import { FlytowerPolicy } from './FlytowerPolicy';
import { OperationsAdmins } from './OperationsAdmins';

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
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        memberships: membershipServiceRef,
        policy: policyExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        config,
        logger,
        memberships,
        policy,
        scheduler,
      }) {
        const admins = OperationsAdmins.create({
          auth,
          catalog,
          config,
          logger,
        });
        await admins.follow(scheduler);
        policy.setPolicy(FlytowerPolicy.create({ auth, admins, memberships }));
      },
    });
  },
});
