import { ResourceAmount } from '@flytower/contract';
import { newId, Page, pageOf, Store } from '@flytower/durable';
import {
  Member,
  NewMember,
  TenantState,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { TargetUpdate } from '../../domain/targets';
import { TenantRecord } from '../../domain/TenantRecord';
import { loadParts } from './loadParts';
import { parseMemberRow, parseTenantRow, TenantRow } from './rows';

/** A tenant that is to be made. */
export interface NewTenant {
  slug: string;
  displayName: string;
  quota: ResourceAmount;
  members: readonly NewMember[];
  clusters: readonly string[];
  /** Each environment with the bound clusters that it may use. */
  environments: readonly { name: string; clusters: readonly string[] }[];
}

/** Which tenants to load. */
export interface TenantFilter {
  id?: string;
  slugs?: readonly string[];
}

/**
 * Tenants as rows. Every method works in the caller's transaction, so that what must change together does.
 */
export class TenantStore {
  readonly #store: Pick<Store, 'dialect' | 'readable'>;

  private constructor(store: Pick<Store, 'dialect' | 'readable'>) {
    this.#store = store;
  }

  static create(store: Pick<Store, 'dialect' | 'readable'>): TenantStore {
    return new TenantStore(store);
  }

  /** The tenant, or undefined where another one has its name. */
  async insert(
    trx: Knex.Transaction,
    tenant: NewTenant,
    now: Date,
  ): Promise<TenantRecord | undefined> {
    const id = newId();
    const inserted = await trx('tenants')
      .insert({
        id,
        slug: tenant.slug,
        display_name: tenant.displayName,
        state: 'onboarding',
        ...quotaColumns(tenant.quota),
        created_at: now.getTime(),
      })
      .onConflict('slug')
      .ignore()
      .returning('id');
    if (inserted.length === 0) {
      return undefined;
    }
    await trx('members').insert(
      tenant.members.map(member => memberRow(id, member, now)),
    );
    await trx('bindings').insert(
      tenant.clusters.map(cluster => ({ tenant_id: id, cluster })),
    );
    for (const { name, clusters } of tenant.environments) {
      const environmentId = newId();
      await trx('environments').insert({
        id: environmentId,
        tenant_id: id,
        name,
      });
      await this.insertTargets(trx, environmentId, clusters);
    }
    return this.get(trx, { id });
  }

  async insertTargets(
    trx: Knex.Transaction,
    environmentId: string,
    clusters: readonly string[],
  ): Promise<void> {
    if (clusters.length > 0) {
      await trx('targets').insert(
        clusters.map(cluster => ({
          environment_id: environmentId,
          cluster,
          state: 'pending',
          sentence: `Not made in ${cluster} yet`,
        })),
      );
    }
  }

  /** One tenant by id or slug, with all that it has. */
  async get(
    trx: Knex.Transaction,
    key: { id: string } | { slug: string },
  ): Promise<TenantRecord | undefined> {
    const rows = await trx('tenants').where(key);
    const [tenant] = await loadParts(
      this.#store,
      trx,
      rows.map(parseTenantRow),
    );
    return tenant;
  }

  /** Tenants by slug, with all that they have: seven queries, however many tenants there are. */
  async list(
    trx: Knex.Transaction,
    filter: TenantFilter = {},
  ): Promise<TenantRecord[]> {
    const query = trx('tenants').orderBy('slug');
    if (filter.id !== undefined) {
      query.where({ id: filter.id });
    }
    if (filter.slugs) {
      query.whereIn('slug', [...filter.slugs]);
    }
    return loadParts(this.#store, trx, this.#readable(await query));
  }

  /** A page of tenants by slug; the cursor is the last slug of the page before. */
  async page(
    trx: Knex.Transaction,
    filter: { slugs?: readonly string[]; cursor?: string; limit: number },
  ): Promise<Page<TenantRecord>> {
    const query = trx('tenants')
      .orderBy('slug')
      .limit(filter.limit + 1);
    if (filter.slugs) {
      query.whereIn('slug', [...filter.slugs]);
    }
    if (filter.cursor !== undefined) {
      query.where('slug', '>', filter.cursor);
    }
    const { items, ...rest } = pageOf(await query, filter.limit, {
      keyOf: row => row.slug,
      read: rows => this.#readable(rows),
    });
    return { ...rest, items: await loadParts(this.#store, trx, items) };
  }

  /**
   * Locks a tenant until the transaction ends, and gives it: limits are decided under this lock. On SQLite the
   * transaction itself is the lock.
   */
  async lock(
    trx: Knex.Transaction,
    key: { id: string } | { slug: string },
  ): Promise<TenantRecord | undefined> {
    if (this.#store.dialect === 'postgres') {
      await trx('tenants').where(key).select('id').forUpdate();
    }
    return this.get(trx, key);
  }

  /** Changes a tenant's own fields and raises its generation. */
  async update(
    trx: Knex.Transaction,
    id: string,
    change: { state?: TenantState; quota?: ResourceAmount },
  ): Promise<void> {
    await trx('tenants')
      .where({ id })
      .update({
        ...(change.state ? { state: change.state } : {}),
        ...(change.quota ? quotaColumns(change.quota) : {}),
        generation: trx.raw('generation + 1'),
      });
  }

  /** Removes a tenant with all that it has. */
  async remove(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('tenants').where({ id }).delete();
  }

  async bind(
    trx: Knex.Transaction,
    tenantId: string,
    cluster: string,
  ): Promise<void> {
    await trx('bindings').insert({ tenant_id: tenantId, cluster });
    await this.update(trx, tenantId, {});
  }

  /** Marks a binding as on its way out, or as staying after all. */
  async setUnbinding(
    trx: Knex.Transaction,
    tenant: TenantRecord,
    cluster: string,
    unbinding: boolean,
  ): Promise<void> {
    await trx('bindings')
      .where({ tenant_id: tenant.id, cluster })
      .update({ unbinding });
    await this.update(trx, tenant.id, {});
    await targetsIn(trx, tenant, cluster).update({
      state: unbinding ? 'unbinding' : 'pending',
      sentence: unbinding
        ? `Being removed from ${cluster}`
        : `Being set up in ${cluster} again`,
    });
  }

  /** Forgets a binding: nothing of the tenant is left there. */
  async unbind(
    trx: Knex.Transaction,
    tenant: TenantRecord,
    cluster: string,
  ): Promise<void> {
    await targetsIn(trx, tenant, cluster).delete();
    await trx('bindings').where({ tenant_id: tenant.id, cluster }).delete();
  }

  async updateTargets(
    trx: Knex.Transaction,
    updates: readonly TargetUpdate[],
  ): Promise<void> {
    for (const { environmentId, target } of updates) {
      await trx('targets')
        .where({ environment_id: environmentId, cluster: target.cluster })
        // Whoever unbinds a cluster while a pass runs has the last word.
        .whereNot({ state: 'unbinding' })
        .update({
          state: target.state,
          sentence: target.sentence,
          checked_at: target.checkedAt?.getTime() ?? null,
        });
    }
  }

  /** The member, or undefined where the person is one already. */
  async addMember(
    trx: Knex.Transaction,
    tenantId: string,
    member: NewMember,
    now: Date,
  ): Promise<Member | undefined> {
    const row = memberRow(tenantId, member, now);
    const inserted = await trx('members')
      .insert(row)
      .onConflict(['tenant_id', 'person'])
      .ignore()
      .returning('id');
    return inserted.length > 0 ? parseMemberRow(row).part : undefined;
  }

  async setRole(
    trx: Knex.Transaction,
    memberId: string,
    role: Member['role'],
  ): Promise<void> {
    await trx('members').where({ id: memberId }).update({ role });
  }

  async removeMember(trx: Knex.Transaction, memberId: string): Promise<void> {
    await trx('members').where({ id: memberId }).delete();
  }

  #readable(rows: unknown[]): TenantRow[] {
    return this.#store.readable({
      table: 'tenants',
      rows,
      parse: parseTenantRow,
    });
  }
}

function targetsIn(
  trx: Knex.Transaction,
  tenant: TenantRecord,
  cluster: string,
) {
  return trx('targets')
    .where({ cluster })
    .whereIn(
      'environment_id',
      tenant.environments.map(({ id }) => id),
    );
}

function quotaColumns(quota: ResourceAmount) {
  return {
    cpu_millicores: quota.cpuMillicores,
    memory_bytes: quota.memoryBytes,
    pods: quota.pods,
  };
}

function memberRow(tenantId: string, member: NewMember, now: Date) {
  return {
    id: newId(),
    tenant_id: tenantId,
    person: member.person,
    role: member.role,
    created_at: now.getTime(),
  };
}
