import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { createContractRouter } from '@flytower/contract-node';
import {
  openStore,
  readinessServiceRef,
  readRetention,
  systemClock,
} from '@flytower/durable';
import { fleetContract, fleetPermissions } from '@flytower/plugin-fleet-common';
import { fleetHubRef } from '@flytower/plugin-fleet-node';
import { rightsServiceRef } from '@flytower/plugin-tenancy-node';
import { readFleetConfig } from './config/readFleetConfig';
import { createFleet } from './createFleet';
import { migrations } from './migrations';

/**
 * Data centres, clusters, nodes and their live inventory.
 *
 * @public
 */
export const fleetPlugin = createBackendPlugin({
  pluginId: 'fleet',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        hub: fleetHubRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        readiness: readinessServiceRef,
        rights: rightsServiceRef,
        rootLifecycle: coreServices.rootLifecycle,
      },
      async init(services) {
        const { database, hub, httpRouter, lifecycle, logger } = services;
        let up = false;
        services.rootLifecycle.addStartupHook(() => {
          up = true;
        });
        const fleet = createFleet({
          config: readFleetConfig(services.config),
          store: await openStore({ database, migrations, logger }),
          hub,
          clock: systemClock,
          logger,
          retention: readRetention(services.config),
          everyoneIsUp: () => up,
        });
        services.permissionsRegistry.addPermissions(fleetPermissions);
        httpRouter.use(
          createContractRouter(fleetContract, fleet.handlers, services),
        );
        services.readiness.dependOn(() => fleet.notUp());
        lifecycle.addStartupHook(() => fleet.start());
        lifecycle.addShutdownHook(() => fleet.stop());
      },
    });
  },
});
