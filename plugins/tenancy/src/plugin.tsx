import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import PeopleAltOutlinedIcon from '@material-ui/icons/PeopleAltOutlined';
import {
  applicationsRouteRef,
  catalogEntityRouteRef,
  registerClusterRouteRef,
  onboardRouteRef,
  operationRouteRef,
  rootRouteRef,
  tenantRouteRef,
} from './routes';
import { entityExtensions } from './entity/entityExtensions';

const tenantsPage = PageBlueprint.make({
  params: {
    path: '/tenants',
    title: 'Tenants',
    icon: <PeopleAltOutlinedIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: () => import('./TenancyPages').then(m => <m.TenancyPages />),
  },
});

/**
 * The pages of tenants: list, onboarding, members, clusters, quota and their operations.
 *
 * @public
 */
export const tenancyPlugin = createFrontendPlugin({
  pluginId: 'tenancy',
  title: 'Tenants',
  icon: <PeopleAltOutlinedIcon fontSize="inherit" />,
  routes: {
    root: rootRouteRef,
    onboard: onboardRouteRef,
    tenant: tenantRouteRef,
    operation: operationRouteRef,
  },
  externalRoutes: {
    applications: applicationsRouteRef,
    catalogEntity: catalogEntityRouteRef,
    registerCluster: registerClusterRouteRef,
  },
  extensions: [tenantsPage, ...entityExtensions],
});
