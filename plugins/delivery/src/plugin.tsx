import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import AppsIcon from '@material-ui/icons/Apps';
import {
  applicationRouteRef,
  catalogEntityRouteRef,
  usageRouteRef,
  newApplicationRouteRef,
  newServiceRouteRef,
  releaseRouteRef,
  releaseWizardRouteRef,
  rootRouteRef,
  serviceRouteRef,
} from './routes';
import { entityExtensions } from './entity/entityExtensions';

const applicationsPage = PageBlueprint.make({
  params: {
    path: '/applications',
    title: 'Applications',
    icon: <AppsIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: () => import('./DeliveryPages').then(m => <m.DeliveryPages />),
  },
});

/**
 * The pages of applications: services, releases, revisions, instances.
 *
 * @public
 */
export const deliveryPlugin = createFrontendPlugin({
  pluginId: 'delivery',
  title: 'Applications',
  icon: <AppsIcon fontSize="inherit" />,
  routes: {
    root: rootRouteRef,
    newApplication: newApplicationRouteRef,
    application: applicationRouteRef,
    newService: newServiceRouteRef,
    service: serviceRouteRef,
    releaseWizard: releaseWizardRouteRef,
    release: releaseRouteRef,
  },
  externalRoutes: {
    catalogEntity: catalogEntityRouteRef,
    usage: usageRouteRef,
  },
  extensions: [applicationsPage, ...entityExtensions],
});
