import { TenantScope } from '@flytower/contract-node';
import {
  countColumn,
  instantColumn,
  jsonColumn,
  Store,
} from '@flytower/durable';
import {
  Engine,
  engineSchema,
  planLimitsSchema,
} from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { PlanRecord } from '../domain/records';

const rowSchema = z.object({
  id: z.string(),
  offering: engineSchema,
  name: z.string(),
  display_name: z.string(),
  description: z.string(),
  limits: jsonColumn(planLimitsSchema),
  active: z.coerce.boolean<unknown>(),
  created_at: instantColumn,
  generation: z.int(),
});

type PlanRow = z.infer<typeof rowSchema>;

function parseRow(raw: unknown): PlanRow {
  return rowSchema.parse(raw);
}

const linkSchema = z.object({ plan_id: z.string(), server_id: z.string() });

function rowOf(plan: PlanRecord) {
  return {
    id: plan.id,
    offering: plan.offering,
    name: plan.name,
    display_name: plan.displayName,
    description: plan.description,
    limits: JSON.stringify(plan.limits),
    active: plan.active,
    created_at: Date.parse(plan.createdAt),
    generation: plan.generation,
  };
}

/** Plans with the servers that they carve instances from. */
export class PlanStore {
  readonly #store: Store;

  static create(options: { store: Store }): PlanStore {
    return new PlanStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** False where the offering has a plan of that name. */
  async insert(trx: Knex.Transaction, plan: PlanRecord): Promise<boolean> {
    const inserted = await trx('plans')
      .insert(rowOf(plan))
      .onConflict(['offering', 'name'])
      .ignore()
      .returning('id');
    if (inserted.length === 0) {
      return false;
    }
    await this.#link(trx, plan);
    return true;
  }

  /** Writes the changed record; false where somebody changed it since its generation. */
  async update(trx: Knex.Transaction, plan: PlanRecord): Promise<boolean> {
    const updated = await trx('plans')
      .where({ id: plan.id, generation: plan.generation - 1 })
      .update(rowOf(plan));
    if (updated === 0) {
      return false;
    }
    await trx('plan_servers').where({ plan_id: plan.id }).delete();
    await this.#link(trx, plan);
    return true;
  }

  async delete(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('plans').where({ id }).delete();
  }

  async find(
    knex: Knex,
    offering: Engine,
    name: string,
  ): Promise<PlanRecord | undefined> {
    const [plan] = await this.#with(
      knex,
      (await knex('plans').where({ offering, name })).map(parseRow),
    );
    return plan;
  }

  async byId(knex: Knex, id: string): Promise<PlanRecord | undefined> {
    const [plan] = await this.#with(
      knex,
      (await knex('plans').where({ id })).map(parseRow),
    );
    return plan;
  }

  /** All plans, by offering and name. */
  async list(knex: Knex): Promise<PlanRecord[]> {
    const rows = await knex('plans').orderBy(['offering', 'name']);
    return this.#with(
      knex,
      this.#store.readable({ table: 'plans', rows, parse: parseRow }),
    );
  }

  /** How many instances each plan has in these tenants. */
  async instanceCounts(
    knex: Knex,
    scope: TenantScope,
  ): Promise<Map<string, number>> {
    const query = knex('instances')
      .groupBy('plan_id')
      .select('plan_id')
      .count({ instances: '*' });
    if (scope.kind === 'some') {
      query.whereIn('tenant', scope.tenants);
    }
    const rows = z
      .array(z.object({ plan_id: z.string(), instances: countColumn }))
      .parse(await query);
    return new Map(rows.map(row => [row.plan_id, row.instances]));
  }

  async #link(trx: Knex.Transaction, plan: PlanRecord): Promise<void> {
    await trx('plan_servers').insert(
      plan.serverIds.map(id => ({ plan_id: plan.id, server_id: id })),
    );
  }

  async #with(knex: Knex, rows: PlanRow[]): Promise<PlanRecord[]> {
    const links = z.array(linkSchema).parse(
      await knex('plan_servers').whereIn(
        'plan_id',
        rows.map(({ id }) => id),
      ),
    );
    return rows.map(row => ({
      id: row.id,
      offering: row.offering,
      name: row.name,
      displayName: row.display_name,
      description: row.description,
      limits: row.limits,
      active: row.active,
      serverIds: links
        .filter(link => link.plan_id === row.id)
        .map(link => link.server_id),
      createdAt: row.created_at,
      generation: row.generation,
    }));
  }
}
