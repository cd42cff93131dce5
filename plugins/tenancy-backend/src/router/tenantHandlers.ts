import { TenancyServices } from '../TenancyServices';
import { askingOf, TenancyHandlers } from './TenancyHandlers';

/** Tenants, their quota and their clusters. */
export function tenantHandlers({
  views,
  onboarding,
  bindings,
  quotas,
  reservations,
}: Pick<
  TenancyServices,
  'views' | 'onboarding' | 'bindings' | 'quotas' | 'reservations'
>): TenancyHandlers<
  | 'listTenants'
  | 'getTenant'
  | 'planOnboarding'
  | 'onboardTenant'
  | 'getQuota'
  | 'changeQuota'
  | 'bindCluster'
  | 'unbindCluster'
  | 'takeOverCluster'
> {
  return {
    listTenants: async ({ scope, query }) => views.list(scope, query),
    getTenant: async ({ params }) => views.detail(params.tenant),
    planOnboarding: async ({ body }) => onboarding.plan(body),
    onboardTenant: async call => onboarding.onboard(call.body, askingOf(call)),
    getQuota: async ({ params }) => reservations.usage(params.tenant),
    changeQuota: async call =>
      quotas.change(call.params.tenant, call.body.quota, askingOf(call)),
    bindCluster: async call =>
      bindings.bind(call.params.tenant, call.body.cluster, askingOf(call)),
    unbindCluster: async call =>
      bindings.unbind(call.params.tenant, call.params.cluster, askingOf(call)),
    takeOverCluster: async call =>
      bindings.takeOver(
        call.params.tenant,
        call.params.cluster,
        call.body.from,
        askingOf(call),
      ),
  };
}
