import { usePermission } from '@backstage/plugin-permission-react';
import { fleetClusterReadPermission } from '@flytower/plugin-fleet-common';
import { tenantOnboardPermission } from '@flytower/plugin-tenancy-common';
import { useCallback } from 'react';
import { useMyTenants } from './useMyTenants';

/**
 * Whether the reader may use a page, by the id of its extension. It only keeps the navigation short: the backends decide
 * again.
 */
export function useMayUse(): (pageId: string) => boolean {
  const fleet = usePermission({ permission: fleetClusterReadPermission });
  const onboard = usePermission({ permission: tenantOnboardPermission });
  const tenants = useMyTenants();
  const inTenant = onboard.allowed || tenants.length > 0;
  return useCallback(
    pageId => {
      switch (pageId) {
        case 'page:fleet':
          return fleet.allowed;
        case 'page:tenancy':
        case 'page:delivery':
          return inTenant;
        default:
          return true;
      }
    },
    [fleet.allowed, inTenant],
  );
}
