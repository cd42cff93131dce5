import { ConflictError, InputError } from '@backstage/errors';
import { ClusterConnection } from '@flytower/kube';
import { Store } from '@flytower/durable';
import { ClusterCheck } from '@flytower/plugin-fleet-common';
import { UnsealError, Sealer } from '@flytower/sealing';
import { ClusterStore } from './ClusterStore';
import { openConnection } from './connectionSeal';
import { RegisteredCluster } from './registeredCluster';

/** Asks a cluster what it is and whether Flytower may work there. Never throws for what a cluster answers. */
export type CheckConnection = (
  connection: ClusterConnection,
) => Promise<ClusterCheck>;

export type UsableCheck = Extract<ClusterCheck, { outcome: 'usable' }>;

/** Checks connections, and keeps what was found of those that are registered. */
export class ClusterChecker {
  readonly #store: Store;
  readonly #clusters: ClusterStore;
  readonly #sealer: Sealer;
  readonly #check: CheckConnection;

  static create(options: {
    store: Store;
    clusters: ClusterStore;
    sealer: Sealer;
    check: CheckConnection;
  }): ClusterChecker {
    return new ClusterChecker(options);
  }

  private constructor(options: {
    store: Store;
    clusters: ClusterStore;
    sealer: Sealer;
    check: CheckConnection;
  }) {
    this.#store = options.store;
    this.#clusters = options.clusters;
    this.#sealer = options.sealer;
    this.#check = options.check;
  }

  /** What a connection is good for. Nothing is kept. */
  async check(connection: ClusterConnection): Promise<ClusterCheck> {
    return this.#check(connection);
  }

  /** As `check`, but throws an InputError with the sentence where the cluster cannot be used. */
  async mustBeUsable(connection: ClusterConnection): Promise<UsableCheck> {
    const check = await this.#check(connection);
    if (check.outcome === 'refused') {
      throw new InputError(check.sentence);
    }
    return check;
  }

  /** What another connection of a registered cluster is good for: it must lead to the same cluster. */
  async checkFor(
    cluster: Pick<RegisteredCluster, 'name' | 'uid'>,
    connection: ClusterConnection,
  ): Promise<ClusterCheck> {
    const check = await this.#check(connection);
    return check.outcome === 'usable' &&
      cluster.uid !== undefined &&
      cluster.uid !== check.uid
      ? {
          outcome: 'refused',
          code: 'other-cluster',
          sentence: `${check.server} leads to another cluster than the one registered as "${cluster.name}"; register it under a name of its own`,
        }
      : check;
  }

  /** Checks a registered cluster by the connection it has, and keeps what was found or what is wrong. */
  async recheck(cluster: RegisteredCluster): Promise<ClusterCheck> {
    const check = await this.checkAgain(cluster);
    try {
      await this.#store.transaction(trx =>
        this.#clusters.update(
          trx,
          cluster,
          check.outcome === 'usable'
            ? { check: keptOf(check) }
            : { problem: check.sentence },
        ),
      );
      return check;
    } catch (error) {
      if (error instanceof ConflictError && check.outcome === 'usable') {
        const problem = error.message;
        await this.#store.transaction(trx =>
          this.#clusters.update(trx, cluster, { problem }),
        );
        return { outcome: 'refused', code: 'conflict', sentence: problem };
      }
      throw error;
    }
  }

  /** Checks a registered cluster by the connection it has. Nothing is kept. */
  async checkAgain(cluster: RegisteredCluster): Promise<ClusterCheck> {
    try {
      return await this.checkFor(
        cluster,
        openConnection(this.#sealer, cluster),
      );
    } catch (error) {
      if (error instanceof UnsealError) {
        return {
          outcome: 'refused',
          code: 'sealed',
          sentence: unsealProblem(error),
        };
      }
      throw error;
    }
  }
}

/** Why a credential cannot be used, and the two ways out. */
export function unsealProblem(error: UnsealError): string {
  return `Its credential cannot be opened: ${error.message}; put the key back, or give the cluster a new credential`;
}

/** What is kept of a good check. */
export function keptOf(check: UsableCheck) {
  return {
    uid: check.uid,
    facts: {
      version: check.version,
      identity: check.identity,
      credentialKind: check.credentialKind,
      ...(check.certificateExpiresAt === undefined
        ? {}
        : { certificateExpiresAt: check.certificateExpiresAt }),
      mode: check.mode,
      ...(check.bundle.version === undefined
        ? {}
        : { bundleVersion: check.bundle.version }),
      nodeCount: check.nodeCount,
      capacity: check.capacity,
      allocatable: check.allocatable,
      readiness: check.readiness,
    },
  };
}
