import HomeOutlinedIcon from '@material-ui/icons/HomeOutlined';
import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { homeExternalRoutes } from './routes';

const rootRouteRef = createRouteRef();

/** The first page: what is the reader's own. */
export const homePlugin = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  icon: <HomeOutlinedIcon fontSize="inherit" />,
  routes: { root: rootRouteRef },
  externalRoutes: homeExternalRoutes,
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/',
        title: 'Home',
        routeRef: rootRouteRef,
        loader: () => import('./HomePage').then(page => <page.HomePage />),
      },
    }),
  ],
});
