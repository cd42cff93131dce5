import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  ClusterDetails,
  KubernetesServiceLocator,
  ServiceLocatorRequestContext,
} from '@backstage/plugin-kubernetes-node';
import { ClusterFacts, FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { detailsOf } from './FleetClusters';
import { mayRead, Reader, Readers } from './Readers';
import { ServiceRef, serviceOf } from './serviceOf';

/** Where a service may run: one cluster, and its namespaces there. */
export interface ServicePlace {
  cluster: ClusterFacts;
  namespaces: string[];
}

/** Where the workloads of an entity are, by what tenancy knows, never by what the entity says. */
export class ServicePlaces implements KubernetesServiceLocator {
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;
  readonly #readers: Readers;

  static create(options: {
    fleet: FleetService;
    tenancy: TenancyService;
    readers: Readers;
  }): ServicePlaces {
    return new ServicePlaces(options);
  }

  private constructor(options: {
    fleet: FleetService;
    tenancy: TenancyService;
    readers: Readers;
  }) {
    this.#fleet = options.fleet;
    this.#tenancy = options.tenancy;
    this.#readers = options.readers;
  }

  async getClustersByEntity(
    entity: Entity,
    { credentials }: Pick<ServiceLocatorRequestContext, 'credentials'>,
  ): Promise<{ clusters: ClusterDetails[] }> {
    const found = this.of(entity, await this.#readers.of(credentials));
    return {
      clusters: found?.places.map(({ cluster }) => detailsOf(cluster)) ?? [],
    };
  }

  /**
   * Undefined for an entity that is no service of Flytower's.
   *
   * @throws NotAllowedError for a service of a tenant that the reader has no part in, in the words in which the official
   * backend says that there is no such entity
   */
  of(
    entity: Entity,
    reader: Reader,
  ): { service: ServiceRef; places: ServicePlace[] } | undefined {
    const service = serviceOf(entity);
    if (!service) {
      return undefined;
    }
    const tenant = this.#tenancy.tenant(service.tenant);
    if (!tenant || !mayRead(reader, tenant.slug)) {
      throw new NotAllowedError(
        `Entity not found, ${stringifyEntityRef(entity)}`,
      );
    }
    const places = this.#fleet.clusters().map(cluster => ({
      cluster,
      namespaces: tenant.environments
        .filter(({ readyClusters }) => readyClusters.includes(cluster.name))
        .map(({ namespace }) => namespace),
    }));
    return {
      service,
      places: places.filter(({ namespaces }) => namespaces.length > 0),
    };
  }
}
