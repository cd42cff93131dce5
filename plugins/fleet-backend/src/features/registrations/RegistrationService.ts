import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Operation, operationSchema } from '@flytower/contract';
import {
  appendEvent,
  Clock,
  newId,
  OperationStore,
  Store,
  withIdempotency,
} from '@flytower/durable';
import { ClusterConnection } from '@flytower/kube';
import {
  CheckClusterRequest,
  ClusterAccess,
  ClusterCheck,
  RegisterClusterRequest,
} from '@flytower/plugin-fleet-common';
import type { Knex } from 'knex';
import { Sealer } from '../sealing/Sealer';
import { ClusterChecker, keptOf } from './ClusterChecker';
import { checkInWords, clusterEvent, PLATFORM } from './clusterEvents';
import { ClusterStore } from './ClusterStore';
import { connectionOf } from './connectionOf';
import { fingerprint, sealConnection } from './connectionSeal';
import { DataCentreStore } from './DataCentreStore';
import { deleteSteps, registerSteps, rotateSteps } from './operationSteps';
import { RegisteredCluster } from './registeredCluster';

/** Who asks, and under which Idempotency-Key. */
export interface Asked {
  person: string;
  key: string;
}

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
    let connection: ClusterConnection;
    try {
      connection = connectionOf(request.access);
    } catch (error) {
      if (error instanceof InputError) {
        return {
          outcome: 'refused',
          code: 'malformed',
          sentence: error.message,
        };
      }
      throw error;
    }
    const check = await checker.check(connection);
    if (check.outcome === 'refused') {
      return check;
    }
    try {
      await clusters.assertFree({
        name: request.name,
        server: connection.server,
        uid: check.uid,
      });
    } catch (error) {
      if (error instanceof ConflictError) {
        return {
          outcome: 'refused',
          code: 'registered-already',
          sentence: error.message,
        };
      }
      throw error;
    }
    return check;
  }

  async register(
    request: RegisterClusterRequest,
    asked: Asked,
  ): Promise<Operation> {
    const { checker, clusters, clock, operations, sealer } = this.#options;
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
      const operation = await operations.start(trx, {
        kind: 'cluster.register',
        subject: { kind: 'cluster', id, name },
        requester: asked.person,
        actor: PLATFORM,
        reason: 'Its nodes and workloads are being read for the first time',
        steps: registerSteps(name, checkInWords(check), clock.now()),
        input: { clusterId: id },
      });
      await appendEvent(
        trx,
        clock,
        clusterEvent(
          'registered',
          { id, name },
          {
            actor: asked.person,
            operationId: operation.id,
            outcome: 'requested',
            summary: `Cluster "${name}" was registered: ${checkInWords(check)}`,
            data: {
              server: connection.server,
              dataCentre,
              securityZone,
              origin: 'portal',
            },
          },
        ),
      );
      return operation;
    });
  }

  /** Checks a registered cluster again and keeps what was found. */
  async recheck(name: string, person: string): Promise<ClusterCheck> {
    const { checker, clock, refresh, store } = this.#options;
    const cluster = await this.#byName(name);
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
    const { checker, clusters, clock, operations, sealer } = this.#options;
    const cluster = await this.#byName(name);
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
      const operation = await operations.start(trx, {
        kind: 'cluster.rotate-credential',
        subject: { kind: 'cluster', id: cluster.id, name },
        requester: asked.person,
        actor: PLATFORM,
        reason: 'It connects with the new credential',
        steps: rotateSteps(name, checkInWords(check), clock.now()),
        input: {
          clusterId: cluster.id,
          connectionVersion: cluster.connectionVersion + 1,
        },
      });
      await appendEvent(
        trx,
        clock,
        clusterEvent('credential-changed', cluster, {
          actor: asked.person,
          operationId: operation.id,
          outcome: 'requested',
          summary: `Cluster "${name}" got a new credential: ${checkInWords(
            check,
          )}`,
        }),
      );
      return operation;
    });
  }

  /**
   * Removes a cluster that holds no tenant. `lost` says that it is gone for good, so that nobody can look whether it
   * holds one; a cluster that can be seen is looked at all the same.
   */
  async remove(
    name: string,
    options: { lost: boolean },
    asked: Asked,
  ): Promise<Operation> {
    const { clusters, clock, operations } = this.#options;
    return this.#once(
      'remove',
      [name, String(options.lost)],
      undefined,
      asked,
      async trx => {
        const cluster = await clusters.byName(name, trx);
        if (!cluster) {
          throw absent(name);
        }
        this.#assertRemovable(cluster, options.lost);
        await clusters.delete(trx, cluster);
        const operation = await operations.start(trx, {
          kind: 'cluster.delete',
          subject: { kind: 'cluster', id: cluster.id, name },
          requester: asked.person,
          actor: PLATFORM,
          reason: 'Its credential is deleted; it is being let go of',
          steps: deleteSteps(name, clock.now()),
          input: { clusterId: cluster.id },
        });
        await appendEvent(
          trx,
          clock,
          clusterEvent('deleted', cluster, {
            actor: asked.person,
            operationId: operation.id,
            outcome: 'requested',
            summary: `Cluster "${name}" was removed from the fleet`,
            data: { lost: options.lost },
          }),
        );
        return operation;
      },
    );
  }

  #assertRemovable(cluster: RegisteredCluster, lost: boolean) {
    const { name } = cluster;
    if (cluster.origin === 'configuration') {
      throw new ConflictError(
        `The cluster "${name}" is registered by configuration: take it out of flytower.fleet.clusters and restart, then remove it here`,
      );
    }
    const namespaces = this.#options.tenantNamespaces(cluster);
    if (namespaces === undefined && !lost) {
      throw new ConflictError(
        `The cluster "${name}" cannot be seen, so nobody knows whether tenants are in it; wait until it answers, or say that it is lost for good`,
      );
    }
    if (namespaces !== undefined && namespaces.length > 0) {
      const more =
        namespaces.length > 3 ? ` and ${namespaces.length - 3} more` : '';
      throw new ConflictError(
        `The cluster "${name}" holds namespaces of tenants: ${namespaces
          .slice(0, 3)
          .join(', ')}${more}; unbind their tenants first`,
      );
    }
  }

  /** One transaction a key; then this process looks at what it has written. */
  async #once(
    command: string,
    facts: string[],
    connection: ClusterConnection | undefined,
    asked: Asked,
    work: (trx: Knex.Transaction) => Promise<Operation>,
  ): Promise<Operation> {
    const { clock, refresh, store } = this.#options;
    const answer = await withIdempotency(
      store,
      {
        caller: asked.person,
        key: asked.key,
        fingerprint: JSON.stringify([
          command,
          ...facts,
          connection ? fingerprint(connection) : '',
        ]),
        clock,
      },
      async trx => JSON.parse(JSON.stringify(await work(trx))),
    );
    await refresh();
    return operationSchema.parse(answer);
  }

  async #byName(name: string): Promise<RegisteredCluster> {
    const cluster = await this.#options.clusters.byName(name);
    if (!cluster) {
      throw absent(name);
    }
    return cluster;
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

function absent(name: string): NotFoundError {
  return new NotFoundError(`There is no cluster "${name}" in the fleet`);
}
