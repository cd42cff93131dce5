import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  Contract,
  ContractClient,
  createContractClient,
  Routes,
} from '@flytower/contract';

/**
 * The client of another backend's contract, for calls in this plugin's own name: `service` routes, not people's.
 *
 * @public
 */
export function createServiceClient<R extends Routes>(
  contract: Contract<R>,
  options: {
    auth: AuthService;
    discovery: DiscoveryService;
    /** Milliseconds after which a call gives up; 30,000 when left out. */
    timeoutMs?: number;
  },
): ContractClient<R> {
  const { auth, discovery, timeoutMs } = options;
  return createContractClient(contract, {
    discoveryApi: discovery,
    fetchApi: { fetch },
    timeoutMs,
    headers: async () => {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: contract.pluginId,
      });
      return { authorization: `Bearer ${token}` };
    },
  });
}
