import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { ClusterClient, KubeError, KubeErrorKind } from '@flytower/kube';
import { Intent, planUnwanted, planWanted } from '../../domain/planObject';
import { ClusterReport, ObjectReport } from '../../domain/reports';
import { counted } from '../../domain/sentences';
import { keyOf, TenantObject, titleOf } from '../../domain/TenantObject';
import { TenantInCluster, tenantObjects } from '../../domain/tenantObjects';
import { inParallel } from './inParallel';
import { Fleet, isRoot, LANES, observe, platformClient } from './TenantCluster';

/** Who owns the fields of what is made here. */
export const FIELD_MANAGER = 'flytower-tenancy';

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
      const client = platformClient(
        this.#fleet,
        cluster,
        `${leaving ? 'remove' : 'set up'} the tenant ${tenant.slug}`,
      ).until(limits.lease);
      const plans = await this.plan(client, work);
      return {
        cluster,
        leaving,
        objects: await this.#act(client, work, plans, limits.patience),
      };
    } catch (error) {
      return { cluster, leaving, objects: [], problem: problemOf(error) };
    }
  }

  /** What each object needs, from what is seen now. Reads only. */
  async plan(
    client: ClusterClient,
    work: ClusterWork,
  ): Promise<{ object: TenantObject; intent: Intent }[]> {
    const { cluster, leaving, tenant } = work;
    const all = tenantObjects(work);
    // What is in a namespace goes with it.
    const objects = leaving ? all.filter(isRoot) : all;
    const seen = await observe(client, tenant, objects);
    return objects.map(object => {
      const sight = seen.get(keyOf(object.manifest)) ?? { kind: 'unseen' };
      return {
        object,
        intent: leaving
          ? planUnwanted(tenant, cluster, sight)
          : planWanted(tenant, cluster, object, sight),
      };
    });
  }

  async #act(
    client: ClusterClient,
    { cluster }: ClusterWork,
    plans: readonly { object: TenantObject; intent: Intent }[],
    patience: AbortSignal,
  ): Promise<ObjectReport[]> {
    let silence: string | undefined;
    return inParallel(plans, LANES, async ({ object, intent }) => {
      try {
        if (patience.aborted) {
          silence ??= `${cluster} is too slow; asked again in a moment`;
        }
        if (silence !== undefined && isAct(intent)) {
          return { object, result: 'waiting', message: silence };
        }
        return { object, ...(await perform(client, cluster, object, intent)) };
      } catch (error) {
        if (!(error instanceof KubeError)) {
          throw error;
        }
        if (SILENT.has(error.kind)) {
          silence = error.sentence;
        }
        return {
          object,
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

async function perform(
  client: ClusterClient,
  cluster: string,
  object: TenantObject,
  intent: Intent,
): Promise<Pick<ObjectReport, 'result' | 'message'>> {
  const { manifest } = object;
  switch (intent.kind) {
    case 'keep':
      return {
        result: 'there',
        message: `It is in ${cluster} as it should be`,
      };
    case 'gone':
      return {
        result: 'gone',
        message: `${cluster} has none of this tenant's`,
      };
    case 'wait':
      return { result: 'waiting', message: intent.reason };
    case 'refuse':
      return { result: 'blocked', message: intent.reason };
    case 'create':
      // A namespace or account that somebody made since the look would be adopted by an apply: a create refuses it.
      await (isRoot(object)
        ? client.create(manifest, { fieldManager: FIELD_MANAGER })
        : client.apply(manifest, { fieldManager: FIELD_MANAGER, force: true }));
      return { result: 'done', message: `Made in ${cluster}` };
    case 'repair':
      await client.apply(manifest, {
        fieldManager: FIELD_MANAGER,
        force: true,
      });
      return {
        result: 'done',
        message: `Was not as it should be in ${cluster}; put right`,
      };
    case 'remove':
      return removeEmpty(client, cluster, object, intent.uid);
    default:
      return intent satisfies never;
  }
}

/** What runs somebody's work: Flytower's releases make these, and so may people. */
const WORKLOADS = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
] as const;

/** Removes an object, but never a namespace in which somebody's workloads still are, or in which they cannot be seen. */
async function removeEmpty(
  client: ClusterClient,
  cluster: string,
  { manifest }: TenantObject,
  uid: string,
): Promise<Pick<ObjectReport, 'result' | 'message'>> {
  const { apiVersion, kind, metadata } = manifest;
  if (kind === 'Namespace') {
    const held: string[] = [];
    for (const workload of WORKLOADS) {
      const { items } = await client.list({
        ...workload,
        namespace: metadata.name,
      });
      if (items.length > 0) {
        held.push(counted(items.length, workload.kind));
      }
    }
    if (held.length > 0) {
      return {
        result: 'blocked',
        message: `${titleOf(manifest)} in ${cluster} still holds ${held.join(
          ' and ',
        )}; unpublish the services first`,
      };
    }
  }
  const { name, namespace } = metadata;
  await client.delete(
    { apiVersion, kind, name, ...(namespace ? { namespace } : {}) },
    { uid },
  );
  return { result: 'done', message: `Removed from ${cluster}` };
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
