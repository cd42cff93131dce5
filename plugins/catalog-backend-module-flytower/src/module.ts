import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { systemClock } from '@flytower/durable';
import { readPortal } from './readPortal';
import { SourceProvider } from './SourceProvider';
import { createSources } from './sources/createSources';

/**
 * Tenants, teams, clusters, data centres, applications, services and databases as catalog entities.
 *
 * @public
 */
export const catalogModuleFlytower = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
      },
      async init({ auth, catalog, config, discovery, lifecycle, logger }) {
        const providers = createSources(readPortal(config), {
          auth,
          discovery,
        }).map(source =>
          SourceProvider.create({ source, clock: systemClock, logger }),
        );
        catalog.addEntityProvider(providers);
        lifecycle.addShutdownHook(async () => {
          await Promise.all(providers.map(one => one.stop()));
        });
      },
    });
  },
});
