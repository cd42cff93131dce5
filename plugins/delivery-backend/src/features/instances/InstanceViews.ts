import { NotFoundError } from '@backstage/errors';
import { TenantScope } from '@flytower/contract';
import { tenantNotFound } from '@flytower/contract-node';
import { OperationStore } from '@flytower/durable';
import { Instances, OverviewItem } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { namespaceOf } from '@flytower/plugin-tenancy-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import {
  ApplicationRecord,
  DeploymentRecord,
  RevisionRecord,
  ServiceRecord,
} from '../../domain/records';
import { lookAt } from '../../domain/sight';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { REVISION } from '../../rendering/renderDeployment';
import { findService } from '../releases/planContext';
import { podView } from './podHealth';
import { healthInCluster, healthOverall } from './serviceHealth';

type ClusterInstances = Instances['clusters'][number];

/** What runs, from the inventory: no cluster is asked. */
export class InstanceViews {
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;

  static create(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    tenancy: TenancyService;
  }): InstanceViews {
    return new InstanceViews(options);
  }

  private constructor(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    tenancy: TenancyService;
  }) {
    this.#stores = options.stores;
    this.#operations = options.operations;
    this.#fleet = options.fleet;
    this.#tenancy = options.tenancy;
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
    const hash = revisions.get(placement?.revisionId ?? '')?.hash;
    const clusters = deployments.map(deployment =>
      this.#clusterInstances(
        deployment,
        { namespace, serviceId: service.id },
        { numbers, ...(hash === undefined ? {} : { current: hash }) },
      ),
    );
    return {
      environment: asked.environment,
      namespace,
      health: healthOverall(clusters.map(({ health }) => health)),
      desired: clusters.reduce((sum, { desired }) => sum + desired, 0),
      ready: clusters.reduce((sum, { ready }) => sum + ready, 0),
      clusters,
    };
  }

  /** Every service of these tenants with its health and what runs where. */
  async overview(scope: TenantScope): Promise<OverviewItem[]> {
    const services = await this.#stores.services.inScope(scope);
    const ids = services.map(({ id }) => id);
    const [applications, placements, deployments, latest, releases] =
      await Promise.all([
        this.#stores.applications.byIds(services.map(s => s.applicationId)),
        this.#stores.placements.placementsOf(ids),
        this.#stores.placements.deploymentsOf(ids),
        this.#stores.revisions.latest(ids),
        this.#stores.releases.latestOf(ids),
      ]);
    const revisions = await this.#stores.revisions.byIds(
      placements.map(({ revisionId }) => revisionId),
    );
    const states = await this.#operations.byIds(releases.map(({ id }) => id));
    return services.flatMap(service => {
      const environments = new Set(
        [...placements, ...deployments]
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
        const [placement] = at(placements);
        const [release] = at(releases);
        const state = release && states.get(release.id)?.state;
        return {
          ...this.#line(service, {
            application: applications.get(service.applicationId),
            deployments: at(deployments),
            revision: revisions.get(placement?.revisionId ?? ''),
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
    { cluster, wanted }: DeploymentRecord,
    spot: { namespace: string; serviceId: string },
    revisions: { numbers: ReadonlyMap<string, number>; current?: string },
  ): ClusterInstances {
    const facts = this.#fleet.clusterFacts(cluster);
    const sight = lookAt(this.#fleet, { cluster, ...spot });
    // Old rows are shown with their age; nothing is decided by them.
    const inventory = facts && this.#fleet.inventory(cluster);
    const pods = inventory?.pods(spot) ?? [];
    const staying = pods.filter(pod => !pod.deleting);
    return {
      cluster,
      displayName: facts?.displayName ?? cluster,
      dataCentre: facts?.dataCentre.displayName ?? '',
      simulated: facts?.simulated ?? false,
      health: healthInCluster({ cluster, desired: wanted, sight }),
      data: facts?.health.data ?? {
        state: 'stale',
        sentence: `Cluster "${cluster}" is not registered any more`,
      },
      desired: wanted,
      current: staying.length,
      updated: staying.filter(pod => pod.labels[REVISION] === revisions.current)
        .length,
      ready: staying.filter(pod => pod.ready).length,
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

  #line(
    service: ServiceRecord,
    parts: {
      application?: ApplicationRecord;
      deployments: DeploymentRecord[];
      revision?: RevisionRecord;
      latest?: RevisionRecord;
    },
  ): OverviewItem {
    const { application, deployments, revision } = parts;
    const seen = deployments.map(({ cluster, wanted, environment }) => {
      const sight = lookAt(this.#fleet, {
        cluster,
        serviceId: service.id,
        namespace: namespaceOf(service.tenant, environment),
      });
      const pods = sight.kind === 'seen' ? sight.pods : [];
      return {
        health: healthInCluster({ cluster, desired: wanted, sight }),
        count: {
          cluster,
          desired: wanted,
          ready: pods.filter(pod => pod.ready && !pod.deleting).length,
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
      health: healthOverall(seen.map(({ health }) => health)),
      ...(revision ? { revision: revision.number } : {}),
      image: (revision?.spec ?? service.draft).image,
      desired: clusters.reduce((sum, { desired }) => sum + desired, 0),
      ready: clusters.reduce((sum, { ready }) => sum + ready, 0),
      clusters,
    };
  }
}
