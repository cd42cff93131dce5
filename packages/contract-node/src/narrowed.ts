import { TenantScope } from '@flytower/contract';

/**
 * The part of a scope that is one tenant, where a list is asked for that tenant alone.
 *
 * @public
 */
export function narrowed(
  scope: TenantScope,
  tenant: string | undefined,
): TenantScope {
  if (tenant === undefined) {
    return scope;
  }
  return scope.kind === 'all' || scope.tenants.includes(tenant)
    ? { kind: 'some', tenants: [tenant] }
    : { kind: 'some', tenants: [] };
}
