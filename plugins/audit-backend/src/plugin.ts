import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  createContractRouter,
  registerTenantPermissions,
} from '@flytower/contract-node';
import { openStore, systemClock } from '@flytower/durable';
import { auditContract, auditPermissions } from '@flytower/plugin-audit-common';
import { auditHubRef } from '@flytower/plugin-audit-node';
import { rightsServiceRef } from '@flytower/plugin-tenancy-node';
import { AuditStore } from './AuditStore';
import { AuditViews } from './AuditViews';
import { FeedPuller } from './FeedPuller';
import { feedReader } from './feedReader';
import { HubIntake } from './HubIntake';
import { auditHandlers } from './router/auditHandlers';

const SOURCES = ['fleet', 'tenancy', 'delivery', 'public-services'];

/**
 * The operation log: who did what to which object, when, and how it ended.
 *
 * @public
 */
export const auditPlugin = createBackendPlugin({
  pluginId: auditContract.pluginId,
  register({ registerInit }) {
    registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        hub: auditHubRef,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rights: rightsServiceRef,
      },
      async init(deps) {
        const { config, hub, lifecycle, logger } = deps;
        const store = await openStore({
          database: deps.database,
          migrations: resolvePackagePath(
            '@flytower/plugin-audit-backend',
            'migrations',
          ),
          logger,
        });
        const log = AuditStore.create({ store, clock: systemClock });
        const views = AuditViews.create({ store });
        registerTenantPermissions({
          pluginId: auditContract.pluginId,
          permissionsRegistry: deps.permissionsRegistry,
          permissions: auditPermissions,
        });
        deps.httpRouter.use(
          createContractRouter(
            auditContract,
            auditHandlers({ log, views }),
            deps,
          ),
        );
        const intake = HubIntake.create({ hub, log, logger });
        const puller = FeedPuller.create({
          sources:
            config.getOptionalStringArray('flytower.audit.sources') ?? SOURCES,
          read: feedReader(deps),
          log,
          clock: systemClock,
          logger,
        });
        lifecycle.addStartupHook(() => {
          intake.start();
          puller.start();
        });
        lifecycle.addShutdownHook(async () => {
          await Promise.all([intake.stop(), puller.stop()]);
        });
      },
    });
  },
});
