import { NotFoundError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { Clock } from '@flytower/durable';
import { Instances, Schedule } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import {
  AppliedRecord,
  isUncertain,
  latestOf,
  ServiceRecord,
} from '../../domain/records';
import { lookAt, Sight } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { isOld } from '../../workloads/deploymentWorkload';
import { workloadOf } from '../../workloads/workloadOf';
import { driftOf } from '../keeping/domain/driftOf';
import { identityOf } from '../releases/domain/planRelease';
import { findService } from '../releases/planContext';
import { comingRun, runsOf } from './jobRuns';
import { lanesOf, ShownLane } from './lanesOf';
import { podView } from './podHealth';
import { healthInCluster, healthOverall } from './serviceHealth';

type ClusterInstances = Instances['clusters'][number];

/** What runs, from the inventory: no cluster is asked. */
export class InstanceViews {
  readonly #stores: DeliveryStores;
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;
  readonly #clock: Clock;

  static create(options: {
    stores: DeliveryStores;
    fleet: FleetService;
    tenancy: TenancyService;
    clock: Clock;
  }): InstanceViews {
    return new InstanceViews(options);
  }

  private constructor(options: {
    stores: DeliveryStores;
    fleet: FleetService;
    tenancy: TenancyService;
    clock: Clock;
  }) {
    this.#stores = options.stores;
    this.#fleet = options.fleet;
    this.#tenancy = options.tenancy;
    this.#clock = options.clock;
  }

  /** One service in one environment, cluster by cluster, down to its pods. */
  async instances(asked: {
    tenant: string;
    service: string;
    environment: string;
  }): Promise<Instances> {
    const service = await findService(this.#stores, asked);
    const namespace = this.#environmentOf(asked).namespace;
    const spot = { serviceId: service.id, environment: asked.environment };
    const wish = await this.#stores.wishes.find(spot);
    const applied = lanesOf(await this.#stores.applied.ofSpot(spot), wish);
    const revisions = await this.#stores.revisions.byIds(
      wish ? [wish.revisionId] : [],
    );
    const numbers = await this.#stores.revisions.numbersByHash(service.id);
    const schedule = revisions.get(wish?.revisionId ?? '')?.spec.schedule;
    const where = { namespace, serviceId: service.id };
    const now = this.#clock.now();
    const clusters = applied.map(row =>
      this.#clusterInstances(service, row, where, {
        numbers,
        ...(schedule ? { schedule } : {}),
      }),
    );
    return {
      environment: asked.environment,
      namespace,
      health: healthOverall(
        clusters.map(({ health }) => health),
        schedule,
      ),
      ...(schedule
        ? {
            schedule,
            ...comingRun(this.#fleet, now, schedule, applied, where),
            runs: runsOf(this.#fleet, applied, where, numbers),
          }
        : {}),
      ...(wish?.repairPaused ? { repairPaused: wish.repairPaused } : {}),
      desired: clusters.reduce((sum, { desired }) => sum + desired, 0),
      ready: clusters.reduce((sum, { ready }) => sum + ready, 0),
      clusters,
    };
  }

  #clusterInstances(
    service: ServiceRecord,
    row: ShownLane,
    spot: { namespace: string; serviceId: string },
    revisions: {
      numbers: ReadonlyMap<string, number>;
      schedule?: Schedule;
    },
  ): ClusterInstances {
    const { cluster, stage, applied } = row;
    const facts = this.#fleet.clusterFacts(cluster);
    const sent = latestOf(row);
    const sight = lookAt(this.#fleet, { cluster, stage, ...spot });
    // Old rows are shown with their age; nothing is decided by them.
    const inventory = facts && this.#fleet.inventory(cluster);
    const pods = inventory?.pods(spot) ?? [];
    const { schedule } = revisions;
    const staying = pods.filter(pod => !pod.deleting);
    // Its runs come and go: they are no instances that could be counted.
    const counts = schedule
      ? {
          desired: 0,
          current: staying.filter(pod => pod.phase === 'Running').length,
          updated: 0,
          ready: 0,
        }
      : {
          desired: row.wished,
          current: staying.length,
          updated: sent ? staying.filter(pod => !isOld(pod, sent)).length : 0,
          ready: staying.filter(pod => pod.ready).length,
        };
    return {
      cluster,
      displayName: facts?.displayName ?? cluster,
      dataCentre: facts?.dataCentre.displayName ?? '',
      simulated: facts?.simulated ?? false,
      health: healthInCluster({
        cluster,
        desired: row.expected,
        sight,
        schedule,
        now: this.#clock.now(),
      }),
      ...this.#drift(service, row, sight),
      ...(applied
        ? {
            applied: {
              generation: applied.generation,
              revision: revisions.numbers.get(applied.revisionHash),
              instances: applied.instances,
              at: applied.at,
            },
          }
        : {}),
      data: facts?.health.data ?? {
        state: 'stale',
        sentence: `Cluster "${cluster}" is not registered any more`,
      },
      ...counts,
      pods: [...pods]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(pod =>
          podView(
            pod,
            inventory?.events({
              namespace: spot.namespace,
              involvedUid: pod.uid,
            }) ?? [],
            revisions.numbers,
          ),
        ),
    };
  }

  /** How it differs from what was applied; nothing while something is being sent. */
  #drift(service: ServiceRecord, row: AppliedRecord, sight: Sight) {
    const tenant = this.#tenancy.tenant(service.tenant);
    if (!tenant || isUncertain(row)) {
      return {};
    }
    const drift = driftOf({
      applied: row,
      identity: identityOf(row, { tenant, service }),
      kind: workloadOf(service),
      sight,
    });
    return drift ? { drift } : {};
  }

  #environmentOf(asked: { tenant: string; environment: string }) {
    const tenant = this.#tenancy.tenant(asked.tenant);
    if (!tenant) {
      throw tenantNotFound(asked.tenant);
    }
    const environment = tenant.environments.find(
      ({ name }) => name === asked.environment,
    );
    if (!environment) {
      throw new NotFoundError(
        `Tenant "${tenant.slug}" has no environment "${asked.environment}"`,
      );
    }
    return environment;
  }
}
