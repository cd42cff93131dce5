import { personOf } from '@flytower/contract-node';
import { TenancyServices } from '../TenancyServices';
import { askingOf, TenancyHandlers } from './TenancyHandlers';

/** The teams of tenants. */
export function teamHandlers({
  teams,
}: Pick<TenancyServices, 'teams'>): TenancyHandlers<
  'listTeams' | 'createTeam' | 'updateTeam' | 'deleteTeam'
> {
  return {
    listTeams: async ({ params }) => ({
      items: await teams.list(params.tenant),
    }),
    createTeam: async call =>
      teams.create(call.params.tenant, call.body, askingOf(call)),
    updateTeam: async ({ params, body, caller, ifMatch }) =>
      teams.update({ ...params, requester: personOf(caller), ifMatch }, body),
    deleteTeam: async ({ params, caller, ifMatch }) => {
      await teams.delete({ ...params, requester: personOf(caller), ifMatch });
      return undefined;
    },
  };
}
