import {
  deliveryContract,
  OverviewItem,
} from '@flytower/plugin-delivery-common';
import { Live, useContractClient, useLive } from '@flytower/ui';

/** What runs of a tenant, as far as it belongs to an application or is one service. */
export function useOverview(
  of: { tenant: string } & ({ application: string } | { service: string }),
): Live<OverviewItem[]> {
  const client = useContractClient(deliveryContract);
  const isOf = (item: OverviewItem) =>
    'service' in of
      ? item.service === of.service
      : item.application === of.application;
  return useLive(
    async signal => {
      const { tenant } = of;
      const { items } = await client.overview({ query: { tenant }, signal });
      return items.filter(isOf);
    },
    {
      key: JSON.stringify(of),
      progressing: items =>
        items.some(({ health }) => health.status === 'progressing'),
    },
  );
}
