import {
  coreServices,
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { openStore, systemClock } from '@flytower/durable';
import { archiveRouter } from './archives/archiveRouter';
import { ArchiveStore } from './archives/ArchiveStore';
import { createActions } from './createActions';
import { EndedTasks } from './secrets/EndedTasks';
import { WorkStore } from './undo/WorkStore';

/**
 * Actions of templates: applications, services, releases, archives, and the undoing of them.
 *
 * @public
 */
export const scaffolderModuleFlytower = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const store = await openStore({
          database: deps.database,
          logger: deps.logger,
          migrations: resolvePackagePath(
            '@flytower/plugin-scaffolder-backend-module-flytower',
            'migrations',
          ),
          migrationsTable: 'flytower_migrations',
        });
        const ended = await EndedTasks.create({ ...deps, store });
        // The scaffolder makes its tables after this module's init.
        deps.lifecycle.addStartupHook(() => ended.start());
        deps.lifecycle.addShutdownHook(() => ended.stop());
        const archives = ArchiveStore.create({ store, clock: systemClock });
        const works = WorkStore.create({ store, clock: systemClock });
        deps.actions.addActions(...createActions({ ...deps, archives, works }));
        deps.httpRouter.use(archiveRouter({ ...deps, archives }));
        await deps.scheduler.scheduleTask({
          id: 'flytower-sweep-archives',
          frequency: { minutes: 10 },
          timeout: { minutes: 1 },
          // Only what has expired goes, so it may run at any time and be triggered by anyone.
          fn: async () => {
            await archives.sweep();
            await works.sweep();
          },
        });
      },
    });
  },
});
