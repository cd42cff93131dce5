import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient, KubeError, KubeErrorKind } from '@flytower/kube';
import {
  accountsLast,
  Intent,
  PlannedIntent,
  planUnwanted,
  planWanted,
} from '../../domain/planObject';
import { ClusterReport, ObjectReport } from '../../domain/reports';
import { isRoot, keyOf } from '../../domain/TenantObject';
import { TenantInCluster, tenantObjects } from '../../domain/tenantObjects';
import { inParallel } from './inParallel';
import { perform } from './perform';
import {
  clientsIn,
  Fleet,
  LANES,
  observe,
  TenantClients,
} from './TenantCluster';

/** For how long a pass may go on. */
export interface PassLimits {
  /** Aborted when the pass takes too long: it begins nothing more, and what is under way goes on. */
  patience: AbortSignal;
  /** Aborted when somebody else may soon work on the tenant: what is under way is cut off as well. */
  lease: AbortSignal;
}

/** What is to be brought about in one cluster. */
export interface ClusterWork extends TenantInCluster {
  cluster: string;
  /** The tenant leaves the cluster: what was made for it goes. */
  leaving: boolean;
  /** Somebody decided to take over what this other installation of Flytower keeps. */
  from?: string;
}

/** Failures that no waiting heals: somebody must give rights, or mend Flytower. */
const BLOCKING = new Set<KubeErrorKind>([
  'forbidden',
  'invalid',
  'unauthorised',
  'quota-exceeded',
]);
/** Failures after which the next call would fail alike. */
const SILENT = new Set<KubeErrorKind>(['unreachable', 'timeout']);

/**
 * Brings a tenant's objects in one cluster nearer to what is wanted: one look, one plan, one act on each object whose
 * ground is laid. Whether it worked is for the next look to say. Whatever goes wrong stays in this cluster's report.
 *
 * One tenant in one cluster is worked on by one pass at a time: a pass that was given up while a call hung must not write
 * what it was told after a later pass has seen to the contrary.
 */
export class ClusterProvisioner {
  readonly #fleet: Fleet;
  readonly #passes = new Map<string, Promise<unknown>>();

  private constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  static create(options: { fleet: Fleet }): ClusterProvisioner {
    return new ClusterProvisioner(options.fleet);
  }

  /** Begins nothing more once one of the signals is aborted. */
  async settle(work: ClusterWork, limits: PassLimits): Promise<ClusterReport> {
    const key = `${work.tenant.id} ${work.cluster}`;
    const pass = (this.#passes.get(key) ?? Promise.resolve()).then(() =>
      this.#settle(work, limits),
    );
    const over = pass
      .catch(() => undefined)
      .then(() => {
        if (this.#passes.get(key) === over) {
          this.#passes.delete(key);
        }
      });
    this.#passes.set(key, over);
    return pass;
  }

  async #settle(work: ClusterWork, limits: PassLimits): Promise<ClusterReport> {
    const { cluster, leaving, tenant } = work;
    try {
      limits.lease.throwIfAborted();
      const clients = clientsIn(this.#fleet, cluster, {
        tenant: tenant.slug,
        reason: `${leaving ? 'remove' : 'set up'} the tenant ${tenant.slug}`,
        signal: limits.lease,
      });
      const plans = await this.plan(clients.platform, work);
      return {
        cluster,
        leaving,
        objects: await this.#act(clients, work, plans, limits.patience),
      };
    } catch (error) {
      return { cluster, leaving, objects: [], problem: problemOf(error) };
    }
  }

  /** What each object needs, from what is seen now. Reads only. */
  async plan(
    client: ClusterClient,
    work: ClusterWork,
  ): Promise<PlannedIntent[]> {
    const { cluster, leaving, tenant, from } = work;
    const all = tenantObjects(work);
    // What is in a namespace goes with it.
    const objects = leaving ? all.filter(isRoot) : all;
    const seen = await observe(client, tenant, objects);
    const plans = objects.map(object => {
      const sight = seen.get(keyOf(object.manifest)) ?? { kind: 'unseen' };
      return {
        object,
        intent: leaving
          ? planUnwanted(tenant, cluster, sight)
          : planWanted(tenant, cluster, object, sight, from),
      };
    });
    return leaving ? accountsLast(cluster, plans) : plans;
  }

  async #act(
    clients: TenantClients,
    { cluster }: ClusterWork,
    plans: readonly PlannedIntent[],
    patience: AbortSignal,
  ): Promise<ObjectReport[]> {
    let silence: string | undefined;
    return inParallel(plans, LANES, async ({ object, intent }) => {
      try {
        if (patience.aborted) {
          silence ??= `${cluster} is too slow; asked again in a moment`;
        }
        if (silence !== undefined && isAct(intent)) {
          return { object, intent, result: 'waiting', message: silence };
        }
        const performed = await perform(clients, cluster, object, intent);
        return { object, intent, ...performed };
      } catch (error) {
        if (!(error instanceof KubeError)) {
          throw error;
        }
        if (SILENT.has(error.kind)) {
          silence = error.sentence;
        }
        return {
          object,
          intent,
          result: BLOCKING.has(error.kind) ? 'blocked' : 'waiting',
          message: error.sentence,
        };
      }
    });
  }
}

function isAct({ kind }: Intent): boolean {
  return kind === 'create' || kind === 'repair' || kind === 'remove';
}

/** Why a cluster could not be worked with; what is no failure of the cluster is thrown on. */
export function problemOf(error: unknown): string {
  if (error instanceof KubeError) {
    return error.sentence;
  }
  if (
    error instanceof ServiceUnavailableError ||
    error instanceof NotFoundError
  ) {
    return error.message;
  }
  throw error;
}
