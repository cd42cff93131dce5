import { TenantScope } from '@flytower/contract';
import {
  countColumn,
  instantColumn,
  Page,
  pageOf,
  Store,
} from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { BindingRecord, SecretRecord } from '../domain/records';
import { parseCursor } from './parseCursor';

const rowSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  environment: z.string(),
  instance_id: z.string(),
  name: z.string(),
  service: z.string(),
  service_id: z.string(),
  application: z.string(),
  prefix: z.string(),
  state: z.enum(['creating', 'ready', 'deleting']),
  version: z.int(),
  forced: z.coerce.boolean<unknown>(),
  created_by: z.string(),
  created_at: instantColumn,
  updated_at: instantColumn,
  generation: z.int(),
});

type BindingRow = z.infer<typeof rowSchema>;

function parseRow(raw: unknown): BindingRow {
  return rowSchema.parse(raw);
}

const secretSchema = z.object({
  binding_id: z.string(),
  cluster: z.string(),
  version: z.int(),
  state: z.enum(['pending', 'ready', 'waiting', 'failed']),
  sentence: z.string(),
});

/** What a list is narrowed to. */
export interface BindingFilter {
  scope: TenantScope;
  environment?: string;
  instanceName?: string;
  service?: string;
  cursor?: string;
  limit: number;
}

/** Bindings with the Secrets that are, or may be, in clusters. */
export class BindingStore {
  readonly #store: Store;

  static create(options: { store: Store }): BindingStore {
    return new BindingStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** False where the tenant has a binding of that name, or the instance is bound to that service. */
  async insert(
    trx: Knex.Transaction,
    binding: Omit<BindingRecord, 'secrets'>,
  ): Promise<boolean> {
    const inserted = await trx('bindings')
      .insert({
        id: binding.id,
        tenant: binding.tenant,
        environment: binding.environment,
        instance_id: binding.instanceId,
        name: binding.name,
        service: binding.service,
        service_id: binding.serviceId,
        application: binding.application,
        prefix: binding.prefix,
        state: binding.state,
        version: binding.version,
        forced: binding.forced,
        created_by: binding.createdBy,
        created_at: Date.parse(binding.createdAt),
        updated_at: Date.parse(binding.updatedAt),
        generation: binding.generation,
      })
      .onConflict()
      .ignore()
      .returning('id');
    return inserted.length > 0;
  }

  async find(
    knex: Knex,
    tenant: string,
    name: string,
  ): Promise<BindingRecord | undefined> {
    const [one] = await this.#with(
      knex,
      (await knex('bindings').where({ tenant, name })).map(parseRow),
    );
    return one;
  }

  async byId(knex: Knex, id: string): Promise<BindingRecord | undefined> {
    const [one] = await this.#with(
      knex,
      (await knex('bindings').where({ id })).map(parseRow),
    );
    return one;
  }

  /** The binding under its lock. */
  async lock(
    trx: Knex.Transaction,
    id: string,
  ): Promise<BindingRecord | undefined> {
    const query = trx('bindings').where({ id });
    const rows = await (this.#store.dialect === 'postgres'
      ? query.forUpdate()
      : query);
    const [one] = await this.#with(trx, rows.map(parseRow));
    return one;
  }

  /** The bindings of an instance or of some, or of a tenant, or all. What decides about one must see every binding of it. */
  async all(
    knex: Knex,
    filter: {
      instanceId?: string;
      instanceIds?: string[];
      tenant?: string;
    } = {},
  ): Promise<BindingRecord[]> {
    const { instanceId, instanceIds, tenant } = filter;
    const query = knex('bindings').orderBy('id');
    if (instanceId !== undefined) {
      query.where({ instance_id: instanceId });
    }
    if (instanceIds) {
      query.whereIn('instance_id', instanceIds);
    }
    if (tenant !== undefined) {
      query.where({ tenant });
    }
    const rows = await query;
    const one = instanceId !== undefined || tenant !== undefined;
    return this.#with(knex, one ? rows.map(parseRow) : this.#readable(rows));
  }

  /** How many bindings each of these instances has. */
  async counts(
    knex: Knex,
    instanceIds: string[],
  ): Promise<Map<string, number>> {
    const rows = z
      .array(z.object({ instance_id: z.string(), bindings: countColumn }))
      .parse(
        await knex('bindings')
          .whereIn('instance_id', instanceIds)
          .groupBy('instance_id')
          .select('instance_id')
          .count({ bindings: '*' }),
      );
    return new Map(rows.map(row => [row.instance_id, row.bindings]));
  }

  async page(knex: Knex, filter: BindingFilter): Promise<Page<BindingRecord>> {
    const { scope, environment, instanceName, service, limit } = filter;
    const query = knex('bindings')
      .orderBy([{ column: 'name' }, { column: 'id' }])
      .limit(limit + 1);
    if (scope.kind === 'some') {
      query.whereIn('tenant', scope.tenants);
    }
    if (environment !== undefined) {
      query.where({ environment });
    }
    if (service !== undefined) {
      query.where({ service });
    }
    if (instanceName !== undefined) {
      query.whereIn(
        'instance_id',
        knex('instances').select('id').where({ name: instanceName }),
      );
    }
    const after = parseCursor(filter.cursor);
    if (after) {
      query.whereRaw('(name, id) > (?, ?)', after);
    }
    const { items, ...rest } = pageOf(await query, limit, {
      keyOf: row => `${row.name}/${row.id}`,
      read: page => this.#readable(page),
    });
    return { ...rest, items: await this.#with(knex, items) };
  }

  /** Changes a row; raises its generation. */
  async update(
    trx: Knex.Transaction,
    id: string,
    change: {
      state?: BindingRecord['state'];
      version?: number;
      forced?: boolean;
      at: Date;
    },
  ): Promise<void> {
    const { at, ...columns } = change;
    await trx('bindings')
      .where({ id })
      .update({
        ...columns,
        updated_at: at.getTime(),
        generation: trx.raw('generation + 1'),
      });
  }

  /** Says how a Secret is; makes its row where there is none. */
  async putSecret(
    trx: Knex,
    bindingId: string,
    secret: SecretRecord,
  ): Promise<void> {
    const row = { binding_id: bindingId, ...secret };
    await trx('binding_secrets')
      .insert(row)
      .onConflict(['binding_id', 'cluster', 'version'])
      .merge(row);
  }

  /** The Secret is gone. */
  async dropSecret(
    trx: Knex,
    bindingId: string,
    { cluster, version }: Pick<SecretRecord, 'cluster' | 'version'>,
  ): Promise<void> {
    await trx('binding_secrets')
      .where({ binding_id: bindingId, cluster, version })
      .delete();
  }

  async delete(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('bindings').where({ id }).delete();
  }

  #readable(rows: unknown[]): BindingRow[] {
    return this.#store.readable({ table: 'bindings', rows, parse: parseRow });
  }

  async #with(knex: Knex, rows: BindingRow[]): Promise<BindingRecord[]> {
    const secrets = z.array(secretSchema).parse(
      await knex('binding_secrets')
        .whereIn(
          'binding_id',
          rows.map(({ id }) => id),
        )
        .orderBy(['cluster', 'version']),
    );
    return rows.map(row => ({
      id: row.id,
      tenant: row.tenant,
      environment: row.environment,
      instanceId: row.instance_id,
      name: row.name,
      service: row.service,
      serviceId: row.service_id,
      application: row.application,
      prefix: row.prefix,
      state: row.state,
      version: row.version,
      forced: row.forced,
      secrets: secrets
        .filter(one => one.binding_id === row.id)
        .map(({ binding_id: _, ...secret }) => secret),
      createdBy: row.created_by,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      generation: row.generation,
    }));
  }
}
