import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  rightsOver,
  RightsService,
  rightsServiceRef,
} from '../rights/RightsService';
import { TenancyHub, tenancyHubRef } from '../TenancyHub';

/** Who the operations admins are in tests that do not say otherwise. */
const OLIVIA = 'user:default/olivia';

/**
 * The real table of grants over the hub of the test, and these people as operations admins (Olivia when left out), without
 * a catalog. For `startTestBackend`.
 *
 * @public
 */
export function mockRights(
  options: { operationsAdmins?: readonly string[] } = {},
) {
  return createServiceFactory({
    service: rightsServiceRef,
    deps: { hub: tenancyHubRef },
    factory: ({ hub }) => rightsOfTest(hub, options),
  });
}

/** The same without a backend. */
export function rightsOfTest(
  hub: TenancyHub,
  { operationsAdmins = [OLIVIA] }: { operationsAdmins?: readonly string[] },
): RightsService {
  return rightsOver({
    hub,
    admins: { includes: person => operationsAdmins.includes(person) },
  });
}
