import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  Clock,
  OperationStore,
  Store,
  withIdempotency,
} from '@flytower/durable';
import {
  PlanProblem,
  ReleasePlan,
  ReleaseRequest,
} from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { z } from 'zod';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { PlannedRelease, planRelease } from './domain/planRelease';
import { GatheredContext, gatherPlanContext } from './planContext';
import { ReleaseAcceptance } from './ReleaseAcceptance';
import { ReleaseQuota } from './ReleaseQuota';

/** Who asks, and with which key, so that a second click is no second release. */
export interface Asking {
  tenant: string;
  person: string;
  key: string;
}

/** What is wrong with the request itself; everything else is wrong with the world as it is now. */
const BAD_INPUT = new Set<PlanProblem['code']>([
  'environment-unknown',
  'cluster-not-in-environment',
  'revision-unknown',
]);

/** Plans and accepts releases. What was accepted is carried out by the engine. */
export class ReleaseService {
  readonly #store: Store;
  readonly #stores: DeliveryStores;
  readonly #acceptance: ReleaseAcceptance;
  readonly #fleet: FleetService;
  readonly #tenancy: TenancyService;
  readonly #bindings: BindingService;
  readonly #quota: ReleaseQuota;
  readonly #clock: Clock;

  static create(options: {
    store: Store;
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    tenancy: TenancyService;
    bindings: BindingService;
    clock: Clock;
  }): ReleaseService {
    return new ReleaseService(options);
  }

  private constructor(options: {
    store: Store;
    stores: DeliveryStores;
    operations: OperationStore;
    fleet: FleetService;
    tenancy: TenancyService;
    bindings: BindingService;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#acceptance = ReleaseAcceptance.create(options);
    this.#fleet = options.fleet;
    this.#tenancy = options.tenancy;
    this.#bindings = options.bindings;
    this.#quota = ReleaseQuota.create(options);
    this.#clock = options.clock;
  }

  /** What a release would do. Saves nothing and reserves nothing. */
  async plan(asked: {
    tenant: string;
    service: string;
    request: ReleaseRequest;
  }): Promise<ReleasePlan> {
    return planRelease(asked.request, await this.#gather(asked)).plan;
  }

  /**
   * Accepts a release: reserves its quota, then writes revision, placement, release and operation in one transaction. A
   * release that is under way in the same environment is told to stop. Gives the id.
   */
  async create(
    asking: Asking & {
      service: string;
      request: ReleaseRequest;
      afterReleaseId?: string;
    },
  ): Promise<string> {
    const { tenant, person, key, service, request } = asking;
    const context = await this.#gather(asking);
    const planned = planRelease(request, context);
    const refusal =
      refusalOf(planned.plan) ??
      (await this.#reserve(planned, context, asking));
    const answer = await withIdempotency(
      this.#store,
      {
        caller: person,
        key,
        fingerprint: JSON.stringify(['release', tenant, service, request]),
        clock: this.#clock,
      },
      async trx => {
        if (refusal) {
          throw refusal;
        }
        return this.#acceptance.accept(trx, { ...asking, context, planned });
      },
    );
    return z.string().parse(answer);
  }

  /**
   * Takes all services of an application out of an environment, the latest created first, each when the one before is
   * gone. Gives the ids of the releases.
   */
  async unpublishApplication(
    asking: Asking & {
      application: string;
      environment: string;
      note?: string;
    },
  ): Promise<string[]> {
    const { tenant, application, environment, note } = asking;
    const found = await this.#stores.applications.find(tenant, application);
    if (!found) {
      throw new NotFoundError(
        `There is no application "${application}" in ${tenant}`,
      );
    }
    const all = await this.#stores.services.inScope({
      kind: 'some',
      tenants: [tenant],
    });
    const own = all.filter(service => service.applicationId === found.id);
    const ids = own.map(({ id }) => id);
    const standing = [
      ...(await this.#stores.wishes.ofServices(ids)),
      ...(await this.#stores.applied.ofServices(ids)),
    ];
    const published = own
      .filter(({ id }) =>
        standing.some(
          one => one.serviceId === id && one.environment === environment,
        ),
      )
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    if (published.length === 0) {
      throw new ConflictError(
        `No service of "${application}" is published in ${environment}`,
      );
    }
    const releases: string[] = [];
    for (const service of published) {
      const afterReleaseId = releases.at(-1);
      releases.push(
        await this.create({
          ...asking,
          key: `${asking.key}/${service.slug}`,
          service: service.slug,
          request: {
            kind: 'unpublish',
            environment,
            ...(note === undefined ? {} : { note }),
          },
          ...(afterReleaseId === undefined ? {} : { afterReleaseId }),
        }),
      );
    }
    return releases;
  }

  async #gather(asked: {
    tenant: string;
    service: string;
    request: ReleaseRequest;
  }): Promise<GatheredContext> {
    return gatherPlanContext(
      {
        stores: this.#stores,
        fleet: this.#fleet,
        tenancy: this.#tenancy,
        bindings: this.#bindings,
      },
      asked,
    );
  }

  /** Reserves the quota before anything is written; a refusal is the error to answer with. */
  async #reserve(
    { targets }: PlannedRelease,
    { service }: GatheredContext,
    { tenant, request }: { tenant: string; request: ReleaseRequest },
  ): Promise<Error | undefined> {
    const reservation = await this.#quota.reserve({
      tenant,
      serviceId: service.id,
      environment: request.environment,
      targets,
    });
    return reservation.kind === 'exceeded'
      ? new ConflictError(reservation.sentence)
      : undefined;
  }
}

/** The plan's blocking problems as one error, or nothing. */
function refusalOf({ problems }: ReleasePlan): Error | undefined {
  const blocking = problems.filter(({ blocks }) => blocks);
  if (blocking.length === 0) {
    return undefined;
  }
  const sentence = blocking.map(problem => problem.sentence).join('; ');
  return blocking.some(({ code }) => BAD_INPUT.has(code))
    ? new InputError(sentence)
    : new ConflictError(sentence);
}
