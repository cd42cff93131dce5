import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogCollatorExtensionPoint } from '@backstage/plugin-search-backend-module-catalog';
import { operationsAdminsServiceRef } from '@flytower/plugin-tenancy-node';
import { documentOf } from './documentOf';
import { ownPages } from './ownPages';

/**
 * What search indexes of the catalog, and how it counts pages: such that nobody learns of what they may not see.
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
        catalog: catalogCollatorExtensionPoint,
        httpRouter: coreServices.httpRouter,
      },
      async init({ admins, catalog, httpRouter }) {
        catalog.setEntityTransformer(entity =>
          documentOf(entity, admins.groups),
        );
        // Modules come before their plugin: this stands in front of the search's own routes.
        httpRouter.use(ownPages());
      },
    });
  },
});
