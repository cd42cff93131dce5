import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ContractClient, createContractClient } from '@flytower/contract';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';

export type Delivery = ContractClient<typeof deliveryContract.routes>;

/** Milliseconds for one call; a step makes a few of them. */
const TIMEOUT_MS = 20_000;

/** Delivery as whoever started the task: its permissions are theirs, and its operation log names them. */
export function deliveryOf(
  ctx: Pick<ActionContext<{}>, 'getInitiatorCredentials'>,
  { auth, discovery }: { auth: AuthService; discovery: DiscoveryService },
): Delivery {
  return createContractClient(deliveryContract, {
    discoveryApi: discovery,
    fetchApi: { fetch },
    timeoutMs: TIMEOUT_MS,
    headers: async () => {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: await ctx.getInitiatorCredentials(),
        targetPluginId: deliveryContract.pluginId,
      });
      return { authorization: `Bearer ${token}` };
    },
  });
}
