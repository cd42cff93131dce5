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
import { HeldInside, Leaving } from '../bindings/Leaving';
import { QuotaChanges } from '../quota/QuotaChanges';
import { BindingStore } from '../tenants/BindingStore';
import { TenantStore } from '../tenants/TenantStore';

/** What control needs. */
export interface OperationControlOptions {
  store: Store;
  tenants: TenantStore;
  operations: OperationStore;
  bindings: BindingStore;
  leaving: Leaving;
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
    const held = verb === 'abort' ? await this.#lookBefore(found) : undefined;
    const steered = await store.transaction(async trx => {
      const tenant = await tenants.lock(trx, { id: subject.id });
      const operation = await operations.control(trx, id, verb, { ifMatch });
      if (held && tenant) {
        await this.#undo(trx, operation, tenant, held);
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

  /** What stands in the clusters that an abort would have left; they are asked before its transaction. */
  async #lookBefore({ id, kind, subject }: Operation): Promise<HeldInside> {
    const { store, tenants, leaving } = this.#options;
    if (kind !== 'tenant.onboard' && kind !== 'tenant.bind-cluster') {
      return new Map();
    }
    const { tenant, input } = await store.readTransaction(async trx => ({
      tenant: await tenants.get(trx, { id: subject.id }),
      input: await inputOf(trx, id),
    }));
    return leaving.look(
      tenant,
      kind === 'tenant.onboard'
        ? (tenant?.bindings ?? []).map(({ cluster }) => cluster)
        : input.clusters,
    );
  }

  /** Turns what is desired back to what it was before the operation. */
  async #undo(
    trx: Knex.Transaction,
    operation: Operation,
    tenant: TenantRecord,
    held: HeldInside,
  ): Promise<void> {
    const { tenants, bindings, leaving, quotas } = this.#options;
    const input = await inputOf(trx, operation.id);
    switch (operation.kind) {
      case 'tenant.onboard':
        for (const { cluster } of tenant.bindings) {
          await leaving.leave(trx, tenant, cluster, held);
        }
        await tenants.update(trx, tenant.id, { state: 'offboarding' });
        return;
      case 'tenant.bind-cluster':
        for (const cluster of input.clusters) {
          await leaving.leave(trx, tenant, cluster, held);
        }
        return;
      case 'tenant.unbind-cluster':
        for (const cluster of input.clusters) {
          await bindings.setUnbinding(trx, tenant, cluster, false);
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
        // A repair has nothing to undo: it only puts back what is desired anyway. What was taken over stays so.
        return;
    }
  }
}

async function inputOf(trx: Knex.Transaction, id: string) {
  const row = await trx('operations').where({ id }).first('input');
  return inputSchema.parse(JSON.parse(row.input));
}
