import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** The list of tenants. */
export const rootRouteRef = createRouteRef();

/** The wizard. No tenant's name starts with a hyphen, so it hides none. */
export const onboardRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/-/onboard',
});

/** A tenant; its tabs stand below it. */
export const tenantRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant',
});

/** One operation on a tenant, for as long as the operation is kept. */
export const operationRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/operations/:operation',
});

/** Where applications are listed. */
export const applicationsRouteRef = createExternalRouteRef({
  defaultTarget: 'delivery.root',
});

/** The wizard that registers a cluster. */
export const registerClusterRouteRef = createExternalRouteRef({
  defaultTarget: 'fleet.register',
});

/** The page of an entity in the catalog. */
export const catalogEntityRouteRef = createExternalRouteRef({
  params: ['kind', 'namespace', 'name'],
  defaultTarget: 'catalog.catalogEntity',
});
