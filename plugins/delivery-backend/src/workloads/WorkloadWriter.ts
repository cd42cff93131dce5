import { ConflictError } from '@backstage/errors';
import { ClusterClient, KubernetesObject, Manifest } from '@flytower/kube';
import { ManifestRecord } from '../domain/records';
import { ServiceIdentity } from '../rendering/ServiceIdentity';
import { NamedObject, WorkloadKind } from './WorkloadKind';

/** Owns everything that Flytower sends of a service's objects, by force. */
export const RELEASE_MANAGER = 'flytower-release';

/** A workload as the cluster answered. */
export interface WrittenObject {
  uid: string;
  generation: number;
}

/**
 * Writes the objects of one service into one cluster, by server-side apply under {@link RELEASE_MANAGER}. Every act may be
 * repeated, and one that was cut off in the middle is completed by the next.
 *
 * What is sent is ours by force, the number of instances too: what somebody changed by hand is taken back. What others
 * added beside it (a container, a variable, an annotation) is theirs and stays.
 */
export class WorkloadWriter {
  readonly #client: ClusterClient;
  readonly #cluster: string;
  readonly #identity: ServiceIdentity;
  readonly #kind: WorkloadKind;
  readonly #knownUid?: string;

  static create(options: {
    client: ClusterClient;
    /** Its name. */
    cluster: string;
    identity: ServiceIdentity;
    kind: WorkloadKind;
    /** The workload that was written before: it is ours, also where somebody took its labels off. */
    knownUid?: string;
  }): WorkloadWriter {
    return new WorkloadWriter(options);
  }

  private constructor(options: {
    client: ClusterClient;
    cluster: string;
    identity: ServiceIdentity;
    kind: WorkloadKind;
    knownUid?: string;
  }) {
    this.#client = options.client;
    this.#cluster = options.cluster;
    this.#identity = options.identity;
    this.#kind = options.kind;
    this.#knownUid = options.knownUid;
  }

  /** Brings the objects of a manifest, and takes away what it has no more. Gives the workload. */
  async apply({
    objects,
  }: Pick<ManifestRecord, 'objects'>): Promise<WrittenObject> {
    const gone = this.#kind
      .beside(this.#identity)
      .filter(({ kind }) => !objects.some(object => object.kind === kind));
    for (const ref of gone) {
      await this.#delete(ref);
    }
    let written: KubernetesObject = {};
    for (const object of objects) {
      await this.#own(refOf(object));
      written = await this.#client.apply(object, {
        fieldManager: RELEASE_MANAGER,
        force: true,
      });
    }
    const { uid, generation } = metadataOf(written);
    return { uid: uid ?? '', generation: generation ?? 0 };
  }

  /** Removes everything of the service. A namesake that is not its own stays, and is none of its business. */
  async remove(): Promise<undefined> {
    for (const ref of [
      this.#kind.workload(this.#identity),
      ...this.#kind.beside(this.#identity),
    ]) {
      await this.#delete(ref);
    }
  }

  async #delete(ref: NamedObject): Promise<void> {
    const present = await this.#client.get(ref);
    if (present && this.#isOwn(present)) {
      const { uid } = metadataOf(present);
      await this.#client.delete(ref, uid === undefined ? {} : { uid });
    }
  }

  /** Throws where there is a namesake that is not this service's own: it is left alone, and said. */
  async #own(ref: NamedObject): Promise<void> {
    const present = await this.#client.get(ref);
    if (present && !this.#isOwn(present)) {
      throw new ConflictError(
        `In ${this.#cluster} there is a ${ref.kind} ${ref.namespace}/${
          ref.name
        } that Flytower did not make for this service; it stays as it is. Remove it, or give the service another name`,
      );
    }
  }

  #isOwn(object: KubernetesObject): boolean {
    const { uid, labels } = metadataOf(object);
    return (
      labels?.['flytower.dev/service-id'] === this.#identity.serviceId ||
      (this.#knownUid !== undefined && uid === this.#knownUid)
    );
  }
}

function metadataOf({
  metadata,
}: KubernetesObject): NonNullable<KubernetesObject['metadata']> {
  return metadata ?? {};
}

function refOf({ apiVersion, kind, metadata }: Manifest): NamedObject {
  return {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  };
}
