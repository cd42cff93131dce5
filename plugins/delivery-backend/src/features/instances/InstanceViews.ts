import { NotFoundError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { Clock } from '@flytower/durable';
import { Instances, Schedule } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { DeploymentRecord } from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { REVISION } from '../../rendering/renderDeployment';
import { findService } from '../releases/planContext';
import { comingRun, runsOf } from './jobRuns';
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
    const deployments = await this.#stores.placements.deployments(spot);
    const placement = await this.#stores.placements.placement(spot);
    const revisions = await this.#stores.revisions.byIds(
      placement ? [placement.revisionId] : [],
    );
    const numbers = await this.#stores.revisions.numbersByHash(service.id);
    const runs = revisions.get(placement?.revisionId ?? '');
    const schedule = runs?.spec.schedule;
    const where = { namespace, serviceId: service.id };
    const now = this.#clock.now();
    const clusters = deployments.map(deployment =>
      this.#clusterInstances(deployment, where, {
        numbers,
        ...(runs ? { current: runs.hash } : {}),
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
            ...comingRun(this.#fleet, now, schedule, deployments, where),
            runs: runsOf(this.#fleet, deployments, where, numbers),
          }
        : {}),
      desired: clusters.reduce((sum, { desired }) => sum + desired, 0),
      ready: clusters.reduce((sum, { ready }) => sum + ready, 0),
      clusters,
    };
  }

  #clusterInstances(
    { cluster, wanted }: DeploymentRecord,
    spot: { namespace: string; serviceId: string },
    revisions: {
      numbers: ReadonlyMap<string, number>;
      current?: string;
      schedule?: Schedule;
    },
  ): ClusterInstances {
    const facts = this.#fleet.clusterFacts(cluster);
    const sight = lookAt(this.#fleet, { cluster, ...spot });
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
          desired: wanted,
          current: staying.length,
          updated: staying.filter(
            pod => pod.labels[REVISION] === revisions.current,
          ).length,
          ready: staying.filter(pod => pod.ready).length,
        };
    return {
      cluster,
      displayName: facts?.displayName ?? cluster,
      dataCentre: facts?.dataCentre.displayName ?? '',
      simulated: facts?.simulated ?? false,
      health: healthInCluster({
        cluster,
        desired: wanted,
        sight,
        schedule,
        now: this.#clock.now(),
      }),
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
