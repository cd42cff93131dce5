import { personOf } from '@flytower/contract-node';
import { feedCursor, readChanges } from '@flytower/durable';
import { PublicServices } from '../createPublicServices';
import { PublicServicesHandlers } from './PublicServicesHandlers';

/** Operations for people, and the feed for other backends. */
export function feedHandlers({
  store,
  operations,
  control,
  instanceViews,
  bindingViews,
}: Pick<
  PublicServices,
  'store' | 'operations' | 'control' | 'instanceViews' | 'bindingViews'
>): PublicServicesHandlers<
  | 'listOperations'
  | 'getOperation'
  | 'controlOperation'
  | 'listChanges'
  | 'snapshot'
> {
  return {
    listOperations: async ({ scope, query: { subject, ...page } }) =>
      operations.list({
        scope,
        ...page,
        ...(subject === undefined ? {} : { subject: { id: subject } }),
      }),
    getOperation: async ({ params, scope }) =>
      control.get(params.operation, scope),
    controlOperation: async ({ params, body, caller, ifMatch, ...sight }) =>
      control.control(params.operation, body.verb, {
        scope: sight.scope,
        readable: sight.readable,
        requester: personOf(caller),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
    listChanges: async ({ query }) =>
      readChanges(store, query.after, query.limit),
    snapshot: async ({ query }) =>
      store.readTransaction(async trx => {
        const ids = query.subjects?.split(',');
        return {
          cursor: await feedCursor(trx),
          instances: await instanceViews.all(trx, ids),
          bindings: await bindingViews.all(trx, ids),
        };
      }),
  };
}
