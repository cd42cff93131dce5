import { ConflictError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import { appendEvent, Clock, newId, OperationStore } from '@flytower/durable';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import { carriedOf } from '../../domain/bindings';
import {
  isUncertain,
  laneKey,
  ReleaseRecord,
  ReleaseTarget,
  Spot,
} from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { PlannedRelease } from './domain/planRelease';
import { progressOf } from './domain/reportRelease';
import { WishedRevision } from './domain/resolveWish';
import { GatheredContext } from './planContext';
import { operationKindOf } from './ReleaseEngine';
import { releaseEvent } from './releaseEvents';

/** A request with the plan that was made for it. */
export interface AcceptedRequest {
  tenant: string;
  person: string;
  request: ReleaseRequest;
  afterReleaseId?: string;
  context: GatheredContext;
  planned: PlannedRelease;
}

/**
 * Writes an accepted release in one transaction: revision, release, operation, what is wished in the environment and in
 * each cluster, and the event. Nothing of it is there where one part cannot be.
 */
export class ReleaseAcceptance {
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;
  readonly #clock: Clock;

  static create(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    clock: Clock;
  }): ReleaseAcceptance {
    return new ReleaseAcceptance(options);
  }

  private constructor(options: {
    stores: DeliveryStores;
    operations: OperationStore;
    clock: Clock;
  }) {
    this.#stores = options.stores;
    this.#operations = options.operations;
    this.#clock = options.clock;
  }

  /** Gives the id of the release. */
  async accept(
    trx: Knex.Transaction,
    accepted: AcceptedRequest,
  ): Promise<string> {
    const { tenant, person, request, afterReleaseId, context } = accepted;
    const { wish, targets, plan } = accepted.planned;
    const { service, current } = context;
    const spot = { serviceId: service.id, environment: request.environment };
    const { releases, wishes } = this.#stores;
    await this.#stores.services.lock(trx, service.id);
    const older = await this.#operations.unfinished(trx, service.id);
    await this.#assertUnchanged(trx, context);
    const number = context.latestRelease + 1;
    const revisionId =
      wish.revision &&
      (await this.#revisionId(trx, wish.revision, person, service.id));
    const operation = await this.#operations.start(trx, {
      kind: operationKindOf(request.kind),
      subject: { kind: 'service', id: service.id, name: service.slug },
      tenant,
      requester: person,
      actor: `${tenant}-deployer`,
      reason: plan.sentence,
      input: {},
    });
    const release: ReleaseRecord = {
      ...spot,
      id: operation.id,
      number,
      tenant,
      kind: request.kind,
      ...(revisionId === undefined ? {} : { revisionId }),
      bindings: context.bindings.map(carriedOf),
      ...(wish.placement ? { placement: wish.placement } : {}),
      ...(current
        ? {
            previousRevisionId: current.wish.revisionId,
          }
        : {}),
      waves: [{ targets: await this.#asOfNow(trx, spot, targets) }],
      progress: [],
      ...(request.note === undefined ? {} : { note: request.note }),
      requester: person,
      responsible: person,
      ...(afterReleaseId === undefined ? {} : { afterReleaseId }),
      createdAt: this.#clock.now().toISOString(),
    };
    await releases.insert(trx, {
      ...release,
      progress: progressOf(release, { aborting: false, lanes: {} }),
    });
    if (wish.placement && revisionId !== undefined) {
      await wishes.put(trx, {
        ...spot,
        revisionId,
        placement: wish.placement,
        counts: targets
          .filter(({ stays }) => stays)
          .map(({ cluster, to }) => ({ cluster, instances: to })),
        releaseId: release.id,
      });
    }
    await this.#stopOlder(trx, older, release);
    await appendEvent(
      trx,
      this.#clock,
      releaseEvent({
        release,
        service,
        outcome: 'requested',
        actor: person,
        sentence: plan.sentence,
      }),
    );
    return release.id;
  }

  /** What was planned from must still stand, or the plan that was shown is not what would happen. */
  async #assertUnchanged(
    trx: Knex.Transaction,
    { service, latestRelease }: GatheredContext,
  ): Promise<void> {
    const now = await this.#stores.services.find(
      service.tenant,
      service.slug,
      trx,
    );
    const next = await this.#stores.releases.nextNumber(trx, service.id);
    if (now?.generation !== service.generation || next !== latestRelease + 1) {
      throw new ConflictError(
        `Service "${service.slug}" was changed or released by somebody else just now; look at the plan again`,
      );
    }
  }

  async #revisionId(
    trx: Knex.Transaction,
    revision: WishedRevision,
    person: string,
    serviceId: string,
  ): Promise<string> {
    if (revision.id !== undefined) {
      return revision.id;
    }
    const id = newId();
    await this.#stores.revisions.insert(trx, {
      ...revision,
      id,
      serviceId,
      createdBy: person,
      createdAt: this.#clock.now().toISOString(),
    });
    return id;
  }

  /** The release that is taken over from may have begun in more clusters since the plan was made. */
  async #asOfNow(
    trx: Knex.Transaction,
    spot: Spot,
    targets: ReleaseTarget[],
  ): Promise<ReleaseTarget[]> {
    const now = await this.#stores.applied.ofSpot(spot, trx);
    return targets.map(target => {
      const row = now.find(one => laneKey(one) === laneKey(target));
      return { ...target, uncertain: row !== undefined && isUncertain(row) };
    });
  }

  /** An older release of the same environment sees at its next look that this one took over. */
  async #stopOlder(
    trx: Knex.Transaction,
    unfinished: Operation[],
    release: ReleaseRecord,
  ): Promise<void> {
    for (const { id, aborting } of unfinished) {
      const older = await this.#stores.releases.find(id, trx);
      if (older?.environment === release.environment) {
        // One that is being aborted already has to look once more.
        const verb = aborting ? 'retry' : 'abort';
        await this.#operations.control(trx, id, verb);
      }
    }
  }
}
