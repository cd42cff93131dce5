import { narrowed } from '@flytower/contract-node';
import { PublicServices } from '../createPublicServices';
import { askingOf, PublicServicesHandlers } from './PublicServicesHandlers';

/** Bindings of instances to services. */
export function bindingHandlers({
  bindings,
  bindingViews,
}: Pick<PublicServices, 'bindings' | 'bindingViews'>): PublicServicesHandlers<
  | 'listBindings'
  | 'createBinding'
  | 'getBinding'
  | 'changeBindingPassword'
  | 'deleteBinding'
> {
  return {
    listBindings: async ({ scope, query: { tenant, instance, ...filter } }) =>
      bindingViews.page({
        scope: narrowed(scope, tenant),
        ...(instance === undefined ? {} : { instanceName: instance }),
        ...filter,
      }),
    getBinding: async ({ params }) =>
      bindingViews.get(params.tenant, params.binding),
    createBinding: async call =>
      bindings.create(call.params.tenant, call.params.instance, call.body, {
        ...askingOf(call),
        credentials: call.caller.credentials,
      }),
    changeBindingPassword: async call =>
      bindings.changePassword(
        call.params.tenant,
        call.params.binding,
        call.body,
        { ...askingOf(call), credentials: call.caller.credentials },
      ),
    deleteBinding: async call =>
      bindings.delete(
        call.params.tenant,
        call.params.binding,
        call.query.force === 'true',
        askingOf(call),
      ),
  };
}
