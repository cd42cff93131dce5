import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { systemClock } from '@flytower/durable';
import {
  membershipServiceRef,
  operationsAdminsServiceRef,
} from '@flytower/plugin-tenancy-node';
import { guardCatalog } from './guard/guardCatalog';
import { EntityTenants } from './people/EntityTenants';
import { followOperationsAdmins } from './people/followOperationsAdmins';
import { knownToRule } from './people/knownToRule';
import { readPortal } from './readPortal';
import { SourceProvider } from './SourceProvider';
import { createSources } from './sources/createSources';

/**
 * Tenants, teams, clusters, data centres, applications, services and databases as catalog entities, and who sees whom in
 * the catalog.
 *
 * @public
 */
export const catalogModuleFlytower = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({
      deps: {
        admins: operationsAdminsServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        memberships: membershipServiceRef,
        permissions: coreServices.permissionsRegistry,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ config, discovery, lifecycle, logger, ...deps }) {
        const { admins, auth, catalog, httpAuth, memberships } = deps;
        const providers = createSources(readPortal(config), {
          auth,
          discovery,
        }).map(source =>
          SourceProvider.create({ source, clock: systemClock, logger }),
        );
        deps.processing.addEntityProvider(providers);
        lifecycle.addShutdownHook(async () => {
          await Promise.all(providers.map(one => one.stop()));
        });

        deps.permissions.addPermissionRules([
          knownToRule({ admins, memberships }),
        ]);
        const facts = EntityTenants.create({
          auth,
          catalog,
          clock: systemClock,
        });
        // Modules come before their plugin: this stands in front of the catalog's own routes.
        deps.httpRouter.use(
          guardCatalog({ admins, auth, facts, httpAuth, memberships }),
        );
        const { scheduler } = deps;
        await followOperationsAdmins({
          admins,
          auth,
          catalog,
          logger,
          scheduler,
        });
      },
    });
  },
});
