import { ConflictError } from '@backstage/errors';
import { ClusterClient, KubernetesObject, V1Deployment } from '@flytower/kube';
import {
  Schedule,
  ServiceKind,
  ServiceSpec,
} from '@flytower/plugin-delivery-common';
import { CarriedBinding } from '../../domain/bindings';
import {
  deploymentRef,
  RELEASE_MANAGER,
  renderDeployment,
  renderScale,
  SCALE_MANAGER,
} from '../../rendering/renderDeployment';
import { cronJobRef, renderCronJob } from '../../rendering/renderCronJob';
import { renderService, serviceRef } from '../../rendering/renderService';
import {
  ClusterIdentity,
  ServiceIdentity,
} from '../../rendering/ServiceIdentity';

/** What is to run. */
export interface WorkloadGoal {
  instances: number;
  revision: { hash: string; spec: ServiceSpec };
  bindings: readonly CarriedBinding[];
  release: { id: string; requester: string };
  /** Stops a rolling update where it stands. */
  paused?: boolean;
}

/**
 * Writes the objects of one service into one cluster, by server-side apply. Every act may be repeated, and one that was
 * cut off in the middle is completed by the next.
 *
 * Who owns what: `flytower-release` everything but replicas, by force; `flytower-scale` the replicas, never by force. On
 * create `flytower-release` must send replicas, or one instance would start alone; it lets go of them in the same act, as
 * soon as `flytower-scale` holds them too. A sole owner that stops sending would reset them to 1.
 */
export class WorkloadWriter {
  readonly #client: ClusterClient;
  readonly #cluster: ClusterIdentity;
  readonly #identity: ServiceIdentity;

  static create(options: {
    client: ClusterClient;
    cluster: ClusterIdentity;
    identity: ServiceIdentity;
  }): WorkloadWriter {
    return new WorkloadWriter(options);
  }

  private constructor(options: {
    client: ClusterClient;
    cluster: ClusterIdentity;
    identity: ServiceIdentity;
  }) {
    this.#client = options.client;
    this.#cluster = options.cluster;
    this.#identity = options.identity;
  }

  /** Brings Service and Deployment to the goal. Gives the Deployment's generation. */
  async apply(goal: WorkloadGoal): Promise<number> {
    const { schedule } = goal.revision.spec;
    if (schedule) {
      return this.#applyCronJob(goal, schedule);
    }
    await this.#applyService(goal.revision.spec);
    const present = await this.#ownDeployment();
    if (!present) {
      await this.#client.apply(this.#render(goal, goal.instances), {
        fieldManager: RELEASE_MANAGER,
      });
      await this.#applyReplicas(goal.instances);
    } else if (releaseOwnsReplicas(present)) {
      // An act before this one was cut off between create and hand-over.
      await this.#applyReplicas(present.spec?.replicas ?? goal.instances);
    }
    await this.#client.apply(this.#render(goal), {
      fieldManager: RELEASE_MANAGER,
      force: true,
    });
    return this.#applyReplicas(goal.instances);
  }

  /** Sets the number of instances and touches nothing else. Gives the Deployment's generation. */
  async scale(goal: WorkloadGoal): Promise<number> {
    if (goal.revision.spec.schedule) {
      return this.apply(goal);
    }
    const present = await this.#ownDeployment();
    return !present || releaseOwnsReplicas(present)
      ? this.apply(goal)
      : this.#applyReplicas(goal.instances);
  }

  /** Removes everything of the service; `kind` says which workload it has. */
  async remove(kind: ServiceKind): Promise<void> {
    if (kind === 'scheduled-job') {
      const ref = cronJobRef(this.#identity);
      const cronJob = await this.#own(ref);
      if (cronJob) {
        await this.#delete(ref, cronJob);
      }
      return;
    }
    const deployment = await this.#ownDeployment();
    if (deployment) {
      await this.#delete(deploymentRef(this.#identity), deployment);
    }
    await this.#removeService();
  }

  async #applyCronJob(goal: WorkloadGoal, schedule: Schedule): Promise<number> {
    await this.#own(cronJobRef(this.#identity));
    const applied = await this.#client.apply(
      renderCronJob({
        identity: this.#identity,
        cluster: this.#cluster,
        revision: goal.revision,
        bindings: goal.bindings,
        release: goal.release,
        schedule,
        suspended: goal.paused ?? false,
      }),
      { fieldManager: RELEASE_MANAGER, force: true },
    );
    return applied.metadata?.generation ?? 0;
  }

  async #applyService(spec: ServiceSpec): Promise<void> {
    const service = renderService(this.#identity, spec);
    if (!service) {
      await this.#removeService();
      return;
    }
    await this.#own(serviceRef(this.#identity));
    await this.#client.apply(service, {
      fieldManager: RELEASE_MANAGER,
      force: true,
    });
  }

  async #removeService(): Promise<void> {
    const ref = serviceRef(this.#identity);
    const service = await this.#own(ref);
    if (service) {
      await this.#delete(ref, service);
    }
  }

  async #delete(
    ref: ReturnType<typeof serviceRef>,
    { metadata }: KubernetesObject,
  ): Promise<void> {
    await this.#client.delete(
      ref,
      metadata?.uid === undefined ? {} : { uid: metadata.uid },
    );
  }

  async #ownDeployment(): Promise<V1Deployment | undefined> {
    return this.#own<V1Deployment>(deploymentRef(this.#identity));
  }

  /** The object where it is this service's own; a namesake that is not is left alone, and said. */
  async #own<T extends KubernetesObject>(
    ref: ReturnType<typeof serviceRef>,
  ): Promise<T | undefined> {
    const present = await this.#client.get<T>(ref);
    const owner = present?.metadata?.labels?.['flytower.dev/service-id'];
    if (present && owner !== this.#identity.serviceId) {
      throw new ConflictError(
        `In ${this.#cluster.name} there is a ${ref.kind} ${ref.namespace}/${
          ref.name
        } that Flytower did not make for this service; it stays as it is. Remove it, or give the service another name`,
      );
    }
    return present;
  }

  async #applyReplicas(instances: number): Promise<number> {
    const applied = await this.#client.apply<V1Deployment>(
      renderScale(this.#identity, instances),
      { fieldManager: SCALE_MANAGER },
    );
    return applied.metadata?.generation ?? 0;
  }

  #render(goal: WorkloadGoal, replicas?: number) {
    return renderDeployment({
      identity: this.#identity,
      cluster: this.#cluster,
      revision: goal.revision,
      bindings: goal.bindings,
      release: goal.release,
      ...(replicas === undefined ? {} : { replicas }),
      ...(goal.paused ? { paused: true } : {}),
    });
  }
}

function releaseOwnsReplicas({ metadata }: V1Deployment): boolean {
  return (metadata?.managedFields ?? []).some(
    ({ manager, subresource, fieldsV1 }) =>
      manager === RELEASE_MANAGER &&
      subresource === undefined &&
      ownsReplicas(fieldsV1),
  );
}

function ownsReplicas(fields: unknown): boolean {
  const spec = entryOf(fields, 'f:spec');
  return entryOf(spec, 'f:replicas') !== undefined;
}

function entryOf(fields: unknown, key: string): unknown {
  return typeof fields === 'object' && fields !== null
    ? Object.entries(fields).find(([name]) => name === key)?.[1]
    : undefined;
}
