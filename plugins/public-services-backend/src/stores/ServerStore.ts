import { Store } from '@flytower/durable';
import { countColumn, instantColumn, jsonColumn } from '@flytower/durable';
import { healthSchema } from '@flytower/plugin-fleet-common';
import { engineSchema } from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { ServerRecord } from '../domain/records';

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  display_name: z.string(),
  engine: engineSchema,
  host: z.string(),
  port: z.int(),
  encrypted: z.coerce.boolean<unknown>(),
  administrator: z.string(),
  sealed_access: z.string(),
  seal_key: z.string(),
  product: z.string(),
  version: z.string(),
  health: jsonColumn(healthSchema),
  checked_at: instantColumn,
  demo: z.coerce.boolean<unknown>(),
  created_by: z.string(),
  created_at: instantColumn,
  generation: z.int(),
});

function parseRow(raw: unknown): ServerRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    engine: row.engine,
    host: row.host,
    port: row.port,
    encrypted: row.encrypted,
    administrator: row.administrator,
    sealedAccess: row.sealed_access,
    sealKey: row.seal_key,
    product: row.product,
    version: row.version,
    health: row.health,
    checkedAt: row.checked_at,
    demo: row.demo,
    createdBy: row.created_by,
    createdAt: row.created_at,
    generation: row.generation,
  };
}

function rowOf(server: ServerRecord) {
  return {
    id: server.id,
    name: server.name,
    display_name: server.displayName,
    engine: server.engine,
    host: server.host,
    port: server.port,
    encrypted: server.encrypted,
    administrator: server.administrator,
    sealed_access: server.sealedAccess,
    seal_key: server.sealKey,
    product: server.product,
    version: server.version,
    health: JSON.stringify(server.health),
    checked_at: Date.parse(server.checkedAt),
    demo: server.demo,
    created_by: server.createdBy,
    created_at: Date.parse(server.createdAt),
    generation: server.generation,
  };
}

/** Registered servers, by name. */
export class ServerStore {
  readonly #store: Store;

  static create(options: { store: Store }): ServerStore {
    return new ServerStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** False where the name, or the address, is another server's. */
  async insert(trx: Knex.Transaction, server: ServerRecord): Promise<boolean> {
    const inserted = await trx('servers')
      .insert(rowOf(server))
      .onConflict()
      .ignore()
      .returning('id');
    return inserted.length > 0;
  }

  async find(knex: Knex, name: string): Promise<ServerRecord | undefined> {
    const row = await knex('servers').where({ name }).first();
    return row && parseRow(row);
  }

  async byId(knex: Knex, id: string): Promise<ServerRecord | undefined> {
    const row = await knex('servers').where({ id }).first();
    return row && parseRow(row);
  }

  async byAddress(
    knex: Knex,
    address: { host: string; port: number },
  ): Promise<ServerRecord | undefined> {
    const { host, port } = address;
    const row = await knex('servers').where({ host, port }).first();
    return row && parseRow(row);
  }

  async list(knex: Knex): Promise<ServerRecord[]> {
    return this.#store.readable({
      table: 'servers',
      rows: await knex('servers').orderBy('name'),
      parse: parseRow,
    });
  }

  /** Writes the changed record; false where somebody changed it since its generation. */
  async update(trx: Knex.Transaction, server: ServerRecord): Promise<boolean> {
    const updated = await trx('servers')
      .where({ id: server.id, generation: server.generation - 1 })
      .update(rowOf(server));
    return updated > 0;
  }

  /** What a check found: no change that a person made, hence no new generation. */
  async setSeen(
    knex: Knex,
    id: string,
    seen: Pick<ServerRecord, 'health' | 'checkedAt' | 'product' | 'version'>,
  ): Promise<void> {
    await knex('servers')
      .where({ id })
      .update({
        health: JSON.stringify(seen.health),
        checked_at: Date.parse(seen.checkedAt),
        product: seen.product,
        version: seen.version,
      });
  }

  async delete(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('servers').where({ id }).delete();
  }

  /** Ids of what operations on a server are about: its instances, and the bindings of these. */
  async subjectsOn(knex: Knex, serverId: string): Promise<string[]> {
    const rows = z.array(z.object({ id: z.string() })).parse(
      await knex('instances')
        .select('id')
        .where({ server_id: serverId })
        // One that has no server yet may be waiting for this one.
        .orWhereNull('server_id')
        .unionAll(
          knex('bindings')
            .select('bindings.id')
            .join('instances', 'instances.id', 'bindings.instance_id')
            .where({ server_id: serverId }),
        ),
    );
    return rows.map(({ id }) => id);
  }

  /** How many instances each server holds. */
  async instanceCounts(knex: Knex): Promise<Map<string, number>> {
    const rows = z
      .array(z.object({ server_id: z.string(), instances: countColumn }))
      .parse(
        await knex('instances')
          .whereNotNull('server_id')
          .groupBy('server_id')
          .select('server_id')
          .count({ instances: '*' }),
      );
    return new Map(rows.map(row => [row.server_id, row.instances]));
  }
}
