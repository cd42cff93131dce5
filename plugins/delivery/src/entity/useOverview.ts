import { followPages } from '@flytower/contract';
import {
  deliveryContract,
  OverviewItem,
} from '@flytower/plugin-delivery-common';
import { Live, useContractClient, useLive } from '@flytower/ui';

/** More than an application has, and fewer than a page can show. */
const MOST = 500;

/** What runs of a tenant, as far as it belongs to an application or is one service. */
export function useOverview(
  of: { tenant: string } & ({ application: string } | { service: string }),
): Live<OverviewItem[]> {
  const client = useContractClient(deliveryContract);
  return useLive(
    async signal => {
      const { items } = await followPages(MOST, page =>
        client.overview({ query: { ...of, ...page }, signal }),
      );
      return items;
    },
    {
      key: JSON.stringify(of),
      progressing: items =>
        items.some(({ health }) => health.status === 'progressing'),
    },
  );
}
