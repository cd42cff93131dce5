import { NotFoundError } from '@backstage/errors';
import { Handlers, isInScope } from '@flytower/contract-node';
import { feedCursor, readChanges } from '@flytower/durable';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { ownershipView } from '../features/applications/applicationViews';
import { snapshotOf } from '../features/applications/snapshot';
import type { DeliveryParts } from './createHandlers';

type Routes = typeof deliveryContract.routes;

/** Handlers of operations for people, and of the feed for other backends. */
export function feedHandlers({
  store,
  stores,
  operations,
}: DeliveryParts): Pick<
  Handlers<Routes>,
  | 'listOperations'
  | 'getOperation'
  | 'listChanges'
  | 'snapshot'
  | 'listOwnership'
> {
  return {
    listOperations: async ({ scope, query: { subject, ...page } }) =>
      operations.list({
        scope,
        ...page,
        ...(subject === undefined ? {} : { subject: { id: subject } }),
      }),
    getOperation: async ({ params, scope }) => {
      const operation = await operations.get(params.operation);
      if (!operation || !isInScope(scope, operation.tenant)) {
        throw new NotFoundError(`There is no operation ${params.operation}`);
      }
      return operation;
    },
    listChanges: async ({ query }) =>
      readChanges(store, query.after, query.limit),
    snapshot: async ({ query }) =>
      snapshotOf(store, stores, query.subjects?.split(',')),
    listOwnership: async () =>
      store.readTransaction(async trx => ({
        cursor: await feedCursor(trx),
        items: (await stores.ownerships.all(trx)).map(ownershipView),
      })),
  };
}
