import type { Knex } from 'knex';
import { TargetUpdate } from '../../domain/targets';
import { TenantRecord } from '../../domain/TenantRecord';
import { insertTargets } from './insertTargets';
import { TenantStore } from './TenantStore';

/**
 * Which clusters tenants are bound to, and how far each of their environments is in each of these, as rows. Every method
 * works in the caller's transaction.
 */
export class BindingStore {
  readonly #tenants: TenantStore;

  private constructor(tenants: TenantStore) {
    this.#tenants = tenants;
  }

  static create(tenants: TenantStore): BindingStore {
    return new BindingStore(tenants);
  }

  /** Binds a cluster; these environments come to it. */
  async bind(
    trx: Knex.Transaction,
    tenantId: string,
    cluster: string,
    environmentIds: readonly string[],
  ): Promise<void> {
    await trx('bindings').insert({ tenant_id: tenantId, cluster });
    await this.#tenants.update(trx, tenantId, {});
    await insertTargets(
      trx,
      environmentIds.map(id => ({ id, clusters: [cluster] })),
    );
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
    await this.#tenants.update(trx, tenant.id, {});
    await targetsIn(trx, tenant, cluster).update({
      state: unbinding ? 'unbinding' : 'pending',
      sentence: unbinding
        ? `Being removed from ${cluster}`
        : `Being set up in ${cluster} again`,
      kept_by: null,
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
          kept_by: target.keptBy ?? null,
        });
    }
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
