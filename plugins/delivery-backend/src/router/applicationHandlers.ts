import { Handlers, personOf, requiredKey } from '@flytower/contract-node';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { ApplicationRecord } from '../domain/records';
import { applicationViews } from '../features/applications/applicationViews';
import type { DeliveryParts } from './createHandlers';
import { narrowed } from './narrowed';

type Routes = typeof deliveryContract.routes;

/** Handlers of applications, and of the overview. */
export function applicationHandlers({
  stores,
  applications,
  releases,
  releaseViews,
  overviewViews,
}: DeliveryParts): Pick<
  Handlers<Routes>,
  | 'overview'
  | 'listApplications'
  | 'createApplication'
  | 'getApplication'
  | 'updateApplication'
  | 'deleteApplication'
  | 'unpublishApplication'
> {
  const view = async (application: ApplicationRecord) =>
    (await applicationViews(stores, [application]))[0];
  return {
    overview: async ({ scope, query }) =>
      overviewViews.page(narrowed(scope, query.tenant), query),
    listApplications: async ({ params, query }) => {
      const page = await stores.applications.page(params.tenant, query);
      return { ...page, items: await applicationViews(stores, page.items) };
    },
    createApplication: async call =>
      view(
        await applications.createApplication(
          {
            tenant: call.params.tenant,
            person: personOf(call.caller),
            key: requiredKey(call),
          },
          call.body,
        ),
      ),
    getApplication: async ({ params }) =>
      view(await applications.application(params.tenant, params.application)),
    updateApplication: async ({ params, body, caller, ifMatch }) =>
      view(
        await applications.updateApplication(
          { ...params, person: personOf(caller), ifMatch },
          body,
        ),
      ),
    deleteApplication: async ({ params, caller }) =>
      applications.deleteApplication({ ...params, person: personOf(caller) }),
    unpublishApplication: async call => {
      const { params, body, caller } = call;
      const ids = await releases.unpublishApplication({
        ...params,
        person: personOf(caller),
        key: requiredKey(call),
        environment: body.environment,
        note: body.note,
      });
      return {
        releases: await Promise.all(
          ids.map(id => releaseViews.get(params.tenant, id)),
        ),
      };
    },
  };
}
