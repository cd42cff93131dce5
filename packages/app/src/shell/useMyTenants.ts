import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { useContractClient, useLive } from '@flytower/ui';
import { useMemo } from 'react';

export interface MyTenant {
  slug: string;
  displayName: string;
  /** Names of its environments. */
  environments: string[];
}

/** The tenants that the reader may see; none until they are known. */
export function useMyTenants(): MyTenant[] {
  const tenancy = useContractClient(tenancyContract);
  const live = useLive(
    signal => tenancy.listTenants({ query: { limit: 500 }, signal }),
    { key: 'my-tenants', intervalMs: 60_000 },
  );
  return useMemo(
    () =>
      live.kind === 'ready'
        ? live.value.items.map(({ slug, displayName, environments }) => ({
            slug,
            displayName,
            environments: environments.map(({ name }) => name),
          }))
        : [],
    [live],
  );
}
