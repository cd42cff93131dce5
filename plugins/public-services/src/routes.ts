import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** The instances that the reader may see. */
export const rootRouteRef = createRouteRef();

/** The wizard that orders an instance. No tenant's name starts with a hyphen, so `-` hides none. */
export const orderRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/-/order',
});

/** What can be ordered. */
export const offeringsRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/-/offerings',
});

/** An instance; its tabs stand below it. */
export const instanceRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:instance',
});

/** One operation on an instance or one of its bindings, for as long as the operation is kept. */
export const operationRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:instance/operations/:operation',
});

/** Where a service of delivery is shown: an instance is bound to services. */
export const applicationsRouteRef = createExternalRouteRef({
  defaultTarget: 'delivery.root',
});
