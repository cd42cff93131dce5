import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  Operation,
  resourceAmountSchema,
  TenantScope,
} from '@flytower/contract';
import { assertInScope, isInScope } from '@flytower/contract-node';
import {
  appendEvent,
  Clock,
  ControlVerb,
  OperationStore,
  Store,
} from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { TenantRecord } from '../../domain/TenantRecord';
import { ClusterBindings } from '../bindings/ClusterBindings';
import { QuotaChanges } from '../quota/QuotaChanges';
import { TenantStore } from '../tenants/TenantStore';

/** What control needs. */
export interface OperationControlOptions {
  store: Store;
  tenants: TenantStore;
  operations: OperationStore;
  bindings: ClusterBindings;
  quotas: QuotaChanges;
  clock: Clock;
  refresh: () => Promise<void>;
}

const inputSchema = z.object({
  clusters: z.array(z.string()).default([]),
  quota: resourceAmountSchema.optional(),
  previous: resourceAmountSchema.optional(),
});

/**
 * Pauses, resumes, retries and aborts operations. An abort undoes: in its own transaction it turns what is desired back,
 * and the engine then brings that about under the same operation.
 */
export class OperationControl {
  readonly #options: OperationControlOptions;

  private constructor(options: OperationControlOptions) {
    this.#options = options;
  }

  static create(options: OperationControlOptions): OperationControl {
    return new OperationControl(options);
  }

  /** The operation, if its tenant is in the scope. */
  async get(id: string, scope: TenantScope): Promise<Operation> {
    const operation = await this.#options.operations.get(id);
    if (!operation || !isInScope(scope, operation.tenant)) {
      throw new NotFoundError(
        `There is no operation ${id}, or it belongs to a tenant that you are not a member of`,
      );
    }
    return operation;
  }

  async control(
    id: string,
    verb: ControlVerb,
    asked: {
      /** The tenants whose operations may be steered. */
      scope: TenantScope;
      /** The tenants whose operations may be read: the others are absent. */
      readable: TenantScope;
      requester: string;
      ifMatch?: string;
    },
  ): Promise<Operation> {
    const { store, operations, tenants, clock, refresh } = this.#options;
    const found = await this.get(id, asked.readable);
    assertInScope(asked.scope, found.tenant, `${verb} it`);
    const { subject, kind } = found;
    const { ifMatch } = asked;
    const steered = await store.transaction(async trx => {
      const tenant = await tenants.lock(trx, { id: subject.id });
      const operation = await operations.control(trx, id, verb, { ifMatch });
      if (verb === 'abort' && tenant) {
        await this.#undo(trx, operation, tenant);
      }
      await appendEvent(trx, clock, {
        type: 'tenant.operation-steered.v1',
        subject,
        ...(operation.tenant === undefined ? {} : { tenant: operation.tenant }),
        operationId: id,
        actor: asked.requester,
        summary: `${asked.requester} asked to ${verb} ${kind} of ${subject.name}`,
        data: { verb, kind },
      });
      return operation;
    });
    await refresh();
    return steered;
  }

  /** Turns what is desired back to what it was before the operation. */
  async #undo(
    trx: Knex.Transaction,
    operation: Operation,
    tenant: TenantRecord,
  ): Promise<void> {
    const { tenants, bindings, quotas } = this.#options;
    const row = await trx('operations')
      .where({ id: operation.id })
      .first('input');
    const input = inputSchema.parse(JSON.parse(row.input));
    switch (operation.kind) {
      case 'tenant.onboard':
        for (const { cluster } of tenant.bindings) {
          await bindings.assertEmpty(trx, tenant, cluster);
          await tenants.setUnbinding(trx, tenant, cluster, true);
        }
        await tenants.update(trx, tenant.id, { state: 'offboarding' });
        return;
      case 'tenant.bind-cluster':
        for (const cluster of input.clusters) {
          await bindings.assertEmpty(trx, tenant, cluster);
          await tenants.setUnbinding(trx, tenant, cluster, true);
        }
        return;
      case 'tenant.unbind-cluster':
        for (const cluster of input.clusters) {
          await tenants.setUnbinding(trx, tenant, cluster, false);
        }
        return;
      case 'tenant.change-quota':
        if (JSON.stringify(tenant.quota) !== JSON.stringify(input.quota)) {
          throw new ConflictError(
            `The quota of ${tenant.slug} was changed again since; abort the later change`,
          );
        }
        if (input.previous) {
          await quotas.set(trx, tenant, input.previous);
        }
        return;
      default:
        // A repair has nothing to undo: it only puts back what is desired anyway.
        return;
    }
  }
}
