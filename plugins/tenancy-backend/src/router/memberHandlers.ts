import { personOf } from '@flytower/contract-node';
import { TenancyServices } from '../TenancyServices';
import { askingOf, TenancyHandlers } from './TenancyHandlers';

/** The people of tenants. */
export function memberHandlers({
  members,
  hub,
}: Pick<TenancyServices, 'members' | 'hub'>): TenancyHandlers<
  | 'getMyMemberships'
  | 'listMembers'
  | 'addMember'
  | 'changeMemberRole'
  | 'removeMember'
> {
  return {
    getMyMemberships: async ({ caller }) => {
      const person = personOf(caller);
      return {
        person,
        memberships: hub.membershipsOf(person).map(({ tenant, role }) => ({
          tenant,
          displayName: hub.tenant(tenant)?.displayName ?? tenant,
          role,
        })),
      };
    },
    listMembers: async ({ params, query }) =>
      members.page(params.tenant, query),
    addMember: async call =>
      members.add(call.params.tenant, call.body, askingOf(call)),
    changeMemberRole: async ({ params, body, caller }) =>
      members.changeRole(
        params.tenant,
        params.member,
        body.role,
        personOf(caller),
      ),
    removeMember: async ({ params, caller }) => {
      await members.remove(params.tenant, params.member, personOf(caller));
      return undefined;
    },
  };
}
