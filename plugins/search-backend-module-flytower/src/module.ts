import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogCollatorExtensionPoint } from '@backstage/plugin-search-backend-module-catalog';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { refuseOutsiders } from '@flytower/contract-node';
import { operationsAdminsServiceRef } from '@flytower/plugin-tenancy-node';
import { boundedQuery } from './boundedQuery';
import { chooseEngine } from './chooseEngine';
import { documentOf } from './documentOf';
import { ownPages } from './ownPages';

/**
 * What search indexes of the catalog, and how it counts pages: such that nobody learns of what they may not see. And how much
 * one search may cost.
 *
 * @public
 */
export const searchModuleFlytower = createBackendModule({
  pluginId: 'search',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({
      deps: {
        admins: operationsAdminsServiceRef,
        config: coreServices.rootConfig,
        catalog: catalogCollatorExtensionPoint,
        engines: searchEngineRegistryExtensionPoint,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ admins, catalog, config, httpRouter, ...deps }) {
        chooseEngine(config.getOptionalString('flytower.search.engine'), deps);
        catalog.setEntityTransformer(entity =>
          documentOf(entity, admins.groups),
        );
        // Modules come before their plugin: this stands in front of the search's own routes.
        httpRouter.use(refuseOutsiders(deps.httpAuth, 'the search'));
        httpRouter.use(boundedQuery());
        httpRouter.use(ownPages());
      },
    });
  },
});
