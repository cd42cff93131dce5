import { NotImplementedError } from '@backstage/errors';
import { narrowed } from '@flytower/contract-node';
import { PublicServices } from '../createPublicServices';
import { PublicServicesHandlers } from './PublicServicesHandlers';

/** Bindings. */
export function bindingHandlers({
  bindingViews,
}: Pick<PublicServices, 'bindingViews'>): PublicServicesHandlers<
  | 'listBindings'
  | 'createBinding'
  | 'getBinding'
  | 'changeBindingPassword'
  | 'deleteBinding'
> {
  const notYet = async () => {
    throw new NotImplementedError('Bindings cannot be changed yet');
  };
  return {
    listBindings: async ({ scope, query: { tenant, instance, ...filter } }) =>
      bindingViews.page({
        scope: narrowed(scope, tenant),
        ...(instance === undefined ? {} : { instanceName: instance }),
        ...filter,
      }),
    getBinding: async ({ params }) =>
      bindingViews.get(params.tenant, params.binding),
    createBinding: notYet,
    changeBindingPassword: notYet,
    deleteBinding: notYet,
  };
}
