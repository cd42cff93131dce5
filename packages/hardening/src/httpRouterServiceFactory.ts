import {
  createAuthIntegrationRouter,
  createCookieAuthRefreshMiddleware,
  createCredentialsBarrier,
  createLifecycleMiddleware,
  createRateLimitMiddleware,
} from '@backstage/backend-defaults/httpRouter';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { fairShareServiceRef } from './fairness/fairShareServiceRef';
import { fairnessMiddleware } from './fairness/fairnessMiddleware';

/**
 * Backstage's router of a plugin, part by part, with fairness before all of it and no stack traces after it.
 *
 * @public
 */
export const httpRouterServiceFactory = createServiceFactory({
  service: coreServices.httpRouter,
  initialization: 'always',
  deps: {
    plugin: coreServices.pluginMetadata,
    config: coreServices.rootConfig,
    lifecycle: coreServices.lifecycle,
    rootHttpRouter: coreServices.rootHttpRouter,
    auth: coreServices.auth,
    httpAuth: coreServices.httpAuth,
    logger: coreServices.logger,
    shares: fairShareServiceRef,
  },
  async factory({
    plugin,
    config,
    lifecycle,
    rootHttpRouter,
    auth,
    httpAuth,
    logger,
    shares,
  }) {
    const pluginId = plugin.getId();
    const barrier = createCredentialsBarrier({ httpAuth, config });
    const routes = Router();
    const router = Router();
    router.use(createRateLimitMiddleware({ pluginId, config }));
    router.use(
      fairnessMiddleware({ pluginId, auth, httpAuth, config, shares }),
    );
    router.use(createAuthIntegrationRouter({ auth }));
    router.use(createLifecycleMiddleware({ config, lifecycle }));
    router.use(barrier.middleware);
    router.use(createCookieAuthRefreshMiddleware({ auth, httpAuth }));
    router.use(routes);
    router.use(
      MiddlewareFactory.create({ config, logger }).error({
        showStackTraces: false,
      }),
    );
    rootHttpRouter.use(`/api/${pluginId}`, router);
    return {
      use: handler => {
        routes.use(handler);
      },
      addAuthPolicy: policy => barrier.addAuthPolicy(policy),
    };
  },
});
