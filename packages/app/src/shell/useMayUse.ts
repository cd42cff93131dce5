import { usePermission } from '@backstage/plugin-permission-react';
import { auditReadAllPermission } from '@flytower/plugin-audit-common';
import { fleetClusterReadPermission } from '@flytower/plugin-fleet-common';
import { useStanding } from './useStanding';

/**
 * Whether the reader may use a page, by the id of its extension. It only keeps the navigation short: the backends decide
 * again.
 */
export function useMayUse(): (pageId: string) => boolean {
  const fleet = usePermission({ permission: fleetClusterReadPermission });
  const log = usePermission({ permission: auditReadAllPermission });
  const standing = useStanding();
  return pageId => {
    switch (pageId) {
      case 'page:fleet':
        return fleet.allowed;
      case 'page:tenancy':
      case 'page:delivery':
      case 'page:public-services':
      case 'page:metering':
        return standing.kind === 'admin' || standing.kind === 'member';
      case 'page:audit':
        return (
          log.allowed ||
          (standing.kind === 'member' &&
            standing.memberships.some(({ role }) => role === 'owner'))
        );
      default:
        return true;
    }
  };
}
