import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { namespaceOf } from '@flytower/plugin-tenancy-common';
import { heldSentence } from '../../domain/contents';
import { planUnwanted, Seen } from '../../domain/planObject';
import { TenantRecord } from '../../domain/TenantRecord';
import { problemOf } from '../provisioning/ClusterProvisioner';
import { lookInto } from '../provisioning/lookInto';
import { clientsIn, Fleet, TenantClients } from '../provisioning/TenantCluster';
import { withinPatience } from '../provisioning/withinPatience';
import { Reservations } from '../reservations/Reservations';
import { BindingStore } from '../tenants/BindingStore';

/** How long a command waits for what a cluster says of its namespaces. */
const PATIENCE_MS = 4_000;

/** What leaving needs. */
export interface LeavingOptions {
  bindings: BindingStore;
  reservations: Reservations;
  fleet: Fleet;
  patienceMs?: number;
}

/** What the clusters that a tenant is to leave still hold, in a sentence each; they are asked before any transaction. */
export type HeldInside = ReadonlyMap<string, string>;

/**
 * Whether a tenant may leave a cluster: only where nothing is left of it. What is known to be there refuses the command,
 * with its list; a cluster that cannot be seen refuses nothing yet, because the operation looks again before it removes a
 * namespace, and waits until it can.
 */
export class Leaving {
  readonly #options: LeavingOptions;

  private constructor(options: LeavingOptions) {
    this.#options = options;
  }

  static create(options: LeavingOptions): Leaving {
    return new Leaving(options);
  }

  /** Looks into the tenant's namespaces in these clusters, in all at once. Never inside a transaction. */
  async look(
    tenant: TenantRecord | undefined,
    clusters: readonly string[],
  ): Promise<HeldInside> {
    const looked = await Promise.all(
      clusters.map(async cluster => {
        const held = tenant && (await this.#lookInto(tenant, cluster));
        return held === undefined ? [] : [[cluster, held] as const];
      }),
    );
    return new Map(looked.flat());
  }

  /** Has a cluster left, or throws where it holds something. Call it under the tenant's lock. */
  async leave(
    trx: Knex.Transaction,
    tenant: TenantRecord,
    cluster: string,
    held: HeldInside,
  ): Promise<void> {
    const { reservations, bindings } = this.#options;
    const services = await reservations.holders(trx, tenant.id, cluster);
    const inside = held.get(cluster);
    if (inside !== undefined) {
      throw new ConflictError(inside);
    }
    if (services.length > 0) {
      throw new ConflictError(
        `${
          services.length === 1
            ? '1 service runs'
            : `${services.length} services run`
        } or will run for ${
          tenant.slug
        } in ${cluster}; unpublish or move what is there first`,
      );
    }
    await bindings.setUnbinding(trx, tenant, cluster, true);
  }

  async #lookInto(
    tenant: TenantRecord,
    cluster: string,
  ): Promise<string | undefined> {
    const { fleet, patienceMs = PATIENCE_MS } = this.#options;
    const look = async (signal: AbortSignal) => {
      try {
        const clients = clientsIn(fleet, cluster, {
          tenant: tenant.slug,
          reason: `see what ${tenant.slug} has there`,
          signal,
        });
        for (const namespace of namespacesIn(tenant, cluster)) {
          const held = await heldIn(clients, tenant, cluster, namespace);
          if (held !== undefined) {
            return held;
          }
        }
        return undefined;
      } catch (error) {
        // Throws on what is no failure of the cluster.
        problemOf(error);
        return undefined;
      }
    };
    return withinPatience(patienceMs, look, () => undefined);
  }
}

function namespacesIn(
  { slug, environments }: TenantRecord,
  cluster: string,
): string[] {
  return environments
    .filter(({ targets }) => targets.some(one => one.cluster === cluster))
    .map(({ name }) => namespaceOf(slug, name));
}

/** What a namespace holds, where it would be removed. */
async function heldIn(
  clients: TenantClients,
  tenant: TenantRecord,
  cluster: string,
  name: string,
): Promise<string | undefined> {
  const object = await clients.platform.get({
    apiVersion: 'v1',
    kind: 'Namespace',
    name,
  });
  const seen: Seen = object ? { kind: 'present', object } : { kind: 'absent' };
  return planUnwanted(tenant, cluster, seen).kind === 'remove'
    ? heldSentence(name, cluster, await lookInto(clients, name))
    : undefined;
}
