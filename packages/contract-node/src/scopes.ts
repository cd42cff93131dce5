import { TenantScope } from '@flytower/contract';

/**
 * Whether a tenant is in a scope. What belongs to no tenant is in the scope of all alone.
 *
 * @public
 */
export function isInScope(
  scope: TenantScope,
  tenant: string | undefined,
): boolean {
  return (
    scope.kind === 'all' ||
    (tenant !== undefined && scope.tenants.includes(tenant))
  );
}

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
  return { kind: 'some', tenants: isInScope(scope, tenant) ? [tenant] : [] };
}

/** The tenants of either. */
export function union(a: TenantScope, b: TenantScope): TenantScope {
  return a.kind === 'all' || b.kind === 'all'
    ? { kind: 'all' }
    : { kind: 'some', tenants: [...new Set([...a.tenants, ...b.tenants])] };
}

/** The tenants of both. */
export function intersection(a: TenantScope, b: TenantScope): TenantScope {
  if (a.kind === 'all') {
    return b;
  }
  if (b.kind === 'all') {
    return a;
  }
  const theirs = new Set(b.tenants);
  return { kind: 'some', tenants: a.tenants.filter(one => theirs.has(one)) };
}
