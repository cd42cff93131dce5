import { NotAllowedError } from '@backstage/errors';
import { AuthenticationStrategy } from '@backstage/plugin-kubernetes-node';

/**
 * The one way to sign in to a cluster that the official plugin has left: none. Registering a strategy removes all of the
 * built-in ones; credentials stay sealed in the fleet, whose clients read for {@link WorkloadObjects}.
 */
export const fleetSignsIn: AuthenticationStrategy = {
  getCredential: async () => {
    throw new NotAllowedError(
      'Credentials of clusters stay with the fleet; nothing else signs in to them',
    );
  },
  validateCluster: () => [],
  presentAuthMetadata: () => ({}),
};
