import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  ClusterObjects,
  ObjectsByEntityResponse,
} from '@backstage/plugin-kubernetes-common';
import { KubernetesObjectsProvider } from '@backstage/plugin-kubernetes-node';
import { FleetService } from '@flytower/plugin-fleet-node';
import { Reader, Readers } from './Readers';
import { readNamespace } from './readNamespace';
import { ServicePlace, ServicePlaces } from './ServicePlaces';
import { ServiceRef } from './serviceOf';

/**
 * What the Kubernetes tab of an entity shows. It reads through the fleet's clients as the account `<tenant>-viewer`, with
 * the person in the extra `flytower.dev/user`, one namespace of the tenant at a time: the cluster's own rights decide
 * again, its audit log names the reader, and no credential comes near the official plugin.
 *
 * Each cluster is settled on its own: one that is down gives one line, and the others their objects.
 */
export class WorkloadObjects implements KubernetesObjectsProvider {
  readonly #fleet: FleetService;
  readonly #readers: Readers;
  readonly #places: ServicePlaces;

  static create(options: {
    fleet: FleetService;
    readers: Readers;
    places: ServicePlaces;
  }): WorkloadObjects {
    return new WorkloadObjects(options);
  }

  private constructor(options: {
    fleet: FleetService;
    readers: Readers;
    places: ServicePlaces;
  }) {
    this.#fleet = options.fleet;
    this.#readers = options.readers;
    this.#places = options.places;
  }

  async getKubernetesObjectsByEntity(
    // The official backend hands on a body without an entity.
    { entity }: { entity?: Entity },
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<ObjectsByEntityResponse> {
    if (!entity) {
      throw new NotAllowedError('Workloads are read of an entity; name one');
    }
    const reader = await this.#readers.of(credentials);
    const found = this.#places.of(entity, reader);
    if (!found) {
      return { items: [] };
    }
    const items = await Promise.all(
      found.places.map(place => this.#read(found.service, place, reader)),
    );
    return {
      items: items.filter(
        ({ resources, errors }) =>
          errors.length > 0 ||
          resources.some(response => response.resources.length > 0),
      ),
    };
  }

  async getCustomResourcesByEntity(): Promise<ObjectsByEntityResponse> {
    throw new NotAllowedError(
      'A tenant’s account reads no custom resources; ask for the workloads',
    );
  }

  async #read(
    { tenant, serviceId }: ServiceRef,
    { cluster, namespaces }: ServicePlace,
    { person }: Reader,
  ): Promise<ClusterObjects> {
    const read = await Promise.all(
      namespaces.map(namespace =>
        readNamespace({
          client: () =>
            this.#fleet
              .cluster(cluster.name)
              .asPerson({ tenant, role: 'viewer', person }),
          namespace,
          serviceId,
        }),
      ),
    );
    const sentences = new Set(read.flatMap(({ sentences: some }) => some));
    return {
      cluster: { name: cluster.name, title: cluster.displayName },
      resources: read.flatMap(({ responses }) => responses),
      podMetrics: [],
      errors: [...sentences].map(message => ({
        errorType: 'FETCH_ERROR',
        message,
      })),
    };
  }
}
