import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import DnsOutlinedIcon from '@material-ui/icons/DnsOutlined';
import {
  catalogEntityRouteRef,
  clusterRouteRef,
  nodeRouteRef,
  operationRouteRef,
  registerRouteRef,
  rootRouteRef,
} from './routes';
import { entityExtensions } from './entity/entityExtensions';

/**
 * Data centres, clusters and nodes, and the wizard that registers a cluster.
 *
 * @public
 */
export const fleetPlugin = createFrontendPlugin({
  pluginId: 'fleet',
  title: 'Fleet',
  icon: <DnsOutlinedIcon fontSize="inherit" />,
  routes: {
    root: rootRouteRef,
    register: registerRouteRef,
    cluster: clusterRouteRef,
    node: nodeRouteRef,
    operation: operationRouteRef,
  },
  externalRoutes: { catalogEntity: catalogEntityRouteRef },
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/fleet',
        title: 'Fleet',
        routeRef: rootRouteRef,
        loader: () => import('./FleetPages').then(m => <m.FleetPages />),
      },
    }),
    ...entityExtensions,
  ],
});
