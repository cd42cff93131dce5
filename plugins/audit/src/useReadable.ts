import { usePermission } from '@backstage/plugin-permission-react';
import { auditReadAllPermission } from '@flytower/plugin-audit-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { Live, useContractClient, useLive } from '@flytower/ui';

/** Which part of the log the reader may read: all of it, or that of tenants they own. */
export type Readable =
  | { kind: 'all' }
  | { kind: 'tenants'; tenants: { slug: string; displayName: string }[] };

/** Finds out what the reader may read. The backend decides again. */
export function useReadable(): Live<Readable> {
  const all = usePermission({ permission: auditReadAllPermission });
  const tenancy = useContractClient(tenancyContract);
  const memberships = useLive(signal => tenancy.getMyMemberships({ signal }), {
    key: 'my-memberships',
    intervalMs: 300_000,
  });
  const { refresh } = memberships;
  if (all.loading) {
    return { kind: 'loading', refresh };
  }
  if (all.allowed) {
    return { kind: 'ready', value: { kind: 'all' }, at: new Date(), refresh };
  }
  return memberships.kind === 'ready'
    ? {
        ...memberships,
        value: {
          kind: 'tenants',
          tenants: memberships.value.memberships
            .filter(({ role }) => role === 'owner')
            .map(({ tenant, displayName }) => ({ slug: tenant, displayName })),
        },
      }
    : memberships;
}
