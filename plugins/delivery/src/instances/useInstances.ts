import { deliveryContract, Instances } from '@flytower/plugin-delivery-common';
import { Live, useContractClient, useLive } from '@flytower/ui';

/** What of a service runs in one environment, followed closely while it changes. */
export function useInstances(
  address: { tenant: string; service: string },
  environment: string,
): Live<Instances> {
  const { tenant, service } = address;
  const client = useContractClient(deliveryContract);
  return useLive(
    signal =>
      client.getInstances({
        params: { tenant, service },
        query: { environment },
        signal,
      }),
    {
      key: `${tenant}/${service}/${environment}`,
      progressing: ({ health }) => health.status === 'progressing',
    },
  );
}
