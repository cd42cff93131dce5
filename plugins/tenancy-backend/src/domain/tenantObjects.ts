import { ResourceAmount } from '@flytower/contract';
import { accountObjects } from './accountObjects';
import { environmentObjects } from './environmentObjects';
import { TenantIdentity, TenantObject } from './TenantObject';

/** What a tenant shall have in one cluster. */
export interface TenantInCluster {
  tenant: TenantIdentity;
  quota: ResourceAmount;
  /** Names of the tenant's environments that use this cluster. */
  environments: readonly string[];
}

/**
 * Every object that a tenant has in a cluster, in the order in which they can be made: accounts, then each environment
 * with its namespace first. Pure; the review, the engine and the drift check all start from it.
 */
export function tenantObjects(wanted: TenantInCluster): TenantObject[] {
  return [
    ...accountObjects(wanted.tenant),
    ...wanted.environments.flatMap(environment =>
      environmentObjects(wanted.tenant, environment, wanted.quota),
    ),
  ];
}
