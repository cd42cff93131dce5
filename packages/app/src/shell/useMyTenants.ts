import { followPages } from '@flytower/contract';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { useContractClient, useLive } from '@flytower/ui';
import { useMemo } from 'react';
import { useStanding } from './useStanding';

export interface MyTenant {
  slug: string;
  displayName: string;
  /** Names of its environments. */
  environments: string[];
}

/** The tenants that the reader may see; none until they are known. */
export function useMyTenants(): MyTenant[] {
  const tenancy = useContractClient(tenancyContract);
  const { kind } = useStanding();
  const asks = kind === 'admin' || kind === 'member';
  const live = useLive(
    async signal =>
      asks
        ? (
            await followPages(500, page =>
              tenancy.listTenants({ query: page, signal }),
            )
          ).items
        : [],
    { key: `my-tenants/${asks}`, intervalMs: 60_000 },
  );
  return useMemo(
    () =>
      live.kind === 'ready'
        ? live.value.map(({ slug, displayName, environments }) => ({
            slug,
            displayName,
            environments: environments.map(({ name }) => name),
          }))
        : [],
    [live],
  );
}
