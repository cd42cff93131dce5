import {
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** The log; its filters stand in the query. */
export const rootRouteRef = createRouteRef();

/** One entry with the facts behind it. */
export const entryRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:entry',
});
