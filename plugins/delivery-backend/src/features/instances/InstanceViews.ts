import { NotFoundError } from '@backstage/errors';
import { TenantScope } from '@flytower/contract';
import { tenantNotFound } from '@flytower/contract-node';
import { Clock, OperationStore } from '@flytower/durable';
import {
  Instances,
  OverviewItem,
  Schedule,
} from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { namespaceOf } from '@flytower/plugin-tenancy-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import {
  ApplicationRecord,
  AppliedRecord,
  isUncertain,
  latestOf,
  RevisionRecord,
  ServiceRecord,
  WishRecord,
} from '../../domain/records';
import { lookAt, Sight } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { isOld } from '../../workloads/deploymentWorkload';
import { workloadOf } from '../../workloads/workloadOf';
import { driftOf } from '../keeping/domain/driftOf';
import { identityOf } from '../releases/domain/planRelease';
import { findService } from '../releases/planContext';
import { comingRun, runsOf } from './jobRuns';
import { podView } from './podHealth';
import { healthInCluster, healthOverall } from './serviceHealth';

type ClusterInstances = Instances['clusters'][number];

/** What runs, from the inventory: no cluster is asked. */
export class InstanceViews {
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;
  readonly #clock: Clock;

  static create(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    tenancy: TenancyService;
    clock: Clock;
  }): InstanceViews {
    return new InstanceViews(options);
  }

  private constructor(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    tenancy: TenancyService;
    clock: Clock;
  }) {
    this.#stores = options.stores;
    this.#operations = options.operations;
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
    const applied = withWished(await this.#stores.applied.ofSpot(spot), wish);
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
        ...(wish ? { wish } : {}),
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

  /** Every service of these tenants with its health and what runs where. */
  async overview(scope: TenantScope): Promise<OverviewItem[]> {
    const services = await this.#stores.services.inScope(scope);
    const ids = services.map(({ id }) => id);
    const [applications, wishes, applied, latest, releases] =
      await Promise.all([
        this.#stores.applications.byIds(services.map(s => s.applicationId)),
        this.#stores.wishes.ofServices(ids),
        this.#stores.applied.ofServices(ids),
        this.#stores.revisions.latest(ids),
        this.#stores.releases.latestOf(ids),
      ]);
    const revisions = await this.#stores.revisions.byIds(
      wishes.map(({ revisionId }) => revisionId),
    );
    const states = await this.#operations.byIds(releases.map(({ id }) => id));
    return services.flatMap(service => {
      const environments = new Set(
        [...wishes, ...applied]
          .filter(({ serviceId }) => serviceId === service.id)
          .map(({ environment }) => environment),
      );
      const line = (environment?: string): OverviewItem => {
        const at = <T extends { serviceId: string; environment: string }>(
          all: T[],
        ) =>
          all.filter(
            one =>
              one.serviceId === service.id && one.environment === environment,
          );
        const [wish] = at(wishes);
        const [release] = at(releases);
        const state = release && states.get(release.id)?.state;
        return {
          ...this.#line(service, {
            application: applications.get(service.applicationId),
            applied: withWished(at(applied), wish),
            ...(wish ? { wish } : {}),
            revision: revisions.get(wish?.revisionId ?? ''),
            latest: latest.get(service.id),
          }),
          ...(environment === undefined ? {} : { environment }),
          ...(release && state
            ? { release: { id: release.id, number: release.number, state } }
            : {}),
        };
      };
      return environments.size === 0
        ? [line()]
        : [...environments].sort().map(line);
    });
  }

  #clusterInstances(
    service: ServiceRecord,
    row: AppliedRecord,
    spot: { namespace: string; serviceId: string },
    revisions: {
      numbers: ReadonlyMap<string, number>;
      wish?: WishRecord;
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
          desired: wishedIn(cluster, revisions.wish),
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
        desired: sent?.instances ?? wishedIn(cluster, revisions.wish),
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

  #line(
    service: ServiceRecord,
    parts: {
      application?: ApplicationRecord;
      applied: AppliedRecord[];
      wish?: WishRecord;
      revision?: RevisionRecord;
      latest?: RevisionRecord;
    },
  ): OverviewItem {
    const { application, applied, wish, revision } = parts;
    const schedule = revision?.spec.schedule;
    const place = applied[0]?.environment;
    const now = this.#clock.now();
    const seen = applied.map(row => {
      const { cluster, stage, environment } = row;
      const sight = lookAt(this.#fleet, {
        cluster,
        stage,
        serviceId: service.id,
        namespace: namespaceOf(service.tenant, environment),
      });
      const pods = sight.kind === 'seen' ? sight.pods : [];
      return {
        health: healthInCluster({
          cluster,
          desired: latestOf(row)?.instances ?? wishedIn(cluster, wish),
          sight,
          schedule,
          now,
        }),
        count: {
          cluster,
          desired: schedule ? 0 : wishedIn(cluster, wish),
          ready: schedule
            ? 0
            : pods.filter(pod => pod.ready && !pod.deleting).length,
        },
      };
    });
    const clusters = seen.map(({ count }) => count);
    return {
      tenant: service.tenant,
      application: service.application,
      applicationName: application?.displayName ?? service.application,
      service: service.slug,
      serviceName: service.displayName,
      health: healthOverall(
        seen.map(({ health }) => health),
        schedule,
      ),
      ...(schedule && place
        ? {
            schedule,
            ...comingRun(this.#fleet, now, schedule, applied, {
              serviceId: service.id,
              namespace: namespaceOf(service.tenant, place),
            }),
          }
        : {}),
      ...(revision ? { revision: revision.number } : {}),
      image: (revision?.spec ?? service.draft).image,
      desired: clusters.reduce((sum, { desired }) => sum + desired, 0),
      ready: clusters.reduce((sum, { ready }) => sum + ready, 0),
      clusters,
    };
  }
}

/** What was sent, and the clusters that something is wished in and nothing was sent to yet. */
function withWished(
  applied: AppliedRecord[],
  wish: WishRecord | undefined,
): AppliedRecord[] {
  const coming = (wish?.counts ?? []).filter(
    ({ cluster }) => !applied.some(one => one.cluster === cluster),
  );
  return [
    ...applied,
    ...coming.map(
      ({ cluster }): AppliedRecord => ({
        serviceId: wish?.serviceId ?? '',
        environment: wish?.environment ?? '',
        cluster,
        stage: 'stable',
        active: true,
        removing: false,
        repairs: { count: 0 },
      }),
    ),
  ].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}

/** How many instances are wished there; none where the service is on its way out. */
function wishedIn(cluster: string, wish: WishRecord | undefined): number {
  return (
    wish?.counts.find(one => one.cluster === cluster)?.instances ?? 0
  );
}
