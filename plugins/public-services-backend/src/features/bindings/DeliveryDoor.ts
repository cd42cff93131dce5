import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { createContractClient } from '@flytower/contract';
import { createServiceClient, selfFetch } from '@flytower/contract-node';
import { deliveryContract } from '@flytower/plugin-delivery-common';

/** A service as bindings need it. */
export interface BoundService {
  id: string;
  slug: string;
  application: string;
}

/** Delivery, asked on behalf of a person: what they may not see or do there, a binding does not do for them. */
export interface DeliveryDoor {
  service(
    as: BackstageCredentials,
    where: { tenant: string; service: string },
  ): Promise<BoundService>;
  /** Whether the service is still there, and no namesake that came after it. Asked in Flytower's own name. */
  has(where: { serviceId: string }): Promise<boolean>;
  /**
   * Releases today's revision with today's placement, so that instances take up today's credentials. Gives what was done in
   * a sentence.
   */
  release(
    as: BackstageCredentials,
    what: {
      tenant: string;
      service: string;
      environment: string;
      note: string;
      key: string;
    },
  ): Promise<string>;
}

const TIMEOUT_MS = 10_000;

/** Delivery over its own routes. */
export function createDeliveryDoor(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): DeliveryDoor {
  const clientOf = (as: BackstageCredentials) =>
    createContractClient(deliveryContract, {
      discoveryApi: options.discovery,
      fetchApi: { fetch: selfFetch },
      timeoutMs: TIMEOUT_MS,
      headers: async () => {
        const { token } = await options.auth.getPluginRequestToken({
          onBehalfOf: as,
          targetPluginId: deliveryContract.pluginId,
        });
        return { authorization: `Bearer ${token}` };
      },
    });
  const own = createServiceClient(deliveryContract, {
    ...options,
    timeoutMs: TIMEOUT_MS,
  });
  return {
    service: async (as, params) => {
      const { id, slug, application } = await clientOf(as).getService({
        params,
      });
      return { id, slug, application };
    },
    // Of all routes only the snapshot is for a backend that acts for nobody. Its part is asked on each pass of a creation.
    has: async ({ serviceId }) => {
      const { services } = await own.snapshot({
        query: { subjects: serviceId },
      });
      return services.some(({ id }) => id === serviceId);
    },
    release: async (as, { tenant, service, environment, note, key }) => {
      const client = clientOf(as);
      const params = { tenant, service };
      const { environments } = await client.getService({ params });
      const runs = environments.find(one => one.environment === environment);
      if (!runs) {
        return `${service} is not published in ${environment}, so nothing has to be released`;
      }
      const { items } = await client.listTenantReleases({
        params: { tenant },
        query: { service, environment, limit: 50 },
      });
      const placement = items.find(one => one.placement)?.placement;
      if (!placement) {
        throw new ConflictError(`The placement of ${service} is not known`);
      }
      const release = await client.createRelease({
        params,
        body: {
          kind: 'release',
          environment,
          revision: runs.revision,
          instances: placement.instances,
          clusters: placement.clusters,
          note,
        },
        idempotencyKey: key,
      });
      return `Release ${release.number} of ${service} brings them`;
    },
  };
}
