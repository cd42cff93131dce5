import { narrowed, personOf } from '@flytower/contract-node';
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
        scope: narrowed(scope, tenant),
        ...(state ? { states: [state] } : {}),
        ...(cursor === undefined ? {} : { cursor }),
        limit,
      });
    },
    getOperation: async ({ params, scope }) =>
      control.get(params.operation, scope),
    controlOperation: async ({ params, body, caller, ifMatch, ...sight }) =>
      control.control(params.operation, body.verb, {
        scope: sight.scope,
        readable: sight.readable,
        requester: personOf(caller),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
  };
}
