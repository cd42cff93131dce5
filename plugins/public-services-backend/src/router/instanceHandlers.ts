import { narrowed, personOf } from '@flytower/contract-node';
import { PublicServices } from '../createPublicServices';
import { askingOf, PublicServicesHandlers } from './PublicServicesHandlers';

/** Instances and their credentials. */
export function instanceHandlers({
  instances,
  instanceViews,
  credentials,
}: Pick<
  PublicServices,
  'instances' | 'instanceViews' | 'credentials'
>): PublicServicesHandlers<
  | 'listInstances'
  | 'planInstance'
  | 'createInstance'
  | 'getInstance'
  | 'showCredentials'
  | 'changePassword'
  | 'disableInstance'
  | 'enableInstance'
  | 'deleteInstance'
> {
  return {
    listInstances: async ({ scope, query: { tenant, ...filter } }) =>
      instanceViews.page({ scope: narrowed(scope, tenant), ...filter }),
    planInstance: async ({ params, body }) =>
      instances.plan(params.tenant, body),
    createInstance: async call =>
      instances.create(call.params.tenant, call.body, askingOf(call)),
    getInstance: async ({ params }) =>
      instanceViews.get(params.tenant, params.instance),
    showCredentials: async ({ params, caller, request }) => {
      // Neither a browser nor a proxy keeps the answer.
      request.res?.setHeader('cache-control', 'no-store');
      return credentials.show(params.tenant, params.instance, personOf(caller));
    },
    changePassword: async call =>
      instances.changePassword(
        call.params.tenant,
        call.params.instance,
        call.body.graceSeconds,
        askingOf(call),
      ),
    disableInstance: async call =>
      instances.disable(
        call.params.tenant,
        call.params.instance,
        askingOf(call),
      ),
    enableInstance: async call =>
      instances.enable(
        call.params.tenant,
        call.params.instance,
        askingOf(call),
      ),
    deleteInstance: async call =>
      instances.delete(
        call.params.tenant,
        call.params.instance,
        askingOf(call),
      ),
  };
}
