import { Handlers, personOf, requiredKey } from '@flytower/contract-node';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { FleetViews } from '../features/inventory/FleetViews';
import { RegistrationService } from '../features/registrations/RegistrationService';

/** Data centres and clusters. */
export function clusterHandlers(options: {
  views: FleetViews;
  registrations: RegistrationService;
  bundle: () => Promise<string>;
}) {
  const { bundle, registrations, views } = options;
  return {
    listTargets: async () => ({ items: views.targets() }),
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
    getBundle: async () => ({
      fileName: 'flytower.yaml',
      yaml: await bundle(),
    }),
  } satisfies Partial<Handlers<typeof fleetContract.routes>>;
}
