import { ResourceAmount } from '@flytower/contract';
import { FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { ServiceIdentity } from '../../rendering/ServiceIdentity';
import {
  AppliedRecord,
  laneKey,
  ReleaseRecord,
  ReleaseTarget,
  Spot,
  targetsOf,
} from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { heldBy } from './domain/footprint';
import { freshMemo, ReleaseMemo } from './domain/releaseMemo';
import { ReleaseScene } from './ReleaseScene';

const HOUR_MS = 3_600_000;
/** A reservation is renewed when less than this is left of it. */
const RENEW_MS = 20 * 60_000;

/** The answer to a reservation; a refusal carries tenancy's own sentence with the numbers. */
export type Reservation =
  | { kind: 'reserved'; until: string }
  | { kind: 'exceeded'; sentence: string };

/**
 * The quota of services: reserved before anything is sent, renewed while a release goes on, and at its end what the clusters
 * really hold. The key is the service in its environment, so that a release which takes over from another takes its
 * reservation over as well.
 */
export class ReleaseQuota {
  readonly #tenancy: TenancyService;
  readonly #fleet: FleetService;

  static create(options: {
    tenancy: TenancyService;
    fleet: FleetService;
  }): ReleaseQuota {
    return new ReleaseQuota(options.tenancy, options.fleet);
  }

  private constructor(tenancy: TenancyService, fleet: FleetService) {
    this.#tenancy = tenancy;
    this.#fleet = fleet;
  }

  /** Whether a reservation that lasts until then has to be renewed now. */
  isDue(until: string | undefined, now: Date): boolean {
    return until === undefined || Date.parse(until) - now.getTime() < RENEW_MS;
  }

  /** Reserves what the release needs at its peak. */
  async reserve(
    release: Spot & { tenant: string; targets: readonly ReleaseTarget[] },
  ): Promise<Reservation> {
    const result = await this.#tenancy.reserveQuota({
      tenant: release.tenant,
      key: quotaKeyOf(release),
      environment: release.environment,
      amounts: release.targets.map(target => ({
        cluster: target.cluster,
        amount: target.amounts.peak,
      })),
      expiresInMs: HOUR_MS,
    });
    return result.kind === 'reserved'
      ? { kind: 'reserved', until: result.expiresAt }
      : { kind: 'exceeded', sentence: result.sentence };
  }

  /** Holds what an unfinished release has reserved for another hour. A refusal changes nothing: it is told when it goes on. */
  async keepReserved(release: ReleaseRecord): Promise<void> {
    await this.reserve({ ...release, targets: targetsOf(release) });
  }

  /** Gives back what is reserved: the release is over. Safe to repeat. */
  async letGo(release: Spot & { tenant: string }): Promise<void> {
    await this.#tenancy.releaseQuota({
      tenant: release.tenant,
      key: quotaKeyOf(release),
      part: 'reserved',
    });
  }

  /** Counts what stands in the clusters while no release runs. Safe to repeat. */
  async hold(
    held: Spot & {
      tenant: string;
      identity: ServiceIdentity;
      lanes: readonly AppliedRecord[];
    },
  ): Promise<void> {
    await this.#tenancy.holdQuota({
      tenant: held.tenant,
      key: quotaKeyOf(held),
      environment: held.environment,
      amounts: this.amountsOf(held),
    });
  }

  /** What each of a service's lanes holds. */
  amountsOf({
    identity,
    lanes,
  }: {
    identity: ServiceIdentity;
    lanes: readonly AppliedRecord[];
  }): { cluster: string; amount: ResourceAmount }[] {
    return lanes.map(lane => ({
      cluster: lane.cluster,
      amount: heldBy(lane, lookAt(this.#fleet, { ...identity, ...lane })),
    }));
  }

  /** The release is over: what its clusters hold counts from now on, and nothing is reserved. Safe to repeat. */
  async settle(scene: ReleaseScene, memo: ReleaseMemo): Promise<void> {
    const { release } = scene;
    const { tenant, environment } = release;
    const key = quotaKeyOf(release);
    await this.#tenancy.holdQuota({
      tenant,
      key,
      environment,
      amounts: this.#heldIn(scene, memo),
    });
    await this.letGo(release);
  }

  /** What each cluster holds when the release is over, however it ended there. */
  #heldIn(
    scene: ReleaseScene,
    memo: ReleaseMemo,
  ): { cluster: string; amount: ResourceAmount }[] {
    const { release, applied, identity, manifests } = scene;
    const lanes = new Map(
      [...applied, ...targetsOf(release)].map(lane => [laneKey(lane), lane]),
    );
    return [...lanes].flatMap(([key, lane]) => {
      const { state, manifest, sentAt } = memo.lanes[key] ?? freshMemo;
      const isGone = state === 'succeeded' && manifest === undefined;
      const row = applied.find(one => laneKey(one) === key);
      const sent =
        sentAt === undefined ? undefined : manifests.get(manifest ?? -1);
      return isGone
        ? []
        : [
            {
              cluster: lane.cluster,
              amount: heldBy(
                sent ? { applied: { ...sent, at: sent.createdAt } } : row,
                lookAt(this.#fleet, { ...identity, ...lane }),
              ),
            },
          ];
    });
  }
}

/** Under which key a service holds quota in an environment. */
export function quotaKeyOf({ serviceId, environment }: Spot): string {
  return `${serviceId}.${environment}`;
}
