import { ResourceAmount } from '@flytower/contract';
import { newId, Page, pageOf, Store } from '@flytower/durable';
import {
  Member,
  NewMember,
  TenantState,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { TenantRecord } from '../../domain/TenantRecord';
import { insertTargets } from './insertTargets';
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
    const environments = tenant.environments.map(environment => ({
      ...environment,
      id: newId(),
    }));
    await trx('environments').insert(
      environments.map(one => ({
        id: one.id,
        tenant_id: id,
        name: one.name,
      })),
    );
    await insertTargets(trx, environments);
    return this.get(trx, { id });
  }

  /** One tenant by id or slug, with all that it has. */
  async get(
    trx: Knex.Transaction,
    key: { id: string } | { slug: string },
  ): Promise<TenantRecord | undefined> {
    const rows = await tenantRows(trx).where(keyed(key));
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
    filter: { slugs?: readonly string[] } = {},
  ): Promise<TenantRecord[]> {
    const query = tenantRows(trx).orderBy('slug');
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
    const query = tenantRows(trx)
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

/** Tenants, each with the installation that they are all of. */
function tenantRows(trx: Knex.Transaction) {
  return trx('tenants')
    .crossJoin(trx.raw('installation'))
    .select('tenants.*', 'installation.id as installation_id');
}

/** `id` is a column of both tables. */
function keyed(key: { id: string } | { slug: string }) {
  return 'id' in key ? { 'tenants.id': key.id } : key;
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
