import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  Contract,
  ContractClient,
  createContractClient,
  Routes,
} from '@flytower/contract';
import { useMemo } from 'react';

/**
 * The typed client of a contract, calling as the person who is signed in.
 *
 * @public
 */
export function useContractClient<R extends Routes>(
  contract: Contract<R>,
): ContractClient<R> {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => createContractClient(contract, { discoveryApi, fetchApi }),
    [contract, discoveryApi, fetchApi],
  );
}
