import { TenantSummary } from '@flytower/plugin-tenancy-common';
import { compareStatus } from '@flytower/ui';
import { statusOfTenant } from '../tenantStatus';

/** The tenants with a name and a state, problems first, then by name. An empty filter lets everything through. */
export function filterTenants(
  tenants: readonly TenantSummary[],
  filter: { q: string; state: string },
): TenantSummary[] {
  const wanted = filter.q.trim().toLowerCase();
  return tenants
    .filter(
      ({ slug, displayName, state }) =>
        (filter.state === '' || state === filter.state) &&
        (slug.includes(wanted) || displayName.toLowerCase().includes(wanted)),
    )
    .sort(
      (one, other) =>
        compareStatus(statusOfTenant(one), statusOfTenant(other)) ||
        one.displayName.localeCompare(other.displayName),
    );
}
