import { ConflictError, NotFoundError } from '@backstage/errors';
import { Clock, newId, Store } from '@flytower/durable';
import { ClusterLoss } from '@flytower/plugin-fleet-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import {
  CheckedFacts,
  parseClusterRow,
  RegisteredCluster,
} from './registeredCluster';

/** What a new row needs. A cluster that was not checked yet has neither uid nor facts. */
export interface NewCluster {
  id: string;
  name: string;
  displayName: string;
  dataCentre: string;
  securityZone: string;
  server: string;
  origin: RegisteredCluster['origin'];
  sealedConnection: string;
  sealKey: string;
  registeredBy: string;
  check?: { uid: string; facts: CheckedFacts };
}

/** What may change in a row. A field that is left out stays; `problem` or `lost` that is undefined is cleared. */
export type ClusterChange = Partial<{
  displayName: string;
  dataCentre: string;
  securityZone: string;
  origin: RegisteredCluster['origin'];
  connection: { server: string; sealed: string; sealKey: string };
  check: { uid: string; facts: CheckedFacts };
  problem: string | undefined;
  lost: ClusterLoss | undefined;
}>;

const revisionSchema = z.object({
  revision: z.coerce.number<unknown>().int(),
  mark: z.string(),
});

/**
 * Clusters as rows. Every change raises the row's generation and the registrations revision, which other replicas
 * watch, in one transaction.
 */
export class ClusterStore {
  readonly #store: Store;
  readonly #clock: Clock;

  static create(options: { store: Store; clock: Clock }): ClusterStore {
    return new ClusterStore(options.store, options.clock);
  }

  private constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async list(db: Knex = this.#store.knex): Promise<RegisteredCluster[]> {
    return this.#readable(await select(db).orderBy('clusters.name'));
  }

  async byName(
    name: string,
    db: Knex = this.#store.knex,
  ): Promise<RegisteredCluster | undefined> {
    const row = await select(db).where('clusters.name', name).first();
    return row && parseClusterRow(row);
  }

  /** As `byName`; throws a NotFoundError where there is none. */
  async mustBeThere(
    name: string,
    db: Knex = this.#store.knex,
  ): Promise<RegisteredCluster> {
    const cluster = await this.byName(name, db);
    if (!cluster) {
      throw new NotFoundError(`There is no cluster "${name}" in the fleet`);
    }
    return cluster;
  }

  async byId(
    id: string,
    db: Knex = this.#store.knex,
  ): Promise<RegisteredCluster | undefined> {
    const row = await select(db).where('clusters.id', id).first();
    return row && parseClusterRow(row);
  }

  /**
   * All clusters and the revision that they stand at, from one moment; `ids` names those also that cannot be read just
   * now: they are registered all the same.
   */
  async registrations(): Promise<{
    revision: string;
    clusters: RegisteredCluster[];
    ids: string[];
  }> {
    return this.#store.readTransaction(async trx => ({
      revision: await this.revision(trx),
      clusters: await this.list(trx),
      ids: await trx('clusters').pluck('id'),
    }));
  }

  /** Another text after every change of any cluster or data centre, also where the database was put back meanwhile. */
  async revision(db: Knex = this.#store.knex): Promise<string> {
    const { revision, mark } = revisionSchema.parse(
      await db('registrations_revision').where({ id: 1 }).first(),
    );
    return `${revision}.${mark}`;
  }

  /** Throws a ConflictError where the name, the address or the cluster itself is registered already. */
  async insert(trx: Knex.Transaction, cluster: NewCluster): Promise<void> {
    // The revision's row is the lock under which names, addresses and clusters are compared.
    await raiseRevision(trx);
    await this.assertFree(
      {
        name: cluster.name,
        server: cluster.server,
        uid: cluster.check?.uid,
      },
      trx,
    );
    const now = this.#clock.now().getTime();
    await trx('clusters').insert({
      id: cluster.id,
      name: cluster.name,
      display_name: cluster.displayName,
      data_centre: cluster.dataCentre,
      security_zone: cluster.securityZone,
      server: cluster.server,
      uid: cluster.check?.uid ?? null,
      origin: cluster.origin,
      sealed_connection: cluster.sealedConnection,
      seal_key: cluster.sealKey,
      connection_version: 1,
      credential_changed_at: now,
      facts: cluster.check ? JSON.stringify(cluster.check.facts) : null,
      checked_at: cluster.check ? now : null,
      registered_at: now,
      registered_by: cluster.registeredBy,
    });
  }

  /**
   * Changes a row that still has the given generation, else throws a ConflictError: somebody else was quicker.
   */
  async update(
    trx: Knex.Transaction,
    cluster: Pick<RegisteredCluster, 'id' | 'name' | 'generation'>,
    change: ClusterChange,
  ): Promise<void> {
    await raiseRevision(trx);
    await this.assertFree(
      {
        except: cluster.id,
        server: change.connection?.server,
        uid: change.check?.uid,
      },
      trx,
    );
    const now = this.#clock.now().getTime();
    const { connection, check } = change;
    const changed = await trx('clusters')
      .where({ id: cluster.id, generation: cluster.generation })
      .update({
        generation: cluster.generation + 1,
        ...defined({
          display_name: change.displayName,
          data_centre: change.dataCentre,
          security_zone: change.securityZone,
          origin: change.origin,
        }),
        ...(connection && {
          server: connection.server,
          sealed_connection: connection.sealed,
          seal_key: connection.sealKey,
          connection_version: trx.raw('connection_version + 1'),
          credential_changed_at: now,
        }),
        ...(check && {
          uid: check.uid,
          facts: JSON.stringify(check.facts),
          checked_at: now,
          problem: null,
        }),
        ...('problem' in change ? { problem: change.problem ?? null } : {}),
        ...('lost' in change
          ? { loss: change.lost ? JSON.stringify(change.lost) : null }
          : {}),
      });
    assertChanged(changed, cluster.name);
  }

  async delete(
    trx: Knex.Transaction,
    cluster: RegisteredCluster,
  ): Promise<void> {
    await raiseRevision(trx);
    assertChanged(
      await trx('clusters')
        .where({ id: cluster.id, generation: cluster.generation })
        .delete(),
      cluster.name,
    );
  }

  /** Throws a ConflictError naming the cluster that has the name or the address, or that is the same cluster. */
  async assertFree(
    wanted: { except?: string; name?: string; server?: string; uid?: string },
    db: Knex = this.#store.knex,
  ): Promise<void> {
    const others = (column: string, value: string) =>
      db('clusters')
        .where(column, value)
        .whereNot('id', wanted.except ?? '')
        .first('name');
    if (wanted.name !== undefined && (await others('name', wanted.name))) {
      throw new ConflictError(
        `There is a cluster named "${wanted.name}" already; choose another name`,
      );
    }
    if (wanted.server !== undefined) {
      const other = await others('server', wanted.server);
      if (other) {
        throw new ConflictError(
          `The address ${wanted.server} is registered already, as the cluster "${other.name}"`,
        );
      }
    }
    if (wanted.uid !== undefined) {
      const other = await others('uid', wanted.uid);
      if (other) {
        throw new ConflictError(
          `This is the cluster "${other.name}", which is registered already under another address`,
        );
      }
    }
  }

  #readable(rows: unknown[]): RegisteredCluster[] {
    return this.#store.readable({
      table: 'clusters',
      rows,
      parse: parseClusterRow,
    });
  }
}

/** Also the lock that makes writers of registrations wait for each other. */
export async function raiseRevision(trx: Knex.Transaction): Promise<void> {
  await trx('registrations_revision')
    .where({ id: 1 })
    .update({ revision: trx.raw('revision + 1'), mark: newId() });
}

function select(db: Knex) {
  return db('clusters')
    .join('data_centres', 'data_centres.name', 'clusters.data_centre')
    .select('clusters.*', {
      data_centre_display_name: 'data_centres.display_name',
      data_centre_region: 'data_centres.region',
      data_centre_role: 'data_centres.role',
      data_centre_provider: 'data_centres.provider',
    });
}

function assertChanged(rows: number, name: string) {
  if (rows !== 1) {
    throw new ConflictError(
      `The cluster "${name}" was changed by somebody else just now; look again and decide anew`,
    );
  }
}

function defined(
  columns: Record<string, string | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
