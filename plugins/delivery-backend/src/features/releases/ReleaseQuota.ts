import { ResourceAmount } from '@flytower/contract';
import { nothing } from '@flytower/plugin-tenancy-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { ReleaseRecord, ReleaseTarget } from '../../domain/records';
import { freshMemo, ReleaseMemo } from './domain/releaseMemo';

const HOUR_MS = 3_600_000;
/** A reservation is renewed when less than this is left of it. */
const RENEW_MS = 20 * 60_000;

type ReleaseSpot = Pick<
  ReleaseRecord,
  'tenant' | 'serviceId' | 'environment' | 'targets'
>;

/** The answer to a reservation; a refusal carries tenancy's own sentence with the numbers. */
export type Reservation =
  | { kind: 'reserved'; until: string }
  | { kind: 'exceeded'; sentence: string };

/**
 * The quota of releases: reserved before anything is sent, renewed while it goes on, settled at its end. The key is the
 * service in its environment, so that a release which takes over from another takes its reservation over as well.
 */
export class ReleaseQuota {
  readonly #tenancy: TenancyService;

  static create(options: { tenancy: TenancyService }): ReleaseQuota {
    return new ReleaseQuota(options.tenancy);
  }

  private constructor(tenancy: TenancyService) {
    this.#tenancy = tenancy;
  }

  /** Whether a reservation that lasts until then has to be renewed now. */
  isDue(until: string | undefined, now: Date): boolean {
    return until === undefined || Date.parse(until) - now.getTime() < RENEW_MS;
  }

  /** Reserves what the release needs at its peak. */
  async reserve(release: ReleaseSpot): Promise<Reservation> {
    return this.#reserve(release, target => target.amounts.peak);
  }

  /** Counts what the clusters really hold from now on. Safe to repeat. */
  async settle(release: ReleaseSpot, memo: ReleaseMemo): Promise<void> {
    const { tenant, targets } = release;
    const key = keyOf(release);
    const left = (target: ReleaseTarget) => leftOf(target, memo);
    if (targets.every(target => left(target).pods === 0)) {
      await this.#tenancy.releaseQuota({ tenant, key, part: 'everything' });
      return;
    }
    // Less than was reserved, so it is refused only where the quota was lowered meanwhile; then the peak is what counts.
    await this.#reserve(release, left);
    await this.#tenancy.commitQuota({ tenant, key });
  }

  async #reserve(
    release: ReleaseSpot,
    amountOf: (target: ReleaseTarget) => ResourceAmount,
  ): Promise<Reservation> {
    const result = await this.#tenancy.reserveQuota({
      tenant: release.tenant,
      key: keyOf(release),
      environment: release.environment,
      amounts: release.targets.map(target => ({
        cluster: target.cluster,
        amount: amountOf(target),
      })),
      expiresInMs: HOUR_MS,
    });
    return result.kind === 'reserved'
      ? { kind: 'reserved', until: result.expiresAt }
      : { kind: 'exceeded', sentence: result.sentence };
  }
}

function keyOf({ serviceId, environment }: ReleaseSpot): string {
  return `${serviceId}.${environment}`;
}

/** What a cluster holds when the release is over, however it ended there. */
function leftOf(target: ReleaseTarget, { clusters }: ReleaseMemo) {
  const { state, sentAt, back } = clusters[target.cluster] ?? freshMemo;
  const reached = (state === 'succeeded' || sentAt !== undefined) && !back;
  if (reached) {
    return target.stays ? target.amounts.settled : nothing;
  }
  return target.amounts.held;
}
