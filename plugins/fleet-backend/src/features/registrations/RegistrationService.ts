import { ConflictError, InputError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import {
  appendEvent,
  Clock,
  newId,
  OperationStore,
  Store,
} from '@flytower/durable';
import { ClusterConnection } from '@flytower/kube';
import {
  CheckClusterRequest,
  ClusterAccess,
  ClusterCheck,
  RegisterClusterRequest,
} from '@flytower/plugin-fleet-common';
import type { Knex } from 'knex';
import { Sealer } from '@flytower/sealing';
import { Asked, askedOnce } from './askedOnce';
import { ClusterChecker, keptOf } from './ClusterChecker';
import { checkInWords, clusterEvent } from './clusterEvents';
import { ClusterStore } from './ClusterStore';
import {
  beginCommand,
  deleteCommand,
  registerCommand,
  rotateCommand,
} from './commands';
import { connectionOf } from './connectionOf';
import { fingerprint, sealConnection } from './connectionSeal';
import { DataCentreStore } from './DataCentreStore';
import { RegisteredCluster } from './registeredCluster';
import { whyNotRemovable } from './removal';

export interface RegistrationServiceOptions {
  store: Store;
  clusters: ClusterStore;
  dataCentres: DataCentreStore;
  operations: OperationStore;
  checker: ClusterChecker;
  sealer: Sealer;
  clock: Clock;
  /** Brings this process's own view up to date, so that whoever wrote reads what they wrote. Never throws. */
  refresh: () => Promise<void>;
  /** Namespaces of tenants in a cluster; undefined while that cannot be seen. */
  tenantNamespaces: (cluster: RegisteredCluster) => string[] | undefined;
}

/**
 * The commands on registrations. Each checks the cluster first, outside of any transaction; then row, operation and
 * event are one transaction. What a check refuses is an InputError, and nothing is saved.
 */
export class RegistrationService {
  readonly #options: RegistrationServiceOptions;

  static create(options: RegistrationServiceOptions): RegistrationService {
    return new RegistrationService(options);
  }

  private constructor(options: RegistrationServiceOptions) {
    this.#options = options;
  }

  /** What a cluster answers, and whether it could be registered. Nothing is saved. */
  async check(request: CheckClusterRequest): Promise<ClusterCheck> {
    const { checker, clusters } = this.#options;
    try {
      const connection = connectionOf(request.access);
      const check = await checker.check(connection);
      if (check.outcome === 'usable') {
        const { server } = connection;
        const { uid } = check;
        await clusters.assertFree({ name: request.name, server, uid });
      }
      return check;
    } catch (error) {
      return refusalOf(error);
    }
  }

  async register(
    request: RegisterClusterRequest,
    asked: Asked,
  ): Promise<Operation> {
    const { checker, clusters, clock, sealer } = this.#options;
    const { name, dataCentre, securityZone, displayName = name } = request;
    const connection = connectionOf(request.access);
    await this.#assertDataCentre(dataCentre);
    const check = await checker.mustBeUsable(connection);
    const facts = [name, dataCentre, securityZone, displayName];
    return this.#once('register', facts, connection, asked, async trx => {
      const id = newId();
      const { sealed, sealKey } = sealConnection(sealer, id, connection);
      await clusters.insert(trx, {
        id,
        name,
        displayName,
        dataCentre,
        securityZone,
        server: connection.server,
        origin: 'portal',
        sealedConnection: sealed,
        sealKey,
        registeredBy: asked.person,
        check: keptOf(check),
      });
      return beginCommand(
        trx,
        registerCommand(
          {
            id,
            name,
            server: connection.server,
            dataCentre,
            securityZone,
            origin: 'portal',
          },
          check,
          asked.person,
          clock.now(),
        ),
        this.#options,
      );
    });
  }

  /** Checks a registered cluster again and keeps what was found. */
  async recheck(name: string, person: string): Promise<ClusterCheck> {
    const { checker, clock, clusters, refresh, store } = this.#options;
    const cluster = await clusters.mustBeThere(name);
    const check = await checker.recheck(cluster);
    await store.transaction(trx =>
      appendEvent(
        trx,
        clock,
        clusterEvent('checked', cluster, {
          actor: person,
          operationId: newId(),
          outcome: check.outcome === 'usable' ? 'succeeded' : 'failed',
          summary: `Cluster "${name}" was checked: ${
            check.outcome === 'usable' ? checkInWords(check) : check.sentence
          }`,
        }),
      ),
    );
    await refresh();
    return check;
  }

  /** Replaces the credential by one that was seen to work in the same cluster. */
  async rotate(
    name: string,
    access: ClusterAccess,
    asked: Asked,
  ): Promise<Operation> {
    const { checker, clusters, clock, sealer } = this.#options;
    const cluster = await clusters.mustBeThere(name);
    if (cluster.origin === 'configuration') {
      throw new ConflictError(
        `The cluster "${name}" is registered by configuration: change the files that it names there, which are read again every half minute`,
      );
    }
    const connection = connectionOf(access);
    const check = await checker.checkFor(cluster, connection);
    if (check.outcome === 'refused') {
      throw new InputError(check.sentence);
    }
    return this.#once('rotate', [cluster.id], connection, asked, async trx => {
      const { sealed, sealKey } = sealConnection(
        sealer,
        cluster.id,
        connection,
      );
      await clusters.update(trx, cluster, {
        connection: { server: connection.server, sealed, sealKey },
        check: keptOf(check),
      });
      return beginCommand(
        trx,
        rotateCommand(cluster, check, asked.person, clock.now()),
        this.#options,
      );
    });
  }

  /** Removes a cluster that holds no tenant. What is in it is left as it is. */
  async remove(
    name: string,
    options: { lost: boolean },
    asked: Asked,
  ): Promise<Operation> {
    const { clusters, clock, tenantNamespaces } = this.#options;
    return this.#once(
      'remove',
      [name, String(options.lost)],
      undefined,
      asked,
      async trx => {
        const cluster = await clusters.mustBeThere(name, trx);
        const reason = whyNotRemovable(
          cluster,
          tenantNamespaces(cluster),
          options.lost,
        );
        if (reason !== undefined) {
          throw new ConflictError(reason);
        }
        await clusters.delete(trx, cluster);
        return beginCommand(
          trx,
          deleteCommand(cluster, options.lost, asked.person, clock.now()),
          this.#options,
        );
      },
    );
  }

  async #once(
    command: string,
    facts: string[],
    connection: ClusterConnection | undefined,
    asked: Asked,
    work: (trx: Knex.Transaction) => Promise<Operation>,
  ): Promise<Operation> {
    return askedOnce(
      this.#options,
      asked,
      [command, ...facts, connection ? fingerprint(connection) : ''],
      work,
    );
  }

  async #assertDataCentre(name: string) {
    const known = await this.#options.dataCentres.list();
    if (!known.some(dataCentre => dataCentre.name === name)) {
      throw new InputError(
        known.length > 0
          ? `There is no data centre "${name}"; choose one of ${known
              .map(dataCentre => dataCentre.name)
              .join(', ')}`
          : `There is no data centre "${name}"; add it to flytower.fleet.dataCentres in the configuration`,
      );
    }
  }
}

/** What would be an error of a registration is the answer of a check. */
function refusalOf(error: unknown): ClusterCheck {
  if (error instanceof InputError) {
    return { outcome: 'refused', code: 'malformed', sentence: error.message };
  }
  if (error instanceof ConflictError) {
    const { message: sentence } = error;
    return { outcome: 'refused', code: 'registered-already', sentence };
  }
  throw error;
}
