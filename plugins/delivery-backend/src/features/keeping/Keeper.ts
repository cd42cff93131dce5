import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  groupBy,
  OperationStore,
  Poller,
  Store,
} from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { AppliedRecord, ServiceRecord, Spot } from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { workloadOf } from '../../workloads/workloadOf';
import { identityOf } from '../releases/domain/planRelease';
import { quotaKeyOf, ReleaseQuota } from '../releases/ReleaseQuota';
import { driftOf, isRepairable } from './domain/driftOf';
import { mayRepair } from './domain/repairPace';
import { NOBODY, REPAIR, repairInputSchema } from './RepairHandler';

/** Everything is looked at this often, whatever hints say. */
const SWEEP_MS = 30_000;
/** So many services are read at once. */
const BATCH = 100;
/** Quota is told again after this, also where nothing has changed: tenancy's database may have been put back. */
const TELL_AGAIN_MS = 600_000;
/** Hints are gathered before they are looked at. */
const GATHER_MS = 500;

/** @internal */
export interface KeeperOptions {
  store: Store;
  stores: DeliveryStores;
  operations: OperationStore;
  fleet: FleetService;
  tenancy: TenancyService;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Keeps published services: compares what is observed with what was last applied, also while no release runs, and starts a
 * repair where they differ. It also keeps the quota true: what a service holds, and the reservation of a release that is
 * paused for long.
 *
 * It only looks and starts operations, so any number of replicas may keep at once.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #quota: ReleaseQuota;
  readonly #poller: Poller;
  readonly #hinted = new Set<string>();
  readonly #told = new Map<string, { amounts: string; at: number }>();
  #gathering: NodeJS.Timeout | undefined;
  #unlisten = () => {};
  #sweptAt = -Infinity;

  static create(options: KeeperOptions): Keeper {
    return new Keeper(options);
  }

  private constructor(options: KeeperOptions) {
    this.#options = options;
    this.#quota = ReleaseQuota.create(options);
    this.#poller = Poller.create({
      look: () => this.look(),
      intervalMs: SWEEP_MS,
      logger: options.logger,
      words: {
        failing:
          'Published services could not be compared with their clusters; tried again every half minute',
        well: 'Published services are compared with their clusters again',
      },
    });
  }

  start(): void {
    this.#unlisten = this.#options.fleet.onChange(({ serviceIds }) => {
      serviceIds?.forEach(id => this.#hinted.add(id));
      if (this.#hinted.size > 0) {
        this.#gathering ??= setTimeout(() => {
          this.#gathering = undefined;
          this.#poller.nudge();
        }, GATHER_MS);
      }
    });
    this.#poller.start();
  }

  async stop(): Promise<void> {
    this.#unlisten();
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    await this.#poller.stop();
  }

  /** Looks at the services that were hinted at, and now and then at all. */
  async look(): Promise<void> {
    const { fleet, tenancy, clock } = this.#options;
    if (!fleet.ready || !tenancy.ready) {
      return;
    }
    const hinted = [...this.#hinted];
    this.#hinted.clear();
    const now = clock.now().getTime();
    if (now - this.#sweptAt >= SWEEP_MS) {
      await this.#sweep();
      this.#sweptAt = now;
      return;
    }
    for (let at = 0; at < hinted.length; at += BATCH) {
      await this.#compare(hinted.slice(at, at + BATCH));
    }
  }

  async #sweep(): Promise<void> {
    let last = '';
    for (;;) {
      const ids = await this.#options.stores.applied.servicesAfter(last, BATCH);
      if (ids.length === 0) {
        return;
      }
      await this.#compare(ids);
      await this.#keepQuota(ids);
      last = ids[ids.length - 1];
    }
  }

  /** Starts a repair for each service and environment that differs from what was applied. */
  async #compare(ids: string[]): Promise<void> {
    const { stores, clock } = this.#options;
    const services = await stores.services.byIds(ids);
    const rows = await stores.applied.ofServices(ids);
    const now = clock.now();
    for (const [spot, lanes] of bySpot(rows)) {
      const service = services.get(spot.serviceId);
      const drifted = service
        ? lanes.filter(row => this.#drifts(row, service) && mayRepair(row, now))
        : [];
      if (service && drifted.length > 0) {
        await this.#repair(service, spot);
      }
    }
  }

  #drifts(row: AppliedRecord, service: ServiceRecord): boolean {
    const { fleet, tenancy } = this.#options;
    const tenant = tenancy.tenant(service.tenant);
    if (!tenant) {
      return false;
    }
    const identity = identityOf(row, { tenant, service });
    return isRepairable(
      driftOf({
        applied: row,
        identity,
        kind: workloadOf(service),
        sight: lookAt(fleet, { ...identity, ...row }),
      }),
    );
  }

  /** Starts a repair, unless one is under way, somebody paused it, or a release moves. */
  async #repair(service: ServiceRecord, spot: Spot): Promise<void> {
    const { store, stores, operations } = this.#options;
    const wish = await stores.wishes.find(spot);
    if (!wish || wish.repairPaused || (await stores.releases.movingIn(spot))) {
      return;
    }
    await store.transaction(async trx => {
      await stores.services.lock(trx, service.id);
      const unfinished = await operations.unfinished(trx, service.id);
      for (const { id, kind } of unfinished) {
        if (kind === REPAIR) {
          const input = await operations.inputOf(trx, id);
          const { environment } = repairInputSchema.parse(input);
          if (environment === spot.environment) {
            return;
          }
        }
      }
      await operations.start(trx, {
        kind: REPAIR,
        subject: { kind: 'service', id: service.id, name: service.slug },
        tenant: service.tenant,
        requester: NOBODY,
        actor: `${service.tenant}-deployer`,
        reason: 'Something differs from what was applied',
        input: { environment: spot.environment },
      });
    });
  }

  /** Tells what stands where it is not what was told before. */
  async #hold(held: Parameters<ReleaseQuota['hold']>[0]): Promise<void> {
    const key = quotaKeyOf(held);
    const amounts = JSON.stringify(this.#quota.amountsOf(held));
    const now = this.#options.clock.now().getTime();
    const told = this.#told.get(key);
    if (told?.amounts !== amounts || now - told.at >= TELL_AGAIN_MS) {
      await this.#quota.hold(held);
      this.#told.set(key, { amounts, at: now });
    }
  }

  /**
   * What stands in the clusters counts; a release that is paused keeps what it has reserved. One that moves looks after its
   * quota itself, and may have ended while this looked: then it has the last word.
   */
  async #keepQuota(ids: string[]): Promise<void> {
    const { stores, tenancy } = this.#options;
    const services = await stores.services.byIds(ids);
    const rows = await stores.applied.ofServices(ids);
    for (const [spot, lanes] of bySpot(rows)) {
      const service = services.get(spot.serviceId);
      const tenant = service && tenancy.tenant(service.tenant);
      const release = await stores.releases.unfinishedIn(spot);
      if (service && tenant && !release) {
        const held = {
          ...spot,
          tenant: service.tenant,
          identity: identityOf(spot, { tenant, service }),
        };
        await this.#hold({ ...held, lanes });
        const now = await stores.applied.ofSpot(spot);
        if (JSON.stringify(now) !== JSON.stringify(lanes)) {
          await this.#hold({ ...held, lanes: now });
        }
      } else if (release && !(await stores.releases.movingIn(spot))) {
        await this.#quota.keepReserved(release);
        if (!(await stores.releases.unfinishedIn(spot))) {
          await this.#quota.letGo(release);
        }
      }
    }
  }
}

function bySpot(rows: AppliedRecord[]): [Spot, AppliedRecord[]][] {
  const groups = groupBy(
    rows,
    ({ serviceId, environment }) => `${serviceId} ${environment}`,
  );
  return [...groups.values()].map(lanes => [
    { serviceId: lanes[0].serviceId, environment: lanes[0].environment },
    lanes,
  ]);
}
