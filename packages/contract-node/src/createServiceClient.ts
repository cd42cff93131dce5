import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  Contract,
  ContractClient,
  createContractClient,
  Routes,
} from '@flytower/contract';
import { selfFetch } from './selfFetch';

/**
 * The client of another backend's contract, for calls in this plugin's own name: `service` routes, not people's. A call
 * whose connection ends before its answer is made once more where it reads or has an idempotency key, and never
 * otherwise.
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
    fetchApi: { fetch: selfFetch },
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
