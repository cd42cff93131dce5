import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { createServiceClient } from '@flytower/contract-node';
import {
  HeldAmounts,
  QuotaUsage,
  ReservationPart,
  ReservationRequest,
  ReservationResult,
  tenancyContract,
  TenantFacts,
} from '@flytower/plugin-tenancy-common';
import { tenancyHubRef } from './TenancyHub';

/**
 * Tenants as other backends need them. Facts come from memory; quota is reserved in tenancy's own database, by a call to
 * its service routes. Errors of these are `ResponseError`s; a call that fails may be repeated as it is.
 *
 * @public
 */
export interface TenancyService {
  /** Whether tenants were loaded once; `tenants` and `tenant` throw `ServiceUnavailableError` before. */
  readonly ready: boolean;
  tenants(): readonly TenantFacts[];
  tenant(slug: string): TenantFacts | undefined;
  /**
   * The ids of the teams that these tenants have, by tenancy's own database in this moment, because memory may be behind
   * what another replica saw. A team that was seen once and is not among them is gone, also where the database was put
   * back: ids are never reused.
   */
  teamIdsNow(tenants: readonly string[]): Promise<ReadonlySet<string>>;
  /** Calls the listener whenever tenants or memberships changed; the answer ends that. */
  onChange(listener: () => void): () => void;
  /**
   * Reserves what a service needs altogether in each cluster of one environment. The key stands for the service in that
   * environment: the service's id where it runs in one environment only, else `<service id>.<environment>`. Asking again
   * with the same key replaces the first request and starts its expiry anew, and what the service uses already is counted
   * once. 10 instances run, 12 are asked for: 10 are used, 2 reserved.
   */
  reserveQuota(
    request: { tenant: string; key: string } & ReservationRequest,
  ): Promise<ReservationResult>;
  /** What was reserved is used from now on. Safe to repeat. */
  commitQuota(request: { tenant: string; key: string }): Promise<QuotaUsage>;
  /**
   * Says what the clusters truly hold of a service: these amounts take the place of those that count as used. It is never
   * refused, not over the limit and not where the tenant has left: what stands there counts. What is reserved under the
   * key stays as it is, with its expiry. Where nothing is held and nothing reserved the key is gone. Safe to repeat.
   */
  holdQuota(
    request: { tenant: string; key: string } & HeldAmounts,
  ): Promise<QuotaUsage>;
  /**
   * Gives back what was `reserved` (a release that came to nothing: what runs stays counted) or `everything` of the key (the
   * service is unpublished). Safe to repeat.
   */
  releaseQuota(request: {
    tenant: string;
    key: string;
    part: ReservationPart;
  }): Promise<QuotaUsage>;
  /**
   * The quota of a tenant. With `except` its used and reserved leave that key out: what a service may grow to, whatever it
   * holds now, is `free` without its own key.
   */
  quota(tenant: string, options?: { except?: string }): Promise<QuotaUsage>;
}

/** @public */
export const tenancyServiceRef = createServiceRef<TenancyService>({
  id: 'flytower.tenancy.tenants',
  scope: 'plugin',
});

/** How many tenants are asked for at once. */
const SUBJECTS = 100;

/** @public */
export const tenancyServiceFactory = createServiceFactory({
  service: tenancyServiceRef,
  deps: {
    hub: tenancyHubRef,
    auth: coreServices.auth,
    discovery: coreServices.discovery,
  },
  factory: ({ hub, auth, discovery }): TenancyService => {
    const client = createServiceClient(tenancyContract, { auth, discovery });
    return {
      get ready() {
        return hub.ready;
      },
      tenants: () => hub.tenants(),
      tenant: slug => hub.tenant(slug),
      teamIdsNow: async slugs => {
        const ids = new Set<string>();
        for (let start = 0; start < slugs.length; start += SUBJECTS) {
          const { tenants } = await client.getSnapshot({
            query: { subjects: slugs.slice(start, start + SUBJECTS).join() },
          });
          tenants.forEach(({ teams }) =>
            teams.forEach(({ id }) => ids.add(id)),
          );
        }
        return ids;
      },
      onChange: listener => hub.onChange(listener),
      reserveQuota: ({ tenant, key, ...body }) =>
        client.reserveQuota({ params: { tenant, key }, body }),
      commitQuota: params => client.commitQuota({ params }),
      holdQuota: ({ tenant, key, ...body }) =>
        client.holdQuota({ params: { tenant, key }, body }),
      releaseQuota: ({ part, ...params }) =>
        client.releaseQuota({ params, body: { part } }),
      quota: (tenant, { except } = {}) =>
        client.getReservedQuota({ params: { tenant }, query: { except } }),
    };
  },
});
