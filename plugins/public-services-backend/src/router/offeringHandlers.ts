import { PermissionsService } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Caller, personOf, scopeFor } from '@flytower/contract-node';
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
  { plans, servers }: Pick<PublicServices, 'plans' | 'servers'>,
  permissions: PermissionsService,
): PublicServicesHandlers<
  | 'listOfferings'
  | 'createPlan'
  | 'updatePlan'
  | 'deletePlan'
  | 'listServers'
  | 'checkServer'
  | 'registerServer'
  | 'getServer'
  | 'updateServer'
  | 'deleteServer'
> {
  const manages = async ({ credentials }: Caller) => {
    const [decision] = await permissions.authorize(
      [{ permission: planManagePermission }],
      { credentials },
    );
    return decision.result === AuthorizeResult.ALLOW;
  };
  return {
    listOfferings: async ({ caller }) => {
      const scope = await scopeFor(permissions, instanceReadPermission, caller);
      return {
        items: await plans.offerings({
          manages: await manages(caller),
          scope: scope === 'denied' ? { kind: 'some', tenants: [] } : scope,
        }),
      };
    },
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
