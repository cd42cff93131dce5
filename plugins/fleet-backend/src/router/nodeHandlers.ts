import { Handlers } from '@flytower/contract-node';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { FleetViews } from '../features/inventory/FleetViews';

/** Nodes and the pods on them. */
export function nodeHandlers({ views }: { views: FleetViews }) {
  return {
    listNodes: async ({ query }) => views.nodes(query),
    getNode: async ({ params }) => views.node(params.cluster, params.node),
    listNodePods: async ({ params, query }) =>
      views.podsOf(params.cluster, params.node, query),
  } satisfies Partial<Handlers<typeof fleetContract.routes>>;
}
