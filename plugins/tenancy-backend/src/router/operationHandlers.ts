import { personOf } from '@flytower/contract-node';
import { TenantScope } from '@flytower/contract';
import { TenancyServices } from '../TenancyServices';
import { TenancyHandlers } from './TenancyHandlers';

/** Long work on tenants. */
export function operationHandlers({
  operations,
  control,
}: Pick<TenancyServices, 'operations' | 'control'>): TenancyHandlers<
  'listOperations' | 'getOperation' | 'controlOperation'
> {
  return {
    listOperations: async ({ scope, query }) => {
      const { tenant, state, cursor, limit } = query;
      return operations.list({
        scope: tenant === undefined ? scope : narrowed(scope, tenant),
        ...(state ? { states: [state] } : {}),
        ...(cursor === undefined ? {} : { cursor }),
        limit,
      });
    },
    getOperation: async ({ params, scope }) =>
      control.get(params.operation, scope),
    controlOperation: async ({ params, body, scope, caller, ifMatch }) =>
      control.control(params.operation, body.verb, {
        scope,
        requester: personOf(caller),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
  };
}

/** The part of a scope that is one tenant; nothing where that is outside of it. */
function narrowed(scope: TenantScope, tenant: string): TenantScope {
  const inside = scope.kind === 'all' || scope.tenants.includes(tenant);
  return { kind: 'some', tenants: inside ? [tenant] : [] };
}
