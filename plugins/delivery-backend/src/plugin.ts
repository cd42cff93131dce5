import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  createContractRouter,
  registerTenantPermissions,
} from '@flytower/contract-node';
import { openStore, readRetention, systemClock } from '@flytower/durable';
import {
  deliveryContract,
  deliveryPermissions,
} from '@flytower/plugin-delivery-common';
import { fleetServiceRef } from '@flytower/plugin-fleet-node';
import { bindingServiceRef } from '@flytower/plugin-public-services-node';
import {
  membershipServiceRef,
  rightsServiceRef,
  tenancyServiceRef,
} from '@flytower/plugin-tenancy-node';
import { createDelivery } from './createDelivery';
import { readDeliveryConfig } from './readDeliveryConfig';
import { createHandlers } from './router/createHandlers';

/**
 * Applications, services, placements and releases.
 *
 * @public
 */
export const deliveryPlugin = createBackendPlugin({
  pluginId: deliveryContract.pluginId,
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        bindings: bindingServiceRef,
        fleet: fleetServiceRef,
        memberships: membershipServiceRef,
        rights: rightsServiceRef,
        tenancy: tenancyServiceRef,
      },
      async init(deps) {
        const { database, lifecycle, logger } = deps;
        const store = await openStore({
          database,
          logger,
          migrations: resolvePackagePath(
            '@flytower/plugin-delivery-backend',
            'migrations',
          ),
        });
        const delivery = createDelivery({
          ...deps,
          ...readDeliveryConfig(deps.config),
          retention: readRetention(deps.config),
          store,
          clock: systemClock,
        });
        registerTenantPermissions({
          pluginId: deliveryContract.pluginId,
          permissionsRegistry: deps.permissionsRegistry,
          permissions: deliveryPermissions,
        });
        deps.httpRouter.use(
          createContractRouter(
            deliveryContract,
            createHandlers(delivery),
            deps,
          ),
        );
        const { engine, keeper, teamWatch, retention } = delivery;
        lifecycle.addStartupHook(() => engine.start());
        lifecycle.addShutdownHook(() => engine.stop());
        lifecycle.addStartupHook(() => keeper.start());
        lifecycle.addShutdownHook(() => keeper.stop());
        lifecycle.addStartupHook(() => teamWatch.start());
        lifecycle.addShutdownHook(() => teamWatch.stop());
        lifecycle.addStartupHook(() => retention.start());
        lifecycle.addShutdownHook(() => retention.stop());
      },
    });
  },
});
