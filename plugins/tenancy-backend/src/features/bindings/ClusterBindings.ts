import { ConflictError, InputError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import {
  allowsCluster,
  StandardEnvironment,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { boundClusters, TenantRecord } from '../../domain/TenantRecord';
import { Asking, CommandRunner } from '../operations/CommandRunner';
import { Fleet } from '../provisioning/TenantCluster';
import { ReservationStore } from '../reservations/ReservationStore';
import { TenantStore } from '../tenants/TenantStore';

/** What binding needs. */
export interface ClusterBindingsOptions {
  tenants: TenantStore;
  reservations: ReservationStore;
  commands: CommandRunner;
  fleet: Fleet;
  environments: readonly StandardEnvironment[];
}

/** Binds clusters to tenants, and lets them go. */
export class ClusterBindings {
  readonly #options: ClusterBindingsOptions;

  private constructor(options: ClusterBindingsOptions) {
    this.#options = options;
  }

  static create(options: ClusterBindingsOptions): ClusterBindings {
    return new ClusterBindings(options);
  }

  /** Binds a cluster: those of the tenant's environments that may use it come to it. */
  async bind(
    slug: string,
    cluster: string,
    asking: Asking,
  ): Promise<Operation> {
    const { commands, fleet, tenants } = this.#options;
    if (!fleet.clusterFacts(cluster)) {
      throw new InputError(
        `There is no cluster "${cluster}"; register it in the fleet first, or choose another`,
      );
    }
    const body = { slug, cluster };
    return commands.startOnce('bindCluster', body, asking, async trx => {
      const tenant = await commands.usable(trx, slug, asking);
      assertUnbound(tenant, cluster);
      const coming = tenant.environments.filter(({ name }) =>
        this.#options.environments.some(
          one => one.name === name && allowsCluster(one, cluster),
        ),
      );
      if (coming.length === 0) {
        throw new ConflictError(
          `None of the environments of ${slug} may use ${cluster}; choose another cluster`,
        );
      }
      await tenants.bind(trx, tenant.id, cluster);
      for (const { id } of coming) {
        await tenants.insertTargets(trx, id, [cluster]);
      }
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.bind-cluster',
        clusters: [cluster],
        summary: `Bind ${slug} to ${cluster}`,
      });
    });
  }

  /** Lets a cluster go. Refused while services of the tenant hold quota there. */
  async unbind(
    slug: string,
    cluster: string,
    asking: Asking,
  ): Promise<Operation> {
    const { commands, tenants } = this.#options;
    const body = { slug, cluster };
    return commands.startOnce('unbindCluster', body, asking, async trx => {
      const tenant = await commands.usable(trx, slug, asking);
      const bound = boundClusters(tenant);
      if (!bound.includes(cluster)) {
        throw new ConflictError(
          `${slug} is not bound to ${cluster}, or is leaving it already`,
        );
      }
      if (bound.length === 1) {
        throw new ConflictError(
          `${cluster} is the only cluster of ${slug}; bind another one first`,
        );
      }
      await this.assertEmpty(trx, tenant, cluster);
      await tenants.setUnbinding(trx, tenant, cluster, true);
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.unbind-cluster',
        clusters: [cluster],
        summary: `Unbind ${slug} from ${cluster}`,
      });
    });
  }

  /** Throws where services of the tenant hold quota in the cluster. Call it under the tenant's lock. */
  async assertEmpty(
    trx: Knex.Transaction,
    { id, slug }: TenantRecord,
    cluster: string,
  ): Promise<void> {
    const services = await this.#options.reservations.holders(trx, id, cluster);
    if (services.length > 0) {
      throw new ConflictError(
        `${
          services.length === 1
            ? '1 service runs'
            : `${services.length} services run`
        } or will run for ${slug} in ${cluster}; unpublish or move what is there first`,
      );
    }
  }
}

function assertUnbound(tenant: TenantRecord, cluster: string): void {
  const binding = tenant.bindings.find(one => one.cluster === cluster);
  if (binding) {
    throw new ConflictError(
      binding.unbinding
        ? `${tenant.slug} is just leaving ${cluster}; abort that, or bind it again when it is over`
        : `${tenant.slug} is bound to ${cluster} already`,
    );
  }
}
