import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import TimelineIcon from '@material-ui/icons/Timeline';
import { rootRouteRef } from './routes';

/**
 * For how long what existed, ran and was stopped, and what it asked for meanwhile.
 *
 * @public
 */
export const meteringPlugin = createFrontendPlugin({
  pluginId: 'metering',
  title: 'Usage',
  icon: <TimelineIcon fontSize="inherit" />,
  routes: { root: rootRouteRef },
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/usage',
        title: 'Usage',
        routeRef: rootRouteRef,
        loader: () => import('./usage/UsagePage').then(m => <m.UsagePage />),
      },
    }),
  ],
});
