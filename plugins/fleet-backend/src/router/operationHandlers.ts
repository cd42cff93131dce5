import { NotFoundError } from '@backstage/errors';
import { Handlers } from '@flytower/contract-node';
import {
  feedCursor,
  OperationStore,
  readChanges,
  Store,
} from '@flytower/durable';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { ClusterStore } from '../features/registrations/ClusterStore';
import { DataCentreStore } from '../features/registrations/DataCentreStore';

/** Operations, and what other backends follow. */
export function operationHandlers(options: {
  store: Store;
  operations: OperationStore;
  clusters: ClusterStore;
  dataCentres: DataCentreStore;
}) {
  const { clusters, dataCentres, operations, store } = options;
  return {
    listOperations: async ({ query, scope }) =>
      operations.list({
        scope,
        limit: query.limit,
        ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
        ...(query.cluster === undefined
          ? {}
          : { subject: { kind: 'cluster', id: query.cluster } }),
        ...(query.state === undefined ? {} : { states: [query.state] }),
      }),
    getOperation: async ({ params }) => {
      const operation = await operations.get(params.id);
      if (!operation) {
        throw new NotFoundError(
          `There is no operation ${params.id} in the fleet`,
        );
      }
      return operation;
    },
    listChanges: async ({ query }) =>
      readChanges(store, query.after, query.limit),
    getSnapshot: async () =>
      store.readTransaction(async trx => ({
        cursor: await feedCursor(trx),
        dataCentres: await dataCentres.list(trx),
        clusters: (await clusters.list(trx)).map(cluster => ({
          id: cluster.id,
          name: cluster.name,
          displayName: cluster.displayName,
          dataCentre: cluster.dataCentre.name,
          securityZone: cluster.securityZone,
          generation: cluster.generation,
        })),
      })),
  } satisfies Partial<Handlers<typeof fleetContract.routes>>;
}
