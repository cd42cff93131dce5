import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** What an application used, over time. */
export const usageRouteRef = createExternalRouteRef({
  defaultTarget: 'metering.root',
});

/** The list of applications. */
export const rootRouteRef = createRouteRef();

// No tenant, application or service has a name that starts with a hyphen, so "-" hides none of them.

/** The form of a new application. */
export const newApplicationRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/-/new',
});

/** An application with its services. */
export const applicationRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:application',
});

/** The form of a new service. */
export const newServiceRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:application/-/new-service',
});

/** A service; its tabs stand below it. */
export const serviceRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:application/:service',
});

/** The release wizard. */
export const releaseWizardRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:application/:service/-/release',
});

/** One release, for as long as it is kept. */
export const releaseRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:tenant/:application/:service/releases/:release',
});

/** The page of an entity in the catalog. */
export const catalogEntityRouteRef = createExternalRouteRef({
  params: ['kind', 'namespace', 'name'],
  defaultTarget: 'catalog.catalogEntity',
});
