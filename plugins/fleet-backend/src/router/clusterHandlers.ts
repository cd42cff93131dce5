import { Call, Handlers, personOf, requiredKey } from '@flytower/contract-node';
import { Route } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { FleetViews } from '../features/inventory/FleetViews';
import { LossService } from '../features/losses/LossService';
import { RegistrationService } from '../features/registrations/RegistrationService';

/** Data centres and clusters. */
export function clusterHandlers(options: {
  views: FleetViews;
  registrations: RegistrationService;
  losses: LossService;
  bundle: () => Promise<string>;
}) {
  const { bundle, losses, registrations, views } = options;
  return {
    listTargets: async ({ query }) => ({ items: views.targets(query) }),
    listDataCentres: async () => ({ items: await views.dataCentres() }),
    getDataCentre: async ({ params }) => views.dataCentre(params.dataCentre),
    listClusters: async ({ query }) => ({ items: views.clusters(query) }),
    getCluster: async ({ params }) => views.cluster(params.cluster),
    checkCluster: async ({ body }) => registrations.check(body),
    registerCluster: async call =>
      registrations.register(call.body, {
        person: personOf(call.caller),
        key: requiredKey(call),
      }),
    recheckCluster: async ({ params, caller }) =>
      registrations.recheck(params.cluster, personOf(caller)),
    rotateCredential: async call =>
      registrations.rotate(call.params.cluster, call.body.access, {
        person: personOf(call.caller),
        key: requiredKey(call),
      }),
    deleteCluster: async call =>
      registrations.remove(
        call.params.cluster,
        { lost: call.query.lost === 'yes' },
        { person: personOf(call.caller), key: requiredKey(call) },
      ),
    declareLost: async call =>
      losses.declareLost(call.params.cluster, call.body, askingOf(call)),
    declareReturned: async call =>
      losses.declareReturned(call.params.cluster, askingOf(call)),
    getBundle: async () => ({
      fileName: 'flytower.yaml',
      yaml: await bundle(),
    }),
  } satisfies Partial<Handlers<typeof fleetContract.routes>>;
}

function askingOf(call: Call<Route>) {
  const { caller, ifMatch } = call;
  return {
    person: personOf(caller),
    key: requiredKey(call),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}
