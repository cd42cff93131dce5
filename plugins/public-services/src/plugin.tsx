import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import StorageOutlinedIcon from '@material-ui/icons/StorageOutlined';
import { entityExtensions } from './entity/entityExtensions';
import {
  applicationsRouteRef,
  instanceRouteRef,
  offeringsRouteRef,
  operationRouteRef,
  orderRouteRef,
  rootRouteRef,
} from './routes';

const publicServicesPage = PageBlueprint.make({
  params: {
    path: '/public-services',
    title: 'Public services',
    icon: <StorageOutlinedIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: () =>
      import('./PublicServicesPages').then(m => <m.PublicServicesPages />),
  },
});

/**
 * The pages of public services: what can be ordered, instances with their accounts and bindings, servers.
 *
 * @public
 */
export const publicServicesPlugin = createFrontendPlugin({
  pluginId: 'public-services',
  title: 'Public services',
  icon: <StorageOutlinedIcon fontSize="inherit" />,
  routes: {
    root: rootRouteRef,
    order: orderRouteRef,
    offerings: offeringsRouteRef,
    instance: instanceRouteRef,
    operation: operationRouteRef,
  },
  externalRoutes: { applications: applicationsRouteRef },
  extensions: [publicServicesPage, ...entityExtensions],
});
