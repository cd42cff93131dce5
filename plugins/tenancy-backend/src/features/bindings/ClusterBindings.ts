import { ConflictError, InputError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import {
  allowsCluster,
  StandardEnvironment,
} from '@flytower/plugin-tenancy-common';
import { boundClusters, TenantRecord } from '../../domain/TenantRecord';
import { Asking, CommandRunner } from '../operations/CommandRunner';
import { Fleet } from '../provisioning/TenantCluster';
import { BindingStore } from '../tenants/BindingStore';
import { Leaving } from './Leaving';

/** What binding needs. */
export interface ClusterBindingsOptions {
  bindings: BindingStore;
  leaving: Leaving;
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
    const { commands, fleet, bindings } = this.#options;
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
      await bindings.bind(
        trx,
        tenant.id,
        cluster,
        coming.map(({ id }) => id),
      );
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.bind-cluster',
        clusters: [cluster],
        summary: `Bind ${slug} to ${cluster}`,
      });
    });
  }

  /** Lets a cluster go. Refused while anything is there besides what Flytower puts into every namespace. */
  async unbind(
    slug: string,
    cluster: string,
    asking: Asking,
  ): Promise<Operation> {
    const { commands, leaving } = this.#options;
    const body = { slug, cluster };
    const held = await leaving.look(await commands.find(slug), [cluster]);
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
      await leaving.leave(trx, tenant, cluster, held);
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.unbind-cluster',
        clusters: [cluster],
        summary: `Unbind ${slug} from ${cluster}`,
      });
    });
  }

  /**
   * Takes over what another installation keeps of the tenant in a cluster: `from` is the one that the person saw there,
   * and nothing is taken from any other.
   */
  async takeOver(
    slug: string,
    cluster: string,
    from: string,
    asking: Asking,
  ): Promise<Operation> {
    const { commands } = this.#options;
    const body = { slug, cluster, from };
    return commands.startOnce('takeOverCluster', body, asking, async trx => {
      const tenant = await commands.usable(trx, slug, asking);
      const kept = tenant.environments
        .flatMap(({ targets }) => targets)
        .some(one => one.cluster === cluster && one.keptBy === from);
      if (!kept) {
        throw new ConflictError(
          `The installation ${from} keeps nothing of ${slug} in ${cluster}, as far as was seen last; look again before you take over`,
        );
      }
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.take-over',
        clusters: [cluster],
        summary: `Take ${slug} in ${cluster} over from the Flytower installation ${from}`,
        input: { from },
      });
    });
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
