import { TenantScope } from '@flytower/contract';
import {
  countColumn,
  instantColumn,
  jsonColumn,
  optionalJsonColumn,
  optionalText,
  Page,
  pageOf,
  Store,
} from '@flytower/durable';
import { healthSchema } from '@flytower/plugin-fleet-common';
import {
  Engine,
  engineSchema,
  instanceStateSchema,
  planLimitsSchema,
} from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { InstanceRecord, Observed } from '../domain/records';
import { parseCursor } from './parseCursor';

const observedSchema: z.ZodType<Observed> = z.object({
  health: healthSchema,
  storageBytes: z.int().optional(),
  connections: z.int().optional(),
  at: z.iso.datetime(),
});

const rowSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  environment: z.string(),
  name: z.string(),
  display_name: z.string(),
  engine: engineSchema,
  plan_id: z.string(),
  plan: z.string(),
  limits: jsonColumn(planLimitsSchema),
  database_name: z.string(),
  server_id: optionalText,
  state: instanceStateSchema,
  observed: optionalJsonColumn(observedSchema),
  created_by: z.string(),
  created_at: instantColumn,
  updated_at: instantColumn,
  generation: z.int(),
});

function parseRow(raw: unknown): InstanceRecord {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    tenant: row.tenant,
    environment: row.environment,
    name: row.name,
    displayName: row.display_name,
    engine: row.engine,
    planId: row.plan_id,
    plan: row.plan,
    limits: row.limits,
    database: row.database_name,
    ...(row.server_id === undefined ? {} : { serverId: row.server_id }),
    state: row.state,
    ...(row.observed ? { observed: row.observed } : {}),
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    generation: row.generation,
  };
}

/** What a list is narrowed to. */
export interface InstanceFilter {
  scope: TenantScope;
  environment?: string;
  offering?: Engine;
  cursor?: string;
  limit: number;
}

/** Instances, by tenant and name. */
export class InstanceStore {
  readonly #store: Store;

  static create(options: { store: Store }): InstanceStore {
    return new InstanceStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** How many instances a tenant has, under its lock: until the transaction ends nobody else orders for it. */
  async lockTenant(trx: Knex.Transaction, tenant: string): Promise<number> {
    await trx('tenant_locks')
      .insert({ tenant })
      .onConflict('tenant')
      .merge({ tenant });
    return this.count(trx, tenant);
  }

  async count(knex: Knex, tenant: string): Promise<number> {
    const row = await knex('instances')
      .where({ tenant })
      .count({ ordered: '*' })
      .first();
    return countColumn.parse(row?.ordered);
  }

  async insert(trx: Knex.Transaction, instance: InstanceRecord): Promise<void> {
    await trx('instances').insert({
      id: instance.id,
      tenant: instance.tenant,
      environment: instance.environment,
      name: instance.name,
      display_name: instance.displayName,
      engine: instance.engine,
      plan_id: instance.planId,
      plan: instance.plan,
      limits: JSON.stringify(instance.limits),
      database_name: instance.database,
      state: instance.state,
      created_by: instance.createdBy,
      created_at: Date.parse(instance.createdAt),
      updated_at: Date.parse(instance.updatedAt),
      generation: instance.generation,
    });
  }

  async find(
    knex: Knex,
    tenant: string,
    name: string,
  ): Promise<InstanceRecord | undefined> {
    const row = await knex('instances').where({ tenant, name }).first();
    return row && parseRow(row);
  }

  async byId(knex: Knex, id: string): Promise<InstanceRecord | undefined> {
    const row = await knex('instances').where({ id }).first();
    return row && parseRow(row);
  }

  /** The instance under its lock, so that of two commands on it the second sees what the first decided. */
  async lock(
    trx: Knex.Transaction,
    id: string,
  ): Promise<InstanceRecord | undefined> {
    const query = trx('instances').where({ id }).first();
    const row = await (this.#store.dialect === 'postgres'
      ? query.forUpdate()
      : query);
    return row && parseRow(row);
  }

  async byIds(knex: Knex, ids: string[]): Promise<Map<string, InstanceRecord>> {
    const rows = await knex('instances').whereIn('id', ids);
    return new Map(this.#readable(rows).map(one => [one.id, one]));
  }

  /** The instances of a server, or those with these ids, or all. What decides about one server must see every instance of it. */
  async all(
    knex: Knex,
    filter: { serverId?: string; ids?: string[] } = {},
  ): Promise<InstanceRecord[]> {
    const query = knex('instances').orderBy('id');
    if (filter.serverId !== undefined) {
      query.where({ server_id: filter.serverId });
    }
    if (filter.ids) {
      query.whereIn('id', filter.ids);
    }
    const rows = await query;
    return filter.serverId === undefined
      ? this.#readable(rows)
      : rows.map(parseRow);
  }

  /** Instances by name and id: the id keeps apart those of two tenants. */
  async page(
    knex: Knex,
    filter: InstanceFilter,
  ): Promise<Page<InstanceRecord>> {
    const { scope, environment, offering, limit } = filter;
    const query = knex('instances')
      .orderBy([{ column: 'name' }, { column: 'id' }])
      .limit(limit + 1);
    if (scope.kind === 'some') {
      query.whereIn('tenant', scope.tenants);
    }
    if (environment !== undefined) {
      query.where({ environment });
    }
    if (offering !== undefined) {
      query.where({ engine: offering });
    }
    const after = parseCursor(filter.cursor);
    if (after) {
      query.whereRaw('(name, id) > (?, ?)', after);
    }
    const rows = await query;
    return pageOf(rows, limit, {
      keyOf: row => `${row.name}/${row.id}`,
      read: page => this.#readable(page),
    });
  }

  /** Changes a row; raises its generation. */
  async update(
    trx: Knex.Transaction,
    id: string,
    change: {
      state?: InstanceRecord['state'];
      serverId?: string;
      wholeServerId?: string;
      at: Date;
    },
  ): Promise<void> {
    const { state, serverId, wholeServerId, at } = change;
    await trx('instances')
      .where({ id })
      .update({
        ...(state ? { state } : {}),
        ...(serverId === undefined ? {} : { server_id: serverId }),
        ...(wholeServerId === undefined
          ? {}
          : { whole_server_id: wholeServerId }),
        updated_at: at.getTime(),
        generation: trx.raw('generation + 1'),
      });
  }

  /** What was seen: no change that a person made, hence no new generation. */
  async setObserved(knex: Knex, id: string, observed: Observed): Promise<void> {
    await knex('instances')
      .where({ id })
      .update({ observed: JSON.stringify(observed) });
  }

  async delete(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('instances').where({ id }).delete();
  }

  #readable(rows: unknown[]): InstanceRecord[] {
    return this.#store.readable({ table: 'instances', rows, parse: parseRow });
  }
}
