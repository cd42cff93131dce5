import { PodRow } from '@flytower/kube';
import { FleetService } from '@flytower/plugin-fleet-node';
import { Binding } from '@flytower/plugin-public-services-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { secretNameOf } from '../../domain/names';
import { BindingRecord } from '../../domain/records';

/** The pods of a binding's service in one cluster, by the version of the credentials that they run with. */
export interface PodCounts {
  current: number;
  older: number;
  without: number;
}

export type Counted =
  | { kind: 'seen'; pods: PodCounts }
  | { kind: 'unseen'; sentence: string };

/** Where a binding's Secret belongs. */
export interface Spot {
  namespace: string;
  tenantId: string;
  /** All clusters of the environment. */
  clusters: readonly string[];
}

/** Reads from the inventory which pods run with which credentials. Old rows are no sight: pods may have come since. */
export class PodCounter {
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;

  static create(options: { fleet: FleetService; tenancy: TenancyService }) {
    return new PodCounter(options.fleet, options.tenancy);
  }

  private constructor(fleet: FleetService, tenancy: TenancyService) {
    this.#fleet = fleet;
    this.#tenancy = tenancy;
  }

  /** Undefined where the tenant or its environment is gone, or tenants are not loaded yet. */
  spotOf(
    binding: Pick<BindingRecord, 'tenant' | 'environment'>,
  ): Spot | undefined {
    if (!this.#tenancy.ready) {
      return undefined;
    }
    const tenant = this.#tenancy.tenant(binding.tenant);
    const environment = tenant?.environments.find(
      ({ name }) => name === binding.environment,
    );
    return (
      tenant &&
      environment && {
        namespace: environment.namespace,
        tenantId: tenant.id,
        clusters: environment.clusters,
      }
    );
  }

  /** Counts pods that have not ended, the leaving ones included: they still hold connections. */
  count(
    binding: BindingRecord,
    cluster: string,
    namespace: string,
    version: number,
  ): Counted {
    if (!this.#fleet.ready) {
      return { kind: 'unseen', sentence: 'The fleet is not loaded yet' };
    }
    if (!this.#fleet.clusterFacts(cluster)) {
      // What is not registered any more cannot be waited for.
      return { kind: 'seen', pods: { current: 0, older: 0, without: 0 } };
    }
    const inventory = this.#fleet.inventory(cluster);
    const age = inventory.age();
    if (age.state !== 'live') {
      return { kind: 'unseen', sentence: age.sentence };
    }
    const pods: PodCounts = { current: 0, older: 0, without: 0 };
    for (const pod of inventory.pods({
      namespace,
      serviceId: binding.serviceId,
    })) {
      if (pod.phase !== 'Succeeded' && pod.phase !== 'Failed') {
        pods[ageOf(pod, binding.name, version)] += 1;
      }
    }
    return { kind: 'seen', pods };
  }

  /** How far a binding is in each cluster that has, or should have, its Secret. */
  clustersOf(binding: BindingRecord): Binding['clusters'] {
    const spot = this.spotOf(binding);
    const today = binding.secrets.filter(
      ({ version }) => version === binding.version,
    );
    const names = new Set([
      ...(spot?.clusters ?? []),
      ...today.map(({ cluster }) => cluster),
    ]);
    return [...names].sort().map(cluster => {
      const secret = today.find(one => one.cluster === cluster);
      const counted = spot
        ? this.count(binding, cluster, spot.namespace, binding.version)
        : undefined;
      return {
        cluster,
        secret: secret?.state ?? 'pending',
        sentence: secret?.sentence ?? `Is still to come to ${cluster}`,
        ...(counted?.kind === 'seen' ? { pods: counted.pods } : {}),
      };
    });
  }
}

function ageOf(pod: PodRow, binding: string, version: number): keyof PodCounts {
  const versions = pod.secrets.flatMap(name => {
    const number = versionIn(name, binding);
    return number === undefined ? [] : [number];
  });
  if (versions.length === 0) {
    return 'without';
  }
  return Math.min(...versions) >= version ? 'current' : 'older';
}

/** The version of a binding's Secret by its name; undefined where it is none of the binding's. */
function versionIn(secret: string, binding: string): number | undefined {
  const match = /-v(\d{1,9})$/.exec(secret);
  const version = match ? Number(match[1]) : 0;
  return match && secret === secretNameOf(binding, version)
    ? version
    : undefined;
}
