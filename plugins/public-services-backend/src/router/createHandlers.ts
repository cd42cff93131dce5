import { PermissionsService } from '@backstage/backend-plugin-api';
import { Handlers } from '@flytower/contract-node';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { PublicServices } from '../createPublicServices';
import { bindingHandlers } from './bindingHandlers';
import { feedHandlers } from './feedHandlers';
import { instanceHandlers } from './instanceHandlers';
import { offeringHandlers } from './offeringHandlers';

/** One handler for each route of the contract. */
export function createHandlers(
  services: PublicServices,
  permissions: PermissionsService,
): Handlers<typeof publicServicesContract.routes> {
  return {
    ...offeringHandlers(services, permissions),
    ...instanceHandlers(services),
    ...bindingHandlers(services),
    ...feedHandlers(services),
  };
}
