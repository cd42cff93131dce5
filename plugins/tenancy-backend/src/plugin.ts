import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { registerTenantPermissions } from '@flytower/contract-node';
import {
  openStore,
  readinessServiceRef,
  readRetention,
  systemClock,
} from '@flytower/durable';
import { fleetServiceRef } from '@flytower/plugin-fleet-node';
import {
  tenancyContract,
  tenancyPermissions,
} from '@flytower/plugin-tenancy-common';
import { rightsServiceRef, tenancyHubRef } from '@flytower/plugin-tenancy-node';
import { readTenancyConfig } from './readTenancyConfig';
import { createTenancyRouter } from './router/createTenancyRouter';
import { createTenancyServices } from './TenancyServices';

/**
 * Tenants: onboarding, members, quotas, environments and the clusters they are bound to.
 *
 * @public
 */
export const tenancyPlugin = createBackendPlugin({
  pluginId: tenancyContract.pluginId,
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        fleet: fleetServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        hub: tenancyHubRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        readiness: readinessServiceRef,
        rights: rightsServiceRef,
      },
      async init(deps) {
        const { hub, fleet, logger, permissionsRegistry } = deps;
        const store = await openStore({
          database: deps.database,
          migrations: resolvePackagePath(
            '@flytower/plugin-tenancy-backend',
            'migrations',
          ),
          logger,
        });
        const services = createTenancyServices({
          store,
          hub,
          fleet,
          config: readTenancyConfig(deps.config),
          retention: readRetention(deps.config),
          clock: systemClock,
          logger,
        });
        registerTenantPermissions({
          pluginId: tenancyContract.pluginId,
          permissionsRegistry,
          permissions: tenancyPermissions,
        });
        deps.httpRouter.use(
          createTenancyRouter(services, {
            httpAuth: deps.httpAuth,
            permissions: deps.permissions,
            rights: deps.rights,
            auditor: deps.auditor,
            logger,
          }),
        );
        deps.readiness.dependOn(() =>
          hub.ready
            ? undefined
            : 'Tenancy has not read its tenants from the database yet; it is tried again every second',
        );
        deps.lifecycle.addStartupHook(() => services.start());
        deps.lifecycle.addShutdownHook(() => services.stop());
      },
    });
  },
});
