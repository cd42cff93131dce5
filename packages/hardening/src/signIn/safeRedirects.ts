import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import Router from 'express-promise-router';
import {
  originProblem,
  redirectProblem,
  stateProblem,
} from './redirectProblem';

/**
 * Lets a sign-in lead back to this portal and nowhere else, before the identity provider is asked and before its answer
 * counts.
 *
 * @public
 */
export const safeRedirects = createBackendModule({
  pluginId: 'auth',
  moduleId: 'flytower-redirects',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
      },
      async init({ config, httpRouter }) {
        const origins = {
          own: new URL(config.getString('app.baseUrl')).origin,
          others: config.has('auth.experimentalExtraAllowedOrigins'),
        };
        const router = Router();
        // Every route of every provider: what has no such parameter passes.
        router.use('/:provider', ({ query }, _, next) => {
          const problem =
            redirectProblem(query.redirectUrl, origins) ??
            originProblem(query.origin, origins) ??
            stateProblem(query.state, origins);
          if (problem) {
            throw new InputError(problem);
          }
          next();
        });
        // Before the plugin's own routes: a module starts before its plugin.
        httpRouter.use(router);
      },
    });
  },
});
