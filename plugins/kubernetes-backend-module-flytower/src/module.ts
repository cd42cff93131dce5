import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  kubernetesAuthStrategyExtensionPoint,
  kubernetesClusterSupplierExtensionPoint,
  kubernetesObjectsProviderExtensionPoint,
  kubernetesRouterExtensionPoint,
  kubernetesServiceLocatorExtensionPoint,
} from '@backstage/plugin-kubernetes-node';
import { fleetServiceRef } from '@flytower/plugin-fleet-node';
import {
  rightsServiceRef,
  tenancyServiceRef,
} from '@flytower/plugin-tenancy-node';
import { FleetClusters } from './FleetClusters';
import { fleetSignsIn } from './fleetSignsIn';
import { Readers } from './Readers';
import { readRoutes } from './readRoutes';
import { ServicePlaces } from './ServicePlaces';
import { WorkloadObjects } from './WorkloadObjects';

/** Feeds Backstage's Kubernetes plugin with the registered clusters, read-only and per tenant. @public */
export const kubernetesModuleFlytower = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({
      deps: {
        auth: coreServices.auth,
        permissions: coreServices.permissions,
        rights: rightsServiceRef,
        fleet: fleetServiceRef,
        tenancy: tenancyServiceRef,
        authStrategies: kubernetesAuthStrategyExtensionPoint,
        clusters: kubernetesClusterSupplierExtensionPoint,
        locator: kubernetesServiceLocatorExtensionPoint,
        objects: kubernetesObjectsProviderExtensionPoint,
        router: kubernetesRouterExtensionPoint,
      },
      async init({ auth, permissions, rights, fleet, tenancy, ...points }) {
        const readers = Readers.create({ auth, permissions, rights });
        const places = ServicePlaces.create({ fleet, tenancy, readers });
        points.authStrategies.addAuthStrategy('serviceAccount', fleetSignsIn);
        points.clusters.addClusterSupplier(
          FleetClusters.create({ auth, fleet, tenancy, readers }),
        );
        points.locator.addServiceLocator(places);
        points.objects.addObjectsProvider(
          WorkloadObjects.create({ fleet, readers, places }),
        );
        points.router.addRouter(({ getDefault }) => readRoutes(getDefault()));
      },
    });
  },
});
