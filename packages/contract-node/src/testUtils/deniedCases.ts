import { mockCredentials } from '@backstage/backend-test-utils';
import { Contract, HttpMethod, Route } from '@flytower/contract';

/**
 * One call that a route must deny, in a backend whose permissions deny everything.
 *
 * @public
 */
export interface DeniedCase {
  /** The route's operation id. */
  id: string;
  /** For the test's name: `POST /v1/tenants/:tenant/things as a person without the permission`. */
  title: string;
  method: HttpMethod;
  /** Below the plugin's own path, with parameters filled in. */
  path: string;
  headers: Record<string, string>;
  status: 401 | 403 | 404;
}

/**
 * The denied cases of each route, so that a test over them holds for every route there will ever be:
 *
 * ```ts
 * it.each(deniedCases(contract))('denies $title', async ({ method, path, headers, status }) => {
 *   await request(server)[method](`/api/things${path}`).set(headers).expect(status);
 * });
 * ```
 *
 * Start the backend with `mockServices.permissions.mock` denying (`authorize` and `authorizeConditional`).
 *
 * @public
 */
export function deniedCases(contract: Contract): DeniedCase[] {
  return Object.entries(contract.routes).flatMap(([id, route]) =>
    denialsOf(route, contract.pluginId).map(({ who, headers, status }) => ({
      id,
      title: `${route.method.toUpperCase()} ${route.path} as ${who}`,
      method: route.method,
      path: route.path.replace(/:[A-Za-z]+/g, 'some-name'),
      headers,
      status,
    })),
  );
}

interface Denial extends Pick<DeniedCase, 'headers' | 'status'> {
  who: string;
}

function denialsOf(route: Route, pluginId: string): Denial[] {
  const person = { authorization: mockCredentials.user.header() };
  switch (route.access.kind) {
    case 'signed-in':
      return [
        {
          who: 'nobody',
          headers: { authorization: mockCredentials.none.header() },
          status: 401,
        },
      ];
    case 'service':
      return [
        { who: 'a person', headers: person, status: 403 },
        {
          who: 'somebody from outside',
          headers: as('external:ci', pluginId),
          status: 403,
        },
        {
          who: 'a plugin that the route does not name',
          headers: as('plugin:unnamed', pluginId),
          status: 403,
        },
      ];
    case 'permission':
      return [
        {
          who: 'a person without the permission',
          headers: person,
          status: route.path.includes('/:tenant') ? 404 : 403,
        },
      ];
    default:
      return route.access satisfies never;
  }
}

function as(subject: string, targetPluginId: string) {
  return {
    authorization: mockCredentials.service.header({
      onBehalfOf: mockCredentials.service(subject),
      targetPluginId,
    }),
  };
}
