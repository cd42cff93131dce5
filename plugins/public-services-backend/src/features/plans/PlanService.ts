import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { TenantScope } from '@flytower/contract-node';
import { appendEvent, Clock, newId, NewEvent, Store } from '@flytower/durable';
import {
  CreatePlan,
  Engine,
  Offering,
  Plan,
  planSchema,
} from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { OFFERINGS } from '../../domain/offerings';
import { PlanRecord, ServerRecord } from '../../domain/records';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { assertGeneration } from '../operations/assertGeneration';
import { Asking, Commands } from '../operations/Commands';

export interface PlanServiceOptions {
  store: Store;
  stores: PublicServicesStores;
  commands: Commands;
  clock: Clock;
}

/** Offerings with their plans, and the commands on plans. */
export class PlanService {
  readonly #options: PlanServiceOptions;

  static create(options: PlanServiceOptions): PlanService {
    return new PlanService(options);
  }

  private constructor(options: PlanServiceOptions) {
    this.#options = options;
  }

  /**
   * Every offering. Withdrawn plans, names of servers and how many are left are for those who manage plans; everybody else
   * counts the instances of the own tenants, and learns whether there is a server left.
   */
  async offerings(options: {
    manages: boolean;
    /** Whose instances the reader may see. */
    scope: TenantScope;
  }): Promise<Offering[]> {
    const { store, stores } = this.#options;
    const { manages, scope } = options;
    return store.readTransaction(async trx => {
      const plans = await stores.plans.list(trx);
      const views = await this.#views(
        trx,
        plans,
        manages ? { kind: 'all' } : scope,
      );
      return Object.values(OFFERINGS).map(
        ({ engine, displayName, description }) => ({
          name: engine,
          engine,
          displayName,
          description,
          plans: views
            .filter(
              plan => plan.offering === engine && (manages || plan.active),
            )
            .map(plan => (manages ? plan : forOrdering(plan))),
        }),
      );
    });
  }

  async create(
    offering: Engine,
    body: CreatePlan,
    asking: Asking,
  ): Promise<Plan> {
    const { stores, commands, clock } = this.#options;
    const answer = await commands.once(
      ['createPlan', offering, body],
      asking,
      async trx => {
        const servers = await this.#servers(trx, offering, body.servers);
        const plan: PlanRecord = {
          id: newId(),
          offering,
          name: body.name,
          displayName: body.displayName,
          description: body.description,
          limits: body.limits,
          active: true,
          serverIds: servers.map(({ id }) => id),
          createdAt: clock.now().toISOString(),
          generation: 1,
        };
        if (!(await stores.plans.insert(trx, plan))) {
          throw new ConflictError(
            `${OFFERINGS[offering].displayName} has a plan "${body.name}" already; choose another name`,
          );
        }
        await this.#tell(trx, plan, asking.requester, 'published');
        return this.#view(trx, plan);
      },
    );
    return planSchema.parse(answer);
  }

  async update(
    offering: Engine,
    name: string,
    change: {
      displayName?: string;
      description?: string;
      servers?: string[];
      active?: boolean;
    },
    asking: { requester: string; ifMatch?: string },
  ): Promise<Plan> {
    const { store, stores } = this.#options;
    return store.transaction(async trx => {
      const plan = await this.#plan(trx, offering, name);
      assertGeneration(`Plan "${name}"`, plan.generation, asking.ifMatch);
      const { servers, ...shown } = change;
      const changed: PlanRecord = {
        ...plan,
        ...JSON.parse(JSON.stringify(shown)),
        ...(servers
          ? {
              serverIds: (await this.#servers(trx, offering, servers)).map(
                ({ id }) => id,
              ),
            }
          : {}),
        generation: plan.generation + 1,
      };
      if (!(await stores.plans.update(trx, changed))) {
        throw new ConflictError(
          `Plan "${name}" was changed by somebody else just now; look again and decide anew`,
        );
      }
      const verb =
        plan.active === changed.active
          ? 'updated'
          : { true: 'published', false: 'withdrawn' }[`${changed.active}`];
      await this.#tell(trx, changed, asking.requester, verb);
      return this.#view(trx, changed);
    });
  }

  async delete(offering: Engine, name: string, person: string): Promise<void> {
    const { store, stores } = this.#options;
    await store.transaction(async trx => {
      const plan = await this.#plan(trx, offering, name);
      const counts = await stores.plans.instanceCounts(trx, { kind: 'all' });
      const instances = counts.get(plan.id) ?? 0;
      if (instances > 0) {
        throw new ConflictError(
          `Plan "${name}" has ${instances} instances; withdraw it, so that nobody orders it any more`,
        );
      }
      await stores.plans.delete(trx, plan.id);
      await this.#tell(trx, plan, person, 'deleted');
    });
  }

  async #view(knex: Knex, plan: PlanRecord): Promise<Plan> {
    const [view] = await this.#views(knex, [plan]);
    return view;
  }

  async #views(
    knex: Knex,
    plans: PlanRecord[],
    scope: TenantScope = { kind: 'all' },
  ): Promise<Plan[]> {
    const { stores } = this.#options;
    const servers = await stores.servers.list(knex);
    const held = await stores.servers.instanceCounts(knex);
    const counts = await stores.plans.instanceCounts(knex, scope);
    return plans.map(({ serverIds, ...plan }) => {
      const own = servers.filter(({ id }) => serverIds.includes(id));
      return {
        ...plan,
        edition: 'host',
        servers: own.map(({ name }) => name),
        ...(plan.offering === 'redis'
          ? { free: own.filter(({ id }) => !held.get(id)).length }
          : {}),
        instances: counts.get(plan.id) ?? 0,
      };
    });
  }

  async #plan(knex: Knex, offering: Engine, name: string): Promise<PlanRecord> {
    const plan = await this.#options.stores.plans.find(knex, offering, name);
    if (!plan) {
      throw new NotFoundError(
        `${OFFERINGS[offering].displayName} has no plan "${name}"`,
      );
    }
    return plan;
  }

  async #servers(
    knex: Knex,
    offering: Engine,
    names: readonly string[],
  ): Promise<ServerRecord[]> {
    const known = await this.#options.stores.servers.list(knex);
    return [...new Set(names)].map(name => {
      const server = known.find(one => one.name === name);
      if (!server) {
        throw new InputError(`There is no server "${name}"; register it first`);
      }
      if (server.engine !== offering) {
        throw new InputError(
          `Server "${name}" speaks ${
            OFFERINGS[server.engine].displayName
          }, not ${OFFERINGS[offering].displayName}; choose another`,
        );
      }
      return server;
    });
  }

  async #tell(
    trx: Knex.Transaction,
    plan: PlanRecord,
    actor: string,
    verb: string,
  ): Promise<void> {
    const event: NewEvent = {
      type: `plan.${verb}.v1`,
      subject: { kind: 'plan', id: plan.id, name: plan.name },
      actor,
      outcome: 'succeeded',
      summary: `The plan "${plan.name}" of ${
        OFFERINGS[plan.offering].displayName
      } was ${verb}`,
      data: { offering: plan.offering, active: plan.active },
    };
    await appendEvent(trx, this.#options.clock, event);
  }
}

/** What whoever orders is shown of a plan: how many servers others have taken is not among it. */
function forOrdering(plan: Plan): Plan {
  return {
    ...plan,
    servers: [],
    ...(plan.free === undefined ? {} : { free: Math.min(plan.free, 1) }),
  };
}
