import { usePermission } from '@backstage/plugin-permission-react';
import {
  MyMemberships,
  tenancyContract,
  tenantOnboardPermission,
} from '@flytower/plugin-tenancy-common';
import { useContractClient, useLive } from '@flytower/ui';

/**
 * Where the reader stands among the tenants. `nowhere`: they are in none and look after none, so that nothing of tenants
 * need be asked for.
 */
export type Standing =
  | { kind: 'unknown' }
  | { kind: 'failed'; error: Error; refresh: () => void }
  | { kind: 'nowhere' }
  | { kind: 'admin' }
  | { kind: 'member'; memberships: MyMemberships['memberships'] };

/** Asks for the reader's memberships, which whoever is signed in may do. */
export function useStanding(): Standing {
  const tenancy = useContractClient(tenancyContract);
  const admin = usePermission({ permission: tenantOnboardPermission });
  const live = useLive(signal => tenancy.getMyMemberships({ signal }), {
    key: 'my-memberships',
    intervalMs: 60_000,
  });
  if (admin.allowed) {
    return { kind: 'admin' };
  }
  if (live.kind === 'failed') {
    return live;
  }
  if (admin.loading || live.kind === 'loading') {
    return { kind: 'unknown' };
  }
  const { memberships } = live.value;
  return memberships.length > 0
    ? { kind: 'member', memberships }
    : { kind: 'nowhere' };
}
