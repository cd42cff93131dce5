import { deliveryContract } from '@flytower/plugin-delivery-common';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  Binding,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import { Team, tenancyContract } from '@flytower/plugin-tenancy-common';
import { fakeBackend, FakeBackend, renderPage } from '@flytower/ui/testUtils';
import { DeliveryPages } from '../DeliveryPages';
import { rootRouteRef } from '../routes';
import { memberships, targets, tenant } from './samples';

type Answers = Parameters<
  typeof fakeBackend<typeof deliveryContract.routes>
>[1];

/** Shows the page of delivery at a path, over a backend with these answers; gives that backend. */
export function showDelivery(
  at: string,
  answers: Answers,
  options: {
    permissions?: string[];
    language?: 'zh-CN';
    mine?: typeof memberships;
    bindings?: Binding[];
    teams?: Team[];
  } = {},
): FakeBackend {
  window.localStorage.clear();
  const delivery = fakeBackend(deliveryContract, answers);
  const tenancy = fakeBackend(tenancyContract, {
    getMyMemberships: () => options.mine ?? memberships,
    getTenant: () => tenant,
    listTeams: () => ({ items: options.teams ?? [] }),
  });
  const fleet = fakeBackend(fleetContract, {
    listTargets: () => ({ items: targets }),
  });
  const publicServices = fakeBackend(publicServicesContract, {
    listBindings: () => ({ items: options.bindings ?? [] }),
  });
  renderPage(<DeliveryPages />, {
    backends: [delivery, tenancy, fleet, publicServices],
    at,
    mountPath: '/applications/*',
    mountedRoutes: { '/applications': rootRouteRef },
    permissions: options.permissions,
    language: options.language,
  });
  return delivery;
}

/** What the backend was asked with, the first time that a route was called. */
export function bodyOf(backend: FakeBackend, route: string): unknown {
  return backend.calls.find(call => call.route === route)?.call.body;
}

/** The rights of a lead: everything can be read, nothing changed. */
export const readOnly = [
  'delivery.application.read',
  'delivery.service.read',
  'delivery.release.read',
  'delivery.pod.read',
];
