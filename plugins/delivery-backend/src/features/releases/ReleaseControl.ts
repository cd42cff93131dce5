import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  appendEvent,
  Clock,
  OperationStore,
  Store,
  withIdempotency,
} from '@flytower/durable';
import { ReleaseRequest, ReleaseVerb } from '@flytower/plugin-delivery-common';
import { ReleaseRecord } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { Asking, ReleaseService } from './ReleaseService';
import { controlsOf } from './ReleaseViews';

/** Steers releases that are under way. The engine carries a wish out at its next look. */
export class ReleaseControl {
  readonly #store: Store;
  readonly #stores: DeliveryStores;
  readonly #operations: OperationStore;
  readonly #releases: ReleaseService;
  readonly #clock: Clock;

  static create(options: {
    store: Store;
    stores: DeliveryStores;
    operations: OperationStore;
    releases: ReleaseService;
    clock: Clock;
  }): ReleaseControl {
    return new ReleaseControl(options);
  }

  private constructor(options: {
    store: Store;
    stores: DeliveryStores;
    operations: OperationStore;
    releases: ReleaseService;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#operations = options.operations;
    this.#releases = options.releases;
    this.#clock = options.clock;
  }

  /**
   * Pauses, resumes, aborts or retries a release. To retry one that is over is to ask for the same again. Gives the id
   * of the release to look at.
   */
  async control(
    asking: Asking & { release: string; verb: ReleaseVerb; ifMatch?: string },
  ): Promise<string> {
    const { tenant, person, key, verb, ifMatch } = asking;
    const release = await this.#stores.releases.find(asking.release);
    const operation = await this.#operations.get(asking.release);
    if (!release || !operation || release.tenant !== tenant) {
      throw new NotFoundError(
        `There is no release ${asking.release} in ${tenant}`,
      );
    }
    const services = await this.#stores.services.byIds([release.serviceId]);
    const service = services.get(release.serviceId);
    if (verb === 'retry' && operation.state === 'failed' && service) {
      return this.#releases.create({
        ...asking,
        service: service.slug,
        request: await this.#again(release),
      });
    }
    await withIdempotency(
      this.#store,
      {
        caller: person,
        key,
        fingerprint: JSON.stringify(['control', release.id, verb]),
        clock: this.#clock,
      },
      async trx => {
        const allowed = controlsOf(release.kind, operation);
        if (!allowed.includes(verb)) {
          throw new ConflictError(
            `Release ${release.number} is ${operation.state} and cannot ${verb}`,
          );
        }
        await this.#operations.control(
          trx,
          release.id,
          verb,
          ifMatch === undefined ? {} : { ifMatch },
        );
        if (verb === 'resume' || verb === 'retry') {
          await this.#stores.releases.setResponsible(trx, release.id, person);
        }
        await appendEvent(trx, this.#clock, {
          type: `release.${verb}.v1`,
          subject: {
            kind: 'release',
            id: release.id,
            name: `${service?.slug} ${release.number}`,
          },
          tenant,
          actor: person,
          outcome: 'succeeded',
          summary: `Asked release ${release.number} of ${service?.slug} in ${release.environment} to ${verb}`,
          data: { environment: release.environment, verb },
        });
        return true;
      },
    );
    return release.id;
  }

  async #again(release: ReleaseRecord): Promise<ReleaseRequest> {
    const { environment, placement, revisionId } = release;
    const revisions = await this.#stores.revisions.byIds(
      revisionId === undefined ? [] : [revisionId],
    );
    const revision = revisions.get(revisionId ?? '');
    if (!placement || !revision) {
      return { kind: 'unpublish', environment };
    }
    return release.kind === 'scale'
      ? { kind: 'scale', environment, ...placement }
      : {
          kind: 'release',
          environment,
          ...placement,
          strategy: 'rolling',
          revision: revision.number,
        };
  }
}
