import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** Data centres with their clusters. */
export const rootRouteRef = createRouteRef();

/** The wizard that registers a cluster. */
export const registerRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/register',
});

/** One cluster; its tab stands in the query. */
export const clusterRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/clusters/:cluster',
});

/** One node with its pods. */
export const nodeRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/clusters/:cluster/nodes/:node',
});

/** One operation on the fleet, for as long as the operation is kept. */
export const operationRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/operations/:operation',
});

/** The page of an entity in the catalog. */
export const catalogEntityRouteRef = createExternalRouteRef({
  params: ['kind', 'namespace', 'name'],
  defaultTarget: 'catalog.catalogEntity',
});
