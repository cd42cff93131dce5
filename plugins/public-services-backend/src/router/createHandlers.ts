import { Authority, Handlers } from '@flytower/contract-node';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { PublicServices } from '../createPublicServices';
import { bindingHandlers } from './bindingHandlers';
import { feedHandlers } from './feedHandlers';
import { instanceHandlers } from './instanceHandlers';
import { offeringHandlers } from './offeringHandlers';

/** One handler for each route of the contract. */
export function createHandlers(
  services: PublicServices,
  authority: Pick<Authority, 'permissions' | 'rights'>,
): Handlers<typeof publicServicesContract.routes> {
  return {
    ...offeringHandlers(services, authority),
    ...instanceHandlers(services),
    ...bindingHandlers(services),
    ...feedHandlers(services),
  };
}
