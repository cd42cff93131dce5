import { ResourceAmount } from '@flytower/contract';
import {
  decideReservation,
  Holding,
  QuotaUsage,
  ReservationPart,
  ReservationRequest,
  ReservationResult,
  usageOf,
} from '@flytower/plugin-tenancy-common';

/** The reservations of one tenant, in memory, by the very rules of the tenancy backend. They do not expire. */
export class MockQuota {
  readonly #tenant: string;
  readonly #limit: ResourceAmount;
  readonly #keys = new Map<string, Holding>();

  constructor(tenant: string, limit: ResourceAmount) {
    this.#tenant = tenant;
    this.#limit = limit;
  }

  usage(): QuotaUsage {
    return usageOf(this.#limit, [...this.#keys.values()]);
  }

  reserve(request: { key: string } & ReservationRequest): ReservationResult {
    const own = this.#keys.get(request.key);
    const pending = request.amounts;
    const refusal = decideReservation({
      tenant: this.#tenant,
      limit: this.#limit,
      others: [...this.#keys]
        .filter(([key]) => key !== request.key)
        .map(([, holding]) => holding),
      own: { committed: own?.committed ?? [], pending },
    });
    if (refusal) {
      return refusal;
    }
    this.#keys.set(request.key, { committed: own?.committed ?? [], pending });
    return {
      kind: 'reserved',
      id: `reservation-of-${request.key}`,
      expiresAt: '9999-12-31T23:59:59.000Z',
    };
  }

  commit(key: string): QuotaUsage {
    const own = this.#keys.get(key);
    if (own?.pending) {
      this.#keys.set(key, { committed: own.pending });
    }
    return this.usage();
  }

  release(key: string, part: ReservationPart): QuotaUsage {
    const own = this.#keys.get(key);
    if (part === 'everything') {
      this.#keys.delete(key);
    } else if (own) {
      this.#keys.set(key, { committed: own.committed });
    }
    return this.usage();
  }
}
