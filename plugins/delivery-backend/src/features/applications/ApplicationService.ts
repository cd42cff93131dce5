import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  appendEvent,
  Clock,
  newId,
  NewEvent,
  Store,
  withIdempotency,
} from '@flytower/durable';
import {
  ServiceKind,
  ServiceSpec,
  specProblemOf,
} from '@flytower/plugin-delivery-common';
import { BindingService } from '@flytower/plugin-public-services-node';
import type { Knex } from 'knex';
import { ApplicationRecord, ServiceRecord } from '../../domain/records';
import { revisionHashOf } from '../../rendering/renderPodSpec';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { Ownerships } from '../ownership/Ownerships';
import { assertGeneration } from './assertGeneration';

/** In which tenant, and who. */
interface Act {
  tenant: string;
  person: string;
}

/** Decides about applications and the drafts of their services. What runs is changed by releases alone. */
export class ApplicationService {
  readonly #store: Store;
  readonly #stores: DeliveryStores;
  readonly #ownerships: Ownerships;
  readonly #bindings: BindingService;
  readonly #clock: Clock;

  static create(options: {
    store: Store;
    stores: DeliveryStores;
    ownerships: Ownerships;
    bindings: BindingService;
    clock: Clock;
  }): ApplicationService {
    return new ApplicationService(options);
  }

  private constructor(options: {
    store: Store;
    stores: DeliveryStores;
    ownerships: Ownerships;
    bindings: BindingService;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#stores = options.stores;
    this.#ownerships = options.ownerships;
    this.#bindings = options.bindings;
    this.#clock = options.clock;
  }

  async createApplication(
    act: Act & { key: string },
    body: {
      slug: string;
      displayName: string;
      description: string;
      team?: string;
    },
  ): Promise<ApplicationRecord> {
    const { tenant, person } = act;
    await this.#once(act, ['createApplication', tenant, body], async trx => {
      const team = this.#team(tenant, body.team);
      const now = this.#clock.now().toISOString();
      const application: ApplicationRecord = {
        ...body,
        id: newId(),
        tenant,
        createdBy: person,
        createdAt: now,
        updatedAt: now,
        generation: 1,
      };
      if (!(await this.#stores.applications.insert(trx, application))) {
        throw new ConflictError(
          `${tenant} has an application "${body.slug}" already; choose another name`,
        );
      }
      await this.#tell(trx, act, 'created', {
        kind: 'application',
        of: application,
      });
      await this.#ownerships.move(trx, application, team, person);
    });
    return this.application(tenant, body.slug);
  }

  /** Changes display name, description or team (null: none). With `ifMatch` only where it still has that generation. */
  async updateApplication(
    act: Act & { application: string; ifMatch?: string },
    change: {
      displayName?: string;
      description?: string;
      team?: string | null;
    },
  ): Promise<ApplicationRecord> {
    return this.#store.transaction(async trx => {
      const found = await this.#application(act.tenant, act.application, trx);
      const what = `Application "${found.slug}"`;
      assertGeneration(what, found.generation, act.ifMatch);
      const team = this.#team(act.tenant, change.team);
      const changed: ApplicationRecord = {
        ...found,
        team: change.team === undefined ? found.team : team?.slug,
        displayName: change.displayName ?? found.displayName,
        description: change.description ?? found.description,
        updatedAt: this.#clock.now().toISOString(),
        generation: found.generation + 1,
      };
      if (!(await this.#stores.applications.update(trx, changed))) {
        throw changedMeanwhile(what);
      }
      await this.#tell(trx, act, 'updated', {
        kind: 'application',
        of: changed,
      });
      if (change.team !== undefined) {
        await this.#ownerships.move(trx, changed, team, act.person);
      }
      return changed;
    });
  }

  async deleteApplication(act: Act & { application: string }): Promise<void> {
    await this.#store.transaction(async trx => {
      const found = await this.#application(act.tenant, act.application, trx);
      if (!(await this.#stores.applications.delete(trx, found.id))) {
        throw new ConflictError(
          `Application "${found.slug}" still has services; delete them first`,
        );
      }
      await this.#ownerships.move(trx, found, undefined, act.person);
      await this.#tell(trx, act, 'deleted', { kind: 'application', of: found });
    });
  }

  async createService(
    act: Act & { key: string; application: string },
    body: {
      slug: string;
      displayName: string;
      kind?: ServiceKind;
      spec: ServiceSpec;
    },
  ): Promise<ServiceRecord> {
    const { tenant, person, application } = act;
    const call = ['createService', tenant, application, body];
    await this.#once(act, call, async trx => {
      const parent = await this.#application(tenant, application, trx);
      const now = this.#clock.now().toISOString();
      const service: ServiceRecord = {
        id: newId(),
        tenant,
        applicationId: parent.id,
        application: parent.slug,
        slug: body.slug,
        displayName: body.displayName,
        kind: body.kind ?? 'web',
        draft: body.spec,
        draftHash: revisionHashOf(body.spec),
        createdBy: person,
        createdAt: now,
        updatedAt: now,
        generation: 1,
      };
      if (!(await this.#stores.services.insert(trx, service))) {
        throw new ConflictError(
          `${tenant} has a service "${body.slug}" already, in this application or in another; choose another name`,
        );
      }
      await this.#tell(trx, act, 'created', { kind: 'service', of: service });
    });
    return this.service(tenant, body.slug);
  }

  /** Changes display name or draft; what runs stays as it is. */
  async updateService(
    act: Act & { service: string; ifMatch?: string },
    change: { displayName?: string; spec?: ServiceSpec },
  ): Promise<ServiceRecord> {
    return this.#store.transaction(async trx => {
      const found = await this.#service(act.tenant, act.service, trx);
      const what = `Service "${found.slug}"`;
      assertGeneration(what, found.generation, act.ifMatch);
      const draft = change.spec ?? found.draft;
      const problem = specProblemOf(found.kind, draft);
      if (problem) {
        throw new InputError(problem.message);
      }
      const changed: ServiceRecord = {
        ...found,
        displayName: change.displayName ?? found.displayName,
        draft,
        draftHash: revisionHashOf(draft),
        updatedAt: this.#clock.now().toISOString(),
        generation: found.generation + 1,
      };
      if (!(await this.#stores.services.update(trx, changed))) {
        throw changedMeanwhile(what);
      }
      await this.#tell(trx, act, 'updated', { kind: 'service', of: changed });
      return changed;
    });
  }

  /** Deletes a service that is published nowhere and bound to nothing. */
  async deleteService(act: Act & { service: string }): Promise<void> {
    await this.#store.transaction(async trx => {
      const found = await this.#service(act.tenant, act.service, trx);
      await this.#stores.services.lock(trx, found.id);
      this.#assertUnbound(found);
      if (!(await this.#stores.services.delete(trx, found.id))) {
        throw new ConflictError(
          `Service "${found.slug}" is still published; unpublish it everywhere first`,
        );
      }
      await this.#tell(trx, act, 'deleted', { kind: 'service', of: found });
    });
  }

  /** A binding that is made in this very instant finds its service gone, and takes itself back (ADR 21). */
  #assertUnbound({ id, slug }: ServiceRecord): void {
    const bound = this.#bindings.bindingsOf({ serviceId: id });
    if (bound.length > 0) {
      throw new ConflictError(
        `Service "${slug}" is still bound: ${bound
          .map(
            ({ binding, instance, environment }) =>
              `${binding} to ${instance} in ${environment}`,
          )
          .join(', ')}; delete these bindings first`,
      );
    }
  }

  async application(tenant: string, slug: string): Promise<ApplicationRecord> {
    return this.#application(tenant, slug, this.#store.knex);
  }

  async service(tenant: string, slug: string): Promise<ServiceRecord> {
    return this.#service(tenant, slug, this.#store.knex);
  }

  #team(tenant: string, slug: string | null | undefined) {
    return slug ? this.#ownerships.seenTeam(tenant, slug) : undefined;
  }

  async #application(tenant: string, slug: string, knex: Knex) {
    const found = await this.#stores.applications.find(tenant, slug, knex);
    if (!found) {
      throw new NotFoundError(`There is no application "${slug}" in ${tenant}`);
    }
    return found;
  }

  async #service(tenant: string, slug: string, knex: Knex) {
    const found = await this.#stores.services.find(tenant, slug, knex);
    if (!found) {
      throw new NotFoundError(`There is no service "${slug}" in ${tenant}`);
    }
    return found;
  }

  async #once(
    { person, key }: { person: string; key: string },
    call: unknown[],
    work: (trx: Knex.Transaction) => Promise<void>,
  ): Promise<void> {
    await withIdempotency(
      this.#store,
      {
        caller: person,
        key,
        fingerprint: JSON.stringify(call),
        clock: this.#clock,
      },
      async trx => {
        await work(trx);
        return true;
      },
    );
  }

  async #tell(
    trx: Knex.Transaction,
    { tenant, person }: Act,
    verb: 'created' | 'updated' | 'deleted',
    subject:
      | { kind: 'application'; of: ApplicationRecord }
      | { kind: 'service'; of: ServiceRecord },
  ): Promise<void> {
    const event: NewEvent = {
      type: `${subject.kind}.${verb}.v1`,
      subject: {
        kind: subject.kind,
        id: subject.of.id,
        name: subject.of.slug,
      },
      tenant,
      actor: person,
      outcome: 'succeeded',
      summary: `The ${subject.kind} ${subject.of.slug} was ${verb}`,
      data:
        subject.kind === 'service'
          ? {
              application: subject.of.application,
              applicationId: subject.of.applicationId,
            }
          : { application: subject.of.slug, applicationId: subject.of.id },
    };
    await appendEvent(trx, this.#clock, event);
  }
}

function changedMeanwhile(what: string): ConflictError {
  return new ConflictError(
    `${what} was changed by somebody else just now; look again and decide anew`,
  );
}
