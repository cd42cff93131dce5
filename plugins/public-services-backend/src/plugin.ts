import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  createContractRouter,
  registerTenantPermissions,
} from '@flytower/contract-node';
import {
  openStore,
  readinessServiceRef,
  readRetention,
  systemClock,
} from '@flytower/durable';
import { EgressGuard } from '@flytower/kube';
import { fleetServiceRef } from '@flytower/plugin-fleet-node';
import {
  publicServicesContract,
  publicServicesPermissions,
} from '@flytower/plugin-public-services-common';
import { bindingHubRef } from '@flytower/plugin-public-services-node';
import {
  rightsServiceRef,
  tenancyServiceRef,
} from '@flytower/plugin-tenancy-node';
import { readSealKeys, Sealer } from '@flytower/sealing';
import { createPublicServices } from './createPublicServices';
import { createDrivers } from './engines';
import { createDeliveryDoor } from './features/bindings/DeliveryDoor';
import { readPublicServicesConfig } from './readPublicServicesConfig';
import { createHandlers } from './router/createHandlers';

/**
 * Public services: servers and plans, instances and their accounts, and their bindings to services.
 *
 * @public
 */
export const publicServicesPlugin = createBackendPlugin({
  pluginId: publicServicesContract.pluginId,
  register({ registerInit }) {
    registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        fleet: fleetServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        hub: bindingHubRef,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        readiness: readinessServiceRef,
        rights: rightsServiceRef,
        tenancy: tenancyServiceRef,
      },
      async init(deps) {
        const { lifecycle, logger } = deps;
        const config = readPublicServicesConfig(deps.config);
        const store = await openStore({
          database: deps.database,
          migrations: resolvePackagePath(
            '@flytower/plugin-public-services-backend',
            'migrations',
          ),
          logger,
        });
        const services = createPublicServices({
          ...deps,
          ...config,
          store,
          retention: readRetention(deps.config),
          drivers: createDrivers({
            guard: EgressGuard.fromCidrs(config.egressAllow),
          }),
          delivery: createDeliveryDoor(deps),
          sealer: Sealer.create(readSealKeys(deps.config)),
          clock: systemClock,
        });
        registerTenantPermissions({
          pluginId: publicServicesContract.pluginId,
          permissionsRegistry: deps.permissionsRegistry,
          permissions: publicServicesPermissions,
        });
        deps.httpRouter.use(
          createContractRouter(
            publicServicesContract,
            createHandlers(services, deps),
            deps,
          ),
        );
        deps.readiness.dependOn(() =>
          deps.hub.ready
            ? undefined
            : 'Public services have not read their bindings from the database yet; it is tried again every second',
        );
        lifecycle.addStartupHook(() => services.start());
        lifecycle.addShutdownHook(() => services.stop());
      },
    });
  },
});
