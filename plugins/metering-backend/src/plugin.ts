import { hostname } from 'node:os';
import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  createContractRouter,
  registerTenantPermissions,
} from '@flytower/contract-node';
import { newId, openStore, systemClock } from '@flytower/durable';
import { fleetServiceRef } from '@flytower/plugin-fleet-node';
import {
  meteringContract,
  meteringPermissions,
} from '@flytower/plugin-metering-common';
import {
  membershipServiceRef,
  rightsServiceRef,
} from '@flytower/plugin-tenancy-node';
import { createRecorder } from './features/recording/createRecorder';
import { UsageRights } from './features/usage/UsageRights';
import { UsageService } from './features/usage/UsageService';
import { UsageViews } from './features/usage/UsageViews';
import { meteringHandlers } from './router/meteringHandlers';

/**
 * Metering: for how long services, pods, volumes and databases existed, ran and were stopped.
 *
 * @public
 */
export const meteringPlugin = createBackendPlugin({
  pluginId: meteringContract.pluginId,
  register({ registerInit }) {
    registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        database: coreServices.database,
        discovery: coreServices.discovery,
        fleet: fleetServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        memberships: membershipServiceRef,
        rights: rightsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init(deps) {
        const store = await openStore({
          database: deps.database,
          migrations: resolvePackagePath(
            '@flytower/plugin-metering-backend',
            'migrations',
          ),
          logger: deps.logger,
        });
        const clock = systemClock;
        const views = UsageViews.create({ store, clock });
        registerTenantPermissions({
          pluginId: meteringContract.pluginId,
          permissionsRegistry: deps.permissionsRegistry,
          permissions: meteringPermissions,
        });
        deps.httpRouter.use(
          createContractRouter(
            meteringContract,
            meteringHandlers({
              views,
              rights: UsageRights.create(deps),
              service: UsageService.create({ views, clock }),
            }),
            deps,
          ),
        );
        const recorder = createRecorder({
          ...deps,
          store,
          clock,
          holder: `${hostname()}.${newId()}`,
        });
        deps.lifecycle.addStartupHook(() => recorder.start());
        deps.lifecycle.addShutdownHook(() => recorder.stop());
      },
    });
  },
});
