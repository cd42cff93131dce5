import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import Router from 'express-promise-router';
import { schedulerControlPermission } from './schedulerPermission';

/**
 * Backstage's scheduler, whose routes ask for {@link schedulerControlPermission} first. Without it, everybody who is signed
 * in starts and stops the tasks of every plugin.
 *
 * @public
 */
export const schedulerServiceFactory = createServiceFactory({
  service: coreServices.scheduler,
  deps: {
    database: coreServices.database,
    httpAuth: coreServices.httpAuth,
    httpRouter: coreServices.httpRouter,
    logger: coreServices.logger,
    metrics: metricsServiceRef,
    permissions: coreServices.permissions,
    pluginMetadata: coreServices.pluginMetadata,
    rootLifecycle: coreServices.rootLifecycle,
  },
  async factory({ httpAuth, permissions, ...deps }) {
    const guard = Router();
    // A plugin may open its own routes to everybody, and these with them: the guard reads who asks by itself.
    guard.use('/.backstage/scheduler', async (request, _, next) => {
      const credentials = await httpAuth.credentials(request, {
        allow: ['user'],
      });
      const [decision] = await permissions.authorize(
        [{ permission: schedulerControlPermission }],
        { credentials },
      );
      if (decision.result !== AuthorizeResult.ALLOW) {
        throw new NotAllowedError(
          'Scheduled tasks are for operations admins; ask one of them to start or stop a task',
        );
      }
      next();
    });
    deps.httpRouter.use(guard);
    return DefaultSchedulerService.create(deps);
  },
});
