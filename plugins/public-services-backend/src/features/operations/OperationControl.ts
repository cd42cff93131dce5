import { ConflictError, NotFoundError } from '@backstage/errors';
import { Operation, TenantScope } from '@flytower/contract';
import { assertInScope, isInScope } from '@flytower/contract-node';
import { appendEvent, Clock, OperationStore, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { PublicServicesStores } from '../../stores/PublicServicesStores';

export interface OperationControlOptions {
  store: Store;
  stores: PublicServicesStores;
  operations: OperationStore;
  clock: Clock;
  refresh: () => Promise<void>;
}

/** Retries operations, and aborts orders. An abort turns what is desired round; the same operation then takes back what it made. */
export class OperationControl {
  readonly #options: OperationControlOptions;

  static create(options: OperationControlOptions): OperationControl {
    return new OperationControl(options);
  }

  private constructor(options: OperationControlOptions) {
    this.#options = options;
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
    verb: 'retry' | 'abort',
    asked: {
      /** The tenants whose operations may be steered. */
      scope: TenantScope;
      /** The tenants whose operations may be read: the others are absent. */
      readable: TenantScope;
      requester: string;
      ifMatch?: string;
    },
  ): Promise<Operation> {
    const { store, operations, clock, refresh } = this.#options;
    const { subject, kind, tenant } = await this.get(id, asked.readable);
    assertInScope(asked.scope, tenant, `${verb} it`);
    const steered = await store.transaction(async trx => {
      if (verb === 'abort') {
        await this.#undo(trx, kind, subject);
      }
      const operation = await operations.control(trx, id, verb, {
        ...(asked.ifMatch === undefined ? {} : { ifMatch: asked.ifMatch }),
      });
      await appendEvent(trx, clock, {
        type: `${subject.kind}.operation-steered.v1`,
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

  async #undo(
    trx: Knex.Transaction,
    kind: string,
    subject: Operation['subject'],
  ): Promise<void> {
    const { stores, clock } = this.#options;
    const deleting = { state: 'deleting' as const, at: clock.now() };
    switch (kind) {
      case 'instance.create':
        await stores.instances.lock(trx, subject.id);
        await stores.instances.update(trx, subject.id, deleting);
        return;
      case 'binding.create':
        await stores.bindings.lock(trx, subject.id);
        await stores.bindings.update(trx, subject.id, deleting);
        return;
      default:
        throw new ConflictError(
          `${kind} of ${subject.name} cannot be aborted: what it has begun has to come to its end; only orders and new bindings can`,
        );
    }
  }
}
