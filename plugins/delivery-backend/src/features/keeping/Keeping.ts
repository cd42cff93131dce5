import { ConflictError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import {
  appendEvent,
  Clock,
  OperationStore,
  Store,
  withIdempotency,
} from '@flytower/durable';
import { z } from 'zod';
import { RepairPause, ServiceRecord } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { findService } from '../releases/planContext';
import { ADOPTION } from './AdoptionHandler';

/** Which service, where, and who asks. */
interface Act {
  tenant: string;
  service: string;
  environment: string;
  person: string;
}

/** What people decide about services that are kept. */
export class Keeping {
  readonly #store: Store;
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;
  readonly #clock: Clock;

  static create(options: {
    store: Store;
    stores: DeliveryStores;
    operations: OperationStore;
    clock: Clock;
  }): Keeping {
    return new Keeping(options);
  }

  private constructor(options: {
    store: Store;
    stores: DeliveryStores;
    operations: OperationStore;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#operations = options.operations;
    this.#clock = options.clock;
  }

  /** Pauses the repair or lets it go on. The same once more changes nothing. */
  async setRepair(
    act: Act & { paused: boolean; reason?: string },
  ): Promise<{ environment: string; repairPaused?: RepairPause }> {
    const { environment, person, paused, reason } = act;
    const service = await findService(this.#stores, act);
    const spot = { serviceId: service.id, environment };
    return this.#store.transaction(async trx => {
      await this.#stores.services.lock(trx, service.id);
      const wish = await this.#stores.wishes.find(spot, trx);
      if (!wish) {
        throw new ConflictError(
          `Service "${service.slug}" is not published in ${environment}, so nothing is repaired there`,
        );
      }
      if (paused === (wish.repairPaused !== undefined)) {
        return {
          environment,
          ...(wish.repairPaused ? { repairPaused: wish.repairPaused } : {}),
        };
      }
      const pause: RepairPause | undefined = paused
        ? {
            by: person,
            at: this.#clock.now().toISOString(),
            ...(reason ? { reason } : {}),
          }
        : undefined;
      await this.#stores.wishes.setRepairPaused(trx, spot, pause);
      await appendEvent(trx, this.#clock, {
        type: `repair.${paused ? 'paused' : 'resumed'}.v1`,
        subject: { kind: 'service', id: service.id, name: service.slug },
        tenant: service.tenant,
        actor: person,
        outcome: 'succeeded',
        summary: `${paused ? 'Paused' : 'Resumed'} the repair of ${
          service.slug
        } in ${environment}${reason ? `: ${reason}` : ''}`,
        data: { application: service.application, environment },
      });
      return { environment, ...(pause ? { repairPaused: pause } : {}) };
    });
  }

  /** Starts to adopt what runs in a cluster. Gives the operation. */
  async adopt(act: Act & { cluster: string; key: string }): Promise<Operation> {
    const { environment, cluster, person, key } = act;
    const service = await findService(this.#stores, act);
    const id = await withIdempotency(
      this.#store,
      {
        caller: person,
        key,
        fingerprint: JSON.stringify([
          'adopt',
          service.id,
          environment,
          cluster,
        ]),
        clock: this.#clock,
      },
      async trx => {
        await this.#stores.services.lock(trx, service.id);
        const operation = await this.#operations.start(trx, {
          kind: ADOPTION,
          subject: { kind: 'service', id: service.id, name: service.slug },
          tenant: service.tenant,
          requester: person,
          actor: `${service.tenant}-deployer`,
          reason: `What runs in ${cluster} is being looked at`,
          input: { environment, cluster },
        });
        await appendEvent(
          trx,
          this.#clock,
          adoptionAsked(service, act, operation.id),
        );
        return operation.id;
      },
    );
    const operation = await this.#operations.get(z.string().parse(id));
    if (!operation) {
      throw new ConflictError(
        `The adoption of ${service.slug} in ${cluster} was removed meanwhile; ask again`,
      );
    }
    return operation;
  }
}

function adoptionAsked(
  service: ServiceRecord,
  { environment, cluster, person }: Act & { cluster: string },
  operationId: string,
) {
  return {
    type: 'adoption.requested.v1',
    subject: { kind: 'service', id: service.id, name: service.slug },
    tenant: service.tenant,
    operationId,
    actor: person,
    outcome: 'requested' as const,
    summary: `Asked to adopt what runs of ${service.slug} in ${environment} in ${cluster}`,
    data: { application: service.application, environment, cluster },
  };
}
