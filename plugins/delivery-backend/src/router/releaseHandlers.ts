import { Call, Handlers, personOf, requiredKey } from '@flytower/contract-node';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { ReleaseFilter } from '../stores/releaseFilter';
import type { DeliveryParts } from './createHandlers';
import { narrowed } from './narrowed';

type Routes = typeof deliveryContract.routes;

/** Handlers of releases: plan, create, follow, control. */
export function releaseHandlers({
  releases,
  releaseControl,
  releaseViews,
}: DeliveryParts): Pick<
  Handlers<Routes>,
  | 'planRelease'
  | 'createRelease'
  | 'listReleases'
  | 'listTenantReleases'
  | 'getRelease'
  | 'controlRelease'
> {
  return {
    planRelease: async ({ params, body }) =>
      releases.plan({ ...params, request: body }),
    createRelease: async call =>
      releaseViews.get(
        call.params.tenant,
        await releases.create({
          ...call.params,
          person: personOf(call.caller),
          key: requiredKey(call),
          request: call.body,
        }),
      ),
    listReleases: async ({ scope, query: { tenant, ...query } }) =>
      releaseViews.page(narrowed(scope, tenant), filterOf(query)),
    listTenantReleases: async ({ scope, query }) =>
      releaseViews.page(scope, filterOf(query)),
    getRelease: async ({ params }) =>
      releaseViews.get(params.tenant, params.release),
    controlRelease: async call =>
      releaseViews.get(
        call.params.tenant,
        await releaseControl.control({
          ...call.params,
          person: personOf(call.caller),
          key: requiredKey(call),
          verb: call.body.verb,
          ifMatch: call.ifMatch,
        }),
      ),
  };
}

function filterOf({
  active,
  ...rest
}: Call<Routes['listTenantReleases']>['query']): ReleaseFilter {
  return {
    ...rest,
    ...(active === undefined ? {} : { active: active === 'true' }),
  };
}
