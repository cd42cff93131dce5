import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import {
  ClusterDetails,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import { ClusterFacts, FleetService } from '@flytower/plugin-fleet-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { mayRead, Readers } from './Readers';

/** The registered clusters, as far as somebody's tenants use them; an operations admin has them all. */
export class FleetClusters implements KubernetesClustersSupplier {
  readonly #auth: AuthService;
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;
  readonly #readers: Readers;

  static create(options: {
    auth: AuthService;
    fleet: FleetService;
    tenancy: TenancyService;
    readers: Readers;
  }): FleetClusters {
    return new FleetClusters(options);
  }

  private constructor(options: {
    auth: AuthService;
    fleet: FleetService;
    tenancy: TenancyService;
    readers: Readers;
  }) {
    this.#auth = options.auth;
    this.#fleet = options.fleet;
    this.#tenancy = options.tenancy;
    this.#readers = options.readers;
  }

  async getClusters(options: {
    credentials: BackstageCredentials;
  }): Promise<ClusterDetails[]> {
    const { credentials } = options;
    if (!this.#auth.isPrincipal(credentials, 'user')) {
      // The official backend itself asks once, at its start.
      return [];
    }
    const reader = await this.#readers.of(credentials);
    if (reader.scope.kind === 'all') {
      return this.#fleet.clusters().map(detailsOf);
    }
    const names = new Set(
      this.#tenancy
        .tenants()
        .filter(({ slug }) => mayRead(reader, slug))
        .flatMap(({ clusters }) => clusters),
    );
    return this.#fleet
      .clusters()
      .filter(({ name }) => names.has(name))
      .map(detailsOf);
  }
}

/** A cluster as the official plugin knows one: without address and credential, which stay with the fleet. */
export function detailsOf({ name, displayName }: ClusterFacts): ClusterDetails {
  return {
    name,
    title: displayName,
    url: `fleet:${name}`,
    // For the page: the server signs in, the browser has nothing to add.
    authMetadata: { [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: 'serviceAccount' },
    skipMetricsLookup: true,
  };
}
