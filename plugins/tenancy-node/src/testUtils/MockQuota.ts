import { ResourceAmount } from '@flytower/contract';
import {
  decideReservation,
  HeldAmounts,
  heldOf,
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

  usage(except?: string): QuotaUsage {
    return usageOf(this.#limit, this.#othersThan(except));
  }

  reserve(request: { key: string } & ReservationRequest): ReservationResult {
    const own = this.#keys.get(request.key);
    const pending = request.amounts;
    const refusal = decideReservation({
      tenant: this.#tenant,
      limit: this.#limit,
      others: this.#othersThan(request.key),
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
      this.#keys.set(key, { committed: heldOf(own.pending) });
    }
    return this.usage();
  }

  hold({ key, amounts }: { key: string } & HeldAmounts): QuotaUsage {
    const pending = this.#keys.get(key)?.pending;
    const committed = heldOf(amounts);
    if (pending) {
      this.#keys.set(key, { committed, pending });
    } else if (committed.length > 0) {
      this.#keys.set(key, { committed });
    } else {
      this.#keys.delete(key);
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

  #othersThan(except: string | undefined): Holding[] {
    return [...this.#keys]
      .filter(([key]) => key !== except)
      .map(([, holding]) => holding);
  }
}
