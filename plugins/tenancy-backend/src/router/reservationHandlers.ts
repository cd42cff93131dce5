import { TenancyServices } from '../TenancyServices';
import { TenancyHandlers } from './TenancyHandlers';

/** Quota, for services that reserve of it. */
export function reservationHandlers({
  reservations,
}: Pick<TenancyServices, 'reservations'>): TenancyHandlers<
  'getReservedQuota' | 'reserveQuota' | 'commitQuota' | 'releaseQuota'
> {
  return {
    getReservedQuota: async ({ params }) => reservations.usage(params.tenant),
    reserveQuota: async ({ params, body }) =>
      reservations.reserve(params.tenant, params.key, body),
    commitQuota: async ({ params }) =>
      reservations.commit(params.tenant, params.key),
    releaseQuota: async ({ params, body }) =>
      reservations.release(params.tenant, params.key, body.part),
  };
}
