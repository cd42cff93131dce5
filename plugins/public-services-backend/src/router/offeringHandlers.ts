import { Authority, Caller, personOf, scopeFor } from '@flytower/contract-node';
import {
  instanceReadPermission,
  planManagePermission,
} from '@flytower/plugin-public-services-common';
import { PublicServices } from '../createPublicServices';
import {
  askingOf,
  PublicServicesHandlers,
  whoOf,
} from './PublicServicesHandlers';

/** What can be ordered, and where it comes from. */
export function offeringHandlers(
  {
    plans,
    servers,
    reseal,
  }: Pick<PublicServices, 'plans' | 'servers' | 'reseal'>,
  authority: Pick<Authority, 'permissions' | 'rights'>,
): PublicServicesHandlers<
  | 'listOfferings'
  | 'createPlan'
  | 'updatePlan'
  | 'deletePlan'
  | 'getSealKeys'
  | 'listServers'
  | 'checkServer'
  | 'registerServer'
  | 'getServer'
  | 'updateServer'
  | 'deleteServer'
> {
  const manages = async (caller: Caller) =>
    (await scopeFor(authority, planManagePermission, caller)) !== 'denied';
  return {
    listOfferings: async ({ caller }) => {
      const scope = await scopeFor(authority, instanceReadPermission, caller);
      return {
        items: await plans.offerings({
          manages: await manages(caller),
          scope: scope === 'denied' ? { kind: 'some', tenants: [] } : scope,
        }),
      };
    },
    getSealKeys: async () => reseal.verdict(),
    createPlan: async call =>
      plans.create(call.params.offering, call.body, askingOf(call)),
    updatePlan: async call =>
      plans.update(
        call.params.offering,
        call.params.plan,
        call.body,
        whoOf(call),
      ),
    deletePlan: async ({ params, caller }) => {
      await plans.delete(params.offering, params.plan, personOf(caller));
      return undefined;
    },
    listServers: async () => ({ items: await servers.list() }),
    checkServer: async ({ body }) => servers.check(body.access),
    registerServer: async call => servers.register(call.body, askingOf(call)),
    getServer: async ({ params }) => servers.get(params.server),
    updateServer: async call =>
      servers.update(call.params.server, call.body, whoOf(call)),
    deleteServer: async ({ params, caller }) => {
      await servers.delete(params.server, personOf(caller));
      return undefined;
    },
  };
}
