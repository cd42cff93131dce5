import { TenancyServices } from '../TenancyServices';
import { TenancyHandlers } from './TenancyHandlers';

/** Quota, for services that reserve of it. */
export function reservationHandlers({
  reservations,
}: Pick<TenancyServices, 'reservations'>): TenancyHandlers<
  | 'getReservedQuota'
  | 'reserveQuota'
  | 'holdQuota'
  | 'commitQuota'
  | 'releaseQuota'
> {
  return {
    getReservedQuota: async ({ params, query }) =>
      reservations.usage(params.tenant, query),
    reserveQuota: async ({ params, body }) =>
      reservations.reserve(params.tenant, params.key, body),
    holdQuota: async ({ params, body }) =>
      reservations.hold(params.tenant, params.key, body),
    commitQuota: async ({ params }) =>
      reservations.commit(params.tenant, params.key),
    releaseQuota: async ({ params, body }) =>
      reservations.release(params.tenant, params.key, body.part),
  };
}
