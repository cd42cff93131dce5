import { readFile } from 'node:fs/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, toError } from '@backstage/errors';
import {
  appendEvent,
  Clock,
  newId,
  OperationStore,
  Store,
} from '@flytower/durable';
import { ClusterConnection } from '@flytower/kube';
import { ConfiguredCluster } from '../../config/readFleetConfig';
import { Sealer, Secret, UnsealError } from '@flytower/sealing';
import { ClusterChecker, keptOf } from './ClusterChecker';
import { clusterEvent, PLATFORM } from './clusterEvents';
import { ClusterStore } from './ClusterStore';
import { beginCommand, registerCommand } from './commands';
import { normalised } from './connectionOf';
import {
  openConnection,
  sameConnection,
  sealConnection,
} from './connectionSeal';
import { RegisteredCluster } from './registeredCluster';

export interface ConfiguredClustersOptions {
  configured: ConfiguredCluster[];
  store: Store;
  clusters: ClusterStore;
  operations: OperationStore;
  checker: ClusterChecker;
  sealer: Sealer;
  clock: Clock;
  logger: LoggerService;
  refresh: () => Promise<void>;
}

/**
 * Makes the registrations what the configuration says, as often as asked: what is there already is left alone. A new
 * cluster is registered unchecked, because it may be down just now; its operation checks it until it answers. Changed
 * files of a cluster count once they are seen to work; until then the old credential stays in use.
 */
export class ConfiguredClusters {
  readonly #options: ConfiguredClustersOptions;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  static create(options: ConfiguredClustersOptions): ConfiguredClusters {
    return new ConfiguredClusters(options);
  }

  private constructor(options: ConfiguredClustersOptions) {
    this.#options = options;
  }

  /** Begins to follow the files. Returns at once. */
  start(intervalMs: number = 30_000): void {
    const next = async () => {
      await this.sync();
      if (!this.#stopped) {
        this.#timer = setTimeout(next, intervalMs);
      }
    };
    void next();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** One pass. One cluster's failure is logged and keeps no other from being registered. */
  async sync(): Promise<void> {
    const { configured, logger, refresh } = this.#options;
    await Promise.all([
      this.#release().catch(error =>
        logger.warn(
          'The clusters that left the configuration could not be looked at; trying again in half a minute',
          toError(error),
        ),
      ),
      ...configured.map(async entry => {
        try {
          await this.#syncBeside(entry);
        } catch (error) {
          logger.error(
            `The cluster "${entry.name}" of flytower.fleet.clusters could not be registered; trying again in half a minute`,
            toError(error),
          );
        }
      }),
    ]);
    await refresh();
  }

  /** A cluster that is no longer in the configuration stays, and people may remove it. */
  async #release() {
    const { clusters, configured, logger, store } = this.#options;
    for (const cluster of await clusters.list()) {
      if (
        cluster.origin === 'configuration' &&
        !configured.some(({ name }) => name === cluster.name)
      ) {
        await store.transaction(trx =>
          clusters.update(trx, cluster, { origin: 'portal' }),
        );
        logger.info(
          `The cluster "${cluster.name}" is no longer in flytower.fleet.clusters; it stays registered until somebody removes it`,
        );
      }
    }
  }

  /** Another replica may do the same at this moment: whoever comes second looks again, and finds it done. */
  async #syncBeside(entry: ConfiguredCluster) {
    try {
      await this.#syncOne(entry);
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        throw error;
      }
      await this.#syncOne(entry);
    }
  }

  async #syncOne(entry: ConfiguredCluster) {
    const connection = await connectionFromFiles(entry);
    const present = await this.#options.clusters.byName(entry.name);
    if (!present) {
      await this.#insert(entry, connection);
      return;
    }
    const { dataCentre, displayName = entry.name, securityZone } = entry;
    if (
      present.origin !== 'configuration' ||
      present.displayName !== displayName ||
      present.dataCentre.name !== dataCentre ||
      present.securityZone !== securityZone
    ) {
      await this.#options.store.transaction(trx =>
        this.#options.clusters.update(trx, present, {
          origin: 'configuration',
          displayName,
          dataCentre,
          securityZone,
        }),
      );
    }
    if (!this.#isConnectedBy(present, connection)) {
      await this.#reconnect(entry.name, connection);
    }
  }

  #isConnectedBy(
    cluster: RegisteredCluster,
    connection: ClusterConnection,
  ): boolean {
    try {
      return sameConnection(
        openConnection(this.#options.sealer, cluster),
        connection,
      );
    } catch (error) {
      if (error instanceof UnsealError) {
        // The files hold it in clear: it is sealed anew with a key that we have.
        return false;
      }
      throw error;
    }
  }

  async #insert(entry: ConfiguredCluster, connection: ClusterConnection) {
    const { clock, clusters, sealer, store } = this.#options;
    const { name, dataCentre, displayName = name, securityZone } = entry;
    await store.transaction(async trx => {
      const id = newId();
      const { sealed, sealKey } = sealConnection(sealer, id, connection);
      await clusters.insert(trx, {
        id,
        name,
        displayName,
        dataCentre,
        securityZone,
        server: connection.server,
        origin: 'configuration',
        sealedConnection: sealed,
        sealKey,
        registeredBy: PLATFORM,
      });
      await beginCommand(
        trx,
        registerCommand(
          {
            id,
            name,
            server: connection.server,
            dataCentre,
            securityZone,
            origin: 'configuration',
          },
          undefined,
          PLATFORM,
          clock.now(),
        ),
        this.#options,
      );
    });
  }

  async #reconnect(name: string, connection: ClusterConnection) {
    const { checker, clock, clusters, logger, sealer, store } = this.#options;
    const cluster = await clusters.byName(name);
    if (!cluster) {
      return;
    }
    const check = await checker.checkFor(cluster, connection);
    if (check.outcome === 'refused' && cluster.checked) {
      const problem = `Its files in the configuration have changed, but cannot be used: ${check.sentence}`;
      if (cluster.problem !== problem) {
        logger.warn(`Cluster "${name}": ${problem}`);
        await store.transaction(trx =>
          clusters.update(trx, cluster, { problem }),
        );
      }
      return;
    }
    const { sealed, sealKey } = sealConnection(sealer, cluster.id, connection);
    await store.transaction(async trx => {
      await clusters.update(trx, cluster, {
        connection: { server: connection.server, sealed, sealKey },
        ...(check.outcome === 'usable'
          ? { check: keptOf(check) }
          : { problem: check.sentence }),
      });
      await appendEvent(
        trx,
        clock,
        clusterEvent('credential-changed', cluster, {
          actor: PLATFORM,
          operationId: newId(),
          outcome: 'succeeded',
          summary: `Cluster "${name}" is connected by the changed files of its configuration`,
        }),
      );
    });
  }
}

async function connectionFromFiles(
  entry: ConfiguredCluster,
): Promise<ClusterConnection> {
  const [caPem, certPem, keyPem] = await Promise.all([
    entry.caFile === undefined ? undefined : readFile(entry.caFile, 'utf8'),
    readFile(entry.certFile, 'utf8'),
    readFile(entry.keyFile, 'utf8'),
  ]);
  return normalised({
    server: entry.server,
    ...(caPem === undefined ? {} : { caPem }),
    ...(entry.tlsServerName === undefined
      ? {}
      : { tlsServerName: entry.tlsServerName }),
    credential: { kind: 'certificate', certPem, keyPem: Secret.of(keyPem) },
  });
}
