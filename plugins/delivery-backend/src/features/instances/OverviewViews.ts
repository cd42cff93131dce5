import { setImmediate as turn } from 'node:timers/promises';
import { TenantScope } from '@flytower/contract';
import { Clock, groupBy, OperationStore } from '@flytower/durable';
import {
  OverviewItem,
  OverviewPage,
  OverviewQuery,
  Schedule,
} from '@flytower/plugin-delivery-common';
import { Health } from '@flytower/plugin-fleet-common';
import { FleetService, problemsFirst } from '@flytower/plugin-fleet-node';
import { namespaceOf } from '@flytower/plugin-tenancy-common';
import { DeploymentRecord, RevisionRecord } from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { ServiceNames } from '../../stores/ServiceStore';
import { comingRun } from './jobRuns';
import { isAsked, OverviewLine, placeIn } from './overviewPlaces';
import { healthInCluster, healthOverall } from './serviceHealth';

/** Services that are looked at in one step. */
const STEP = 100;

type Cluster = OverviewItem['clusters'][number];

/**
 * Services and what runs of them where, from the inventory: no cluster is asked. Since problems come first, a page needs a
 * look at all services, and takes no more of each than that: what a line shows is read for the lines of the page alone.
 */
export class OverviewViews {
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;
  readonly #fleet: FleetService;
  readonly #clock: Clock;

  static create(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    clock: Clock;
  }): OverviewViews {
    return new OverviewViews(options);
  }

  private constructor(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    clock: Clock;
  }) {
    this.#stores = options.stores;
    this.#operations = options.operations;
    this.#fleet = options.fleet;
    this.#clock = options.clock;
  }

  /** A page of the services of these tenants, and how many there are. */
  async page(scope: TenantScope, query: OverviewQuery): Promise<OverviewPage> {
    const { application, service, order } = query;
    const all: OverviewLine[] = [];
    let cursor: string | undefined;
    do {
      const step = await this.#stores.services.names(scope, {
        application,
        service,
        cursor,
        limit: STEP,
      });
      all.push(...(await this.#lookAt(step.items)));
      cursor = step.nextCursor;
      // Over a database file nothing of this waits for anything: here others have their turn.
      await turn();
    } while (cursor !== undefined);
    const asked = all.filter(isAsked(query));
    const page = problemsFirst(asked, placeIn(asked, order), query);
    return {
      ...page,
      items: await this.#write(page.items),
      services: countOf(all),
      published: countOf(all.filter(({ environment }) => environment)),
    };
  }

  async #lookAt(services: ServiceNames[]): Promise<OverviewLine[]> {
    const ids = services.map(({ id }) => id);
    const [placements, deployments] = await Promise.all([
      this.#stores.placements.placementsOf(ids),
      this.#stores.placements.deploymentsOf(ids),
    ]);
    const jobs = new Set(
      services
        .filter(({ kind }) => kind === 'scheduled-job')
        .map(({ id }) => id),
    );
    const runs = await this.#released(
      placements.filter(({ serviceId }) => jobs.has(serviceId)),
    );
    const spots = groupBy(
      [...placements, ...deployments],
      ({ serviceId }) => serviceId,
    );
    const deployed = groupBy(deployments, spotOf);
    return services.flatMap(service => {
      const environments = new Set(
        spots.get(service.id)?.map(({ environment }) => environment),
      );
      const lines = environments.size > 0 ? [...environments] : [undefined];
      return lines.map(environment => {
        const spot = spotOf({ serviceId: service.id, environment });
        const schedule = runs.get(spot)?.spec.schedule;
        const seen = this.#seen(service, deployed.get(spot) ?? [], schedule);
        const { status } = healthOverall(
          seen.map(({ health }) => health),
          schedule,
        );
        return { service, environment, status };
      });
    });
  }

  async #write(lines: OverviewLine[]): Promise<OverviewItem[]> {
    const ids = [...new Set(lines.map(({ service }) => service.id))];
    const [services, placements, deployments, latest] = await Promise.all([
      this.#stores.services.byIds(ids),
      this.#stores.placements.placementsOf(ids),
      this.#stores.placements.deploymentsOf(ids),
      this.#stores.releases.latestOf(ids),
    ]);
    const [runs, states] = await Promise.all([
      this.#released(placements),
      this.#operations.byIds(latest.map(({ id }) => id)),
    ]);
    const deployed = groupBy(deployments, spotOf);
    const releases = new Map(latest.map(one => [spotOf(one), one]));
    return lines.flatMap(({ service: names, environment }) => {
      const service = services.get(names.id);
      if (!service) {
        return [];
      }
      const spot = spotOf({ serviceId: service.id, environment });
      const revision = runs.get(spot);
      const release = releases.get(spot);
      const state = release && states.get(release.id)?.state;
      return {
        tenant: service.tenant,
        application: service.application,
        applicationName: names.applicationName,
        service: service.slug,
        serviceName: service.displayName,
        ...(environment === undefined ? {} : { environment }),
        image: (revision?.spec ?? service.draft).image,
        ...(revision ? { revision: revision.number } : {}),
        ...this.#running(names, deployed.get(spot) ?? [], revision),
        ...(release && state
          ? { release: { id: release.id, number: release.number, state } }
          : {}),
      };
    });
  }

  /** What of a service runs in one environment. */
  #running(
    service: ServiceNames,
    deployments: DeploymentRecord[],
    revision: RevisionRecord | undefined,
  ): Pick<
    OverviewItem,
    'health' | 'schedule' | 'nextRun' | 'desired' | 'ready' | 'clusters'
  > {
    const schedule = revision?.spec.schedule;
    const seen = this.#seen(service, deployments, schedule);
    const clusters = seen.map(({ count }) => count);
    const [first] = deployments;
    return {
      health: healthOverall(
        seen.map(({ health }) => health),
        schedule,
      ),
      ...(schedule && first
        ? {
            schedule,
            ...comingRun(
              this.#fleet,
              this.#clock.now(),
              schedule,
              deployments,
              {
                serviceId: service.id,
                namespace: namespaceOf(service.tenant, first.environment),
              },
            ),
          }
        : {}),
      desired: clusters.reduce((sum, { desired }) => sum + desired, 0),
      ready: clusters.reduce((sum, { ready }) => sum + ready, 0),
      clusters,
    };
  }

  /** A service in each of its clusters: how it is, and its instances. */
  #seen(
    service: ServiceNames,
    deployments: DeploymentRecord[],
    schedule: Schedule | undefined,
  ): { health: Health; count: Cluster }[] {
    const now = this.#clock.now();
    return deployments.map(({ cluster, wanted, environment }) => {
      const sight = lookAt(this.#fleet, {
        cluster,
        serviceId: service.id,
        namespace: namespaceOf(service.tenant, environment),
      });
      const pods = sight.kind === 'seen' ? sight.pods : [];
      return {
        health: healthInCluster({
          cluster,
          desired: wanted,
          sight,
          schedule,
          now,
        }),
        // The runs of a scheduled job are no instances that could be counted.
        count: {
          cluster,
          desired: schedule ? 0 : wanted,
          ready: schedule
            ? 0
            : pods.filter(pod => pod.ready && !pod.deleting).length,
        },
      };
    });
  }

  /** The revision that is wished in each spot. */
  async #released(
    placements: {
      serviceId: string;
      environment: string;
      revisionId: string;
    }[],
  ): Promise<Map<string, RevisionRecord>> {
    const revisions = await this.#stores.revisions.byIds(
      placements.map(({ revisionId }) => revisionId),
    );
    return new Map(
      placements.flatMap(placement => {
        const revision = revisions.get(placement.revisionId);
        return revision ? [[spotOf(placement), revision]] : [];
      }),
    );
  }
}

function spotOf(of: { serviceId: string; environment?: string }): string {
  return `${of.serviceId}/${of.environment ?? ''}`;
}

function countOf(lines: OverviewLine[]): number {
  return new Set(lines.map(({ service }) => service.id)).size;
}
