import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { RevisionFollower } from '@flytower/durable';
import { ClusterConnection, withoutAddresses } from '@flytower/kube';
import { FleetHub, HubCluster } from '@flytower/plugin-fleet-node';
import { Sealer, UnsealError } from '@flytower/sealing';
import { unsealProblem } from './ClusterChecker';
import { ClusterStore } from './ClusterStore';
import { openConnection } from './connectionSeal';
import { RegisteredCluster } from './registeredCluster';

/** How often another replica's commits are looked for. */
const INTERVAL_MS = 1_000;
/** After which time everything is read anew: a restore that is no single transaction may be seen half done. */
const WHOLE_MS = 5 * 60_000;

/** What reads a cluster until it is stopped. */
export type ClusterLink = NonNullable<HubCluster['link']> & { stop(): void };

/** Begins to read a cluster. Returns at once, whether the cluster answers or not. */
export type OpenLink = (
  cluster: RegisteredCluster,
  connection: ClusterConnection,
) => ClusterLink;

/** A cluster as this process holds it. */
interface Held {
  cluster: RegisteredCluster;
  /** Absent until its first good check, and where its credential does not open. */
  link?: ClusterLink;
  problem?: string;
}

export interface RegistrationsFollowerOptions {
  clusters: ClusterStore;
  hub: FleetHub;
  sealer: Sealer;
  openLink: OpenLink;
  logger: LoggerService;
}

/**
 * Keeps the hub of this process what the registrations say: one link for each cluster that was checked and whose
 * credential opens. Other replicas write too, and the database may be put back, so the revision is looked at every second.
 *
 * A link is replaced only where the connection is another one; what was found by a check, or a new display name,
 * changes facts and leaves the link alone.
 */
export class RegistrationsFollower {
  readonly #options: RegistrationsFollowerOptions;
  readonly #held = new Map<string, Held>();
  readonly #follower: RevisionFollower;
  #read = false;

  static create(options: RegistrationsFollowerOptions): RegistrationsFollower {
    return new RegistrationsFollower(options);
  }

  private constructor(options: RegistrationsFollowerOptions) {
    this.#options = options;
    const { clusters, logger } = options;
    this.#follower = RevisionFollower.create({
      // The registrations have a revision of their own: not every change of them is an event.
      revision: () => clusters.revision(),
      snapshot: () => this.#follow(),
      intervalMs: INTERVAL_MS,
      wholeEveryMs: WHOLE_MS,
      logger,
      words: {
        failing:
          'The registered clusters could not be read from the database; trying again every second',
        well: 'The registered clusters are read again',
      },
    });
  }

  /** Begins to follow. Returns at once. */
  start(): void {
    this.#follower.start();
  }

  /** Stops every link. */
  async stop(): Promise<void> {
    await this.#follower.stop();
    for (const { link } of this.#held.values()) {
      link?.stop();
    }
    this.#held.clear();
  }

  /**
   * Looks now. Passes never overlap, and one that was asked for after a commit sees that commit. Does not throw: a
   * database that is away is logged once and looked at again.
   */
  async refresh(): Promise<void> {
    await this.#follower.look();
  }

  /** All registered clusters as last read. Throws a ServiceUnavailableError before the first time. */
  clusters(): RegisteredCluster[] {
    if (!this.#read) {
      throw new ServiceUnavailableError(
        'The fleet has not been read from the database yet; try again in a few seconds',
      );
    }
    return [...this.#held.values()].map(({ cluster }) => cluster);
  }

  /** The connection's version that a cluster is read by; undefined while it is not. */
  linkedVersion(clusterId: string): number | undefined {
    const held = this.#held.get(clusterId);
    return held?.link && held.cluster.connectionVersion;
  }

  async #follow(): Promise<string> {
    const { clusters: store, hub } = this.#options;
    const { revision, clusters, ids } = await store.registrations();
    const present = new Set(ids);
    for (const [id, { cluster, link }] of this.#held) {
      if (!present.has(id)) {
        link?.stop();
        this.#held.delete(id);
        hub.remove(cluster.name);
      }
    }
    for (const cluster of clusters) {
      const before = this.#held.get(cluster.id);
      const held = this.#hold(cluster, before);
      this.#held.set(cluster.id, held);
      if (changed(before, held)) {
        hub.put(hubCluster(held));
      }
    }
    this.#read = true;
    hub.markReady();
    return revision;
  }

  #hold(cluster: RegisteredCluster, before: Held | undefined): Held {
    const { problem } = cluster;
    const known = problem === undefined ? {} : { problem };
    if (before?.link && sameConnection(before.cluster, cluster)) {
      return { cluster, link: before.link, ...known };
    }
    before?.link?.stop();
    if (!cluster.checked) {
      return { cluster, ...known };
    }
    try {
      const connection = openConnection(this.#options.sealer, cluster);
      return {
        cluster,
        link: this.#options.openLink(cluster, connection),
        ...known,
      };
    } catch (error) {
      // One cluster that cannot be opened must not keep the others from being read.
      const sentence =
        error instanceof UnsealError
          ? unsealProblem(error)
          : 'Its connection cannot be used; give the cluster a new credential';
      this.#options.logger.error(
        `Cluster "${cluster.name}" cannot be read: ${sentence}`,
        error instanceof Error ? error : new Error(String(error)),
      );
      return { cluster, problem: sentence };
    }
  }
}

/** In a database that was put back, the same version may be of another connection, but not of the same time too. */
function sameConnection(one: RegisteredCluster, other: RegisteredCluster) {
  return (
    one.connectionVersion === other.connectionVersion &&
    one.credentialChangedAt.getTime() === other.credentialChangedAt.getTime()
  );
}

function changed(before: Held | undefined, after: Held): boolean {
  return (
    before === undefined ||
    before.link !== after.link ||
    before.problem !== after.problem ||
    JSON.stringify(factsOf(before.cluster)) !==
      JSON.stringify(factsOf(after.cluster))
  );
}

function hubCluster({ cluster, link, problem }: Held): HubCluster {
  return {
    facts: factsOf(cluster),
    // Everybody who places applications reads it there; operations admins read the whole in the registration.
    ...(problem === undefined
      ? {}
      : { problem: withoutAddresses(problem, cluster.server) }),
    ...(link ? { link } : {}),
  };
}

function factsOf(cluster: RegisteredCluster): HubCluster['facts'] {
  const checked = cluster.checked?.facts;
  return {
    id: cluster.id,
    name: cluster.name,
    displayName: cluster.displayName,
    dataCentre: cluster.dataCentre,
    securityZone: cluster.securityZone,
    // Nothing may be made in a cluster of which nobody knows whether the bundle is there.
    mode: checked?.mode ?? 'given-namespaces',
    ...(checked?.bundleVersion === undefined
      ? {}
      : { bundleVersion: checked.bundleVersion }),
    ...(cluster.lost ? { lost: cluster.lost } : {}),
    generation: cluster.generation,
  };
}
