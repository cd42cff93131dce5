import {
  labelsOf,
  Manifest,
  SYSTEM_NAMESPACE,
  V1ServiceAccount,
} from '@flytower/kube';
import { TenantAccount, tenantAccounts } from '@flytower/plugin-tenancy-common';
import { TenantIdentity, TenantObject } from './TenantObject';

/** The name of a tenant's account in the system namespace: `payments-developer`. */
export function accountName(tenant: string, account: TenantAccount): string {
  return `${tenant}-${account}`;
}

/**
 * The ServiceAccounts as which a tenant's people, and engines on their behalf, act in a cluster. Nobody holds a token of
 * them: the platform impersonates them, and puts the person's name beside.
 */
export function accountObjects(tenant: TenantIdentity): TenantObject[] {
  return tenantAccounts.map(account => ({
    purpose:
      account === 'deployer'
        ? `As this account Flytower releases for the people of ${tenant.slug}`
        : `As this account people with the role ${account} in ${tenant.slug} act`,
    manifest: serviceAccount(tenant, account),
  }));
}

function serviceAccount(
  tenant: TenantIdentity,
  account: TenantAccount,
): Manifest & V1ServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: accountName(tenant.slug, account),
      namespace: SYSTEM_NAMESPACE,
      labels: labelsOf({ tenant: tenant.slug, tenantId: tenant.id }),
    },
    automountServiceAccountToken: false,
  };
}
