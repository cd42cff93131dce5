import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { TenantRole } from '@flytower/plugin-tenancy-common';
import { TenancyHub, tenancyHubRef } from './TenancyHub';

/**
 * Who belongs to which tenant, from memory. Everything but `ready` throws `ServiceUnavailableError` before the first load:
 * not knowing is never taken for not being a member.
 *
 * @public
 */
export interface MembershipService {
  readonly ready: boolean;
  /** The tenants of a person (`user:default/dan`), and their role in each. */
  membershipsOf(person: string): { tenant: string; role: TenantRole }[];
  rolesIn(person: string, tenant: string): TenantRole[];
  isMember(person: string, tenant: string): boolean;
  /** The teams of a person, by slug, over all tenants; `lead` where they lead that team. */
  teamsOf(person: string): { tenant: string; team: string; lead: boolean }[];
  /** The person, and everybody who is in a tenant with them. */
  peopleBeside(person: string): ReadonlySet<string>;
}

/** @public */
export const membershipServiceRef = createServiceRef<MembershipService>({
  id: 'flytower.tenancy.memberships',
  scope: 'plugin',
});

/** @public */
export const membershipServiceFactory = createServiceFactory({
  service: membershipServiceRef,
  deps: { hub: tenancyHubRef },
  factory: ({ hub }) => membershipsOfHub(hub),
});

/**
 * The membership service over a hub.
 *
 * @internal
 */
export function membershipsOfHub(hub: TenancyHub): MembershipService {
  const rolesIn = (person: string, tenant: string) =>
    hub
      .membershipsOf(person)
      .filter(membership => membership.tenant === tenant)
      .map(({ role }) => role);
  return {
    get ready() {
      return hub.ready;
    },
    membershipsOf: person =>
      hub.membershipsOf(person).map(({ tenant, role }) => ({ tenant, role })),
    rolesIn,
    isMember: (person, tenant) => rolesIn(person, tenant).length > 0,
    teamsOf: person =>
      hub
        .teamsOf(person)
        .map(({ tenant, team, lead }) => ({ tenant, team, lead })),
    peopleBeside: person =>
      new Set([
        person,
        ...hub
          .membershipsOf(person)
          .flatMap(({ tenant }) => hub.peopleOf(tenant)),
      ]),
  };
}
