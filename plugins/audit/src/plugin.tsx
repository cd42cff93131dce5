import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import HistoryIcon from '@material-ui/icons/History';
import { entryRouteRef, rootRouteRef } from './routes';

/**
 * Who did what to which object, when, and what became of it.
 *
 * @public
 */
export const auditPlugin = createFrontendPlugin({
  pluginId: 'audit',
  title: 'Operation log',
  icon: <HistoryIcon fontSize="inherit" />,
  routes: { root: rootRouteRef, entry: entryRouteRef },
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/operation-log',
        title: 'Operation log',
        routeRef: rootRouteRef,
        loader: () => import('./AuditPages').then(m => <m.AuditPages />),
      },
    }),
  ],
});
