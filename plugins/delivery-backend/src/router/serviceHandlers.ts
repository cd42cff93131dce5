import { Handlers, personOf, requiredKey } from '@flytower/contract-node';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { ServiceRecord } from '../domain/records';
import {
  revisionView,
  serviceViews,
} from '../features/applications/applicationViews';
import type { DeliveryParts } from './createHandlers';

type Routes = typeof deliveryContract.routes;

/** Handlers of services, their revisions and their instances. */
export function serviceHandlers({
  stores,
  applications,
  instanceViews,
  pods,
}: DeliveryParts): Pick<
  Handlers<Routes>,
  | 'listServices'
  | 'createService'
  | 'getService'
  | 'updateService'
  | 'deleteService'
  | 'listRevisions'
  | 'getInstances'
  | 'deletePod'
> {
  const view = async (service: ServiceRecord) =>
    (await serviceViews(stores, [service]))[0];
  return {
    listServices: async ({ params, query }) => {
      const page = await stores.services.page(params.tenant, query);
      return { ...page, items: await serviceViews(stores, page.items) };
    },
    createService: async call =>
      view(
        await applications.createService(
          {
            ...call.params,
            person: personOf(call.caller),
            key: requiredKey(call),
          },
          call.body,
        ),
      ),
    getService: async ({ params }) =>
      view(await applications.service(params.tenant, params.service)),
    updateService: async ({ params, body, caller, ifMatch }) =>
      view(
        await applications.updateService(
          { ...params, person: personOf(caller), ifMatch },
          body,
        ),
      ),
    deleteService: async ({ params, caller }) =>
      applications.deleteService({ ...params, person: personOf(caller) }),
    listRevisions: async ({ params, query }) => {
      const service = await applications.service(params.tenant, params.service);
      const page = await stores.revisions.page(service.id, query);
      return { ...page, items: page.items.map(revisionView) };
    },
    getInstances: async ({ params, query }) =>
      instanceViews.instances({ ...params, ...query }),
    deletePod: async ({ params, query, caller }) =>
      pods.delete({ ...params, ...query, person: personOf(caller) }),
  };
}
