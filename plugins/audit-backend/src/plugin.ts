import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  createContractRouter,
  registerTenantPermissions,
} from '@flytower/contract-node';
import { openStore, systemClock } from '@flytower/durable';
import { auditContract, auditPermissions } from '@flytower/plugin-audit-common';
import { auditHubRef } from '@flytower/plugin-audit-node';
import {
  membershipServiceRef,
  rightsServiceRef,
} from '@flytower/plugin-tenancy-node';
import { FeedPuller } from './FeedPuller';
import { feedReader } from './feedReader';
import { adoptUnsigned } from './chain/adoptUnsigned';
import { LogKeys } from './chain/LogKeys';
import { createLog } from './createLog';
import { HubIntake } from './intake/HubIntake';
import { readRetention } from './retention/readRetention';
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
        memberships: membershipServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rights: rightsServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { config, hub, lifecycle, logger, memberships } = deps;
        const keys = LogKeys.fromConfig(config);
        const days = readRetention(config);
        const store = await openStore({
          database: deps.database,
          migrations: resolvePackagePath(
            '@flytower/plugin-audit-backend',
            'migrations',
          ),
          logger,
        });
        const clock = systemClock;
        const opened = createLog({ store, clock, keys, logger });
        const { log, check, checkpointer } = opened;
        registerTenantPermissions({
          pluginId: auditContract.pluginId,
          permissionsRegistry: deps.permissionsRegistry,
          permissions: auditPermissions,
        });
        deps.httpRouter.use(
          createContractRouter(auditContract, auditHandlers(opened), deps),
        );
        const intake = HubIntake.create({
          hub,
          log,
          clock,
          isMember: (person, tenant) => memberships.isMember(person, tenant),
          logger,
        });
        const puller = FeedPuller.create({
          sources:
            config.getOptionalStringArray('flytower.audit.sources') ?? SOURCES,
          read: feedReader(deps),
          log,
          clock,
          logger,
        });
        // First, because the chain goes on behind them.
        await adoptUnsigned({
          store,
          keys,
          now: clock.now(),
          logger,
          adopt:
            config.getOptionalBoolean('flytower.audit.adoptUnsigned') ?? false,
        });
        await check.begin();
        await schedule(deps.scheduler, {
          check: async () => {
            await check.run('beginning');
          },
          ...(days === undefined
            ? {}
            : {
                retention: () => opened.retention(days).run(),
              }),
        });
        lifecycle.addStartupHook(() => {
          checkpointer.start();
          intake.start();
          puller.start();
        });
        lifecycle.addShutdownHook(async () => {
          await Promise.all([intake.stop(), puller.stop(), check.stop()]);
          await checkpointer.stop();
        });
      },
    });
  },
});

/** Minutes until the first run, and so apart every day: while one holds the log, the other does not begin. */
const FIRST_AFTER = { check: 10, retention: 190 };

/** Once a day each, by one replica. Harmless whenever somebody triggers them. */
async function schedule(
  scheduler: SchedulerService,
  tasks: { check: () => Promise<void>; retention?: () => Promise<void> },
): Promise<void> {
  for (const id of ['check', 'retention'] as const) {
    const fn = tasks[id];
    if (!fn) {
      continue;
    }
    await scheduler.scheduleTask({
      id: `operation-log-${id}`,
      fn,
      frequency: { hours: 24 },
      initialDelay: { minutes: FIRST_AFTER[id] },
      timeout: { hours: 12 },
    });
  }
}
