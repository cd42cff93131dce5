import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import { tenantNotFound } from '@flytower/contract-node';
import {
  appendEvent,
  Clock,
  newId,
  OperationStore,
  Store,
} from '@flytower/durable';
import {
  CreateInstance,
  InstancePlan,
} from '@flytower/plugin-public-services-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import type { Knex } from 'knex';
import { databaseNameOf, usernameOf } from '../../domain/names';
import { OrderScene, planInstance } from '../../domain/planInstance';
import { InstanceRecord, PlanRecord } from '../../domain/records';
import { inWords, pendingSteps } from '../../domain/steps';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { Asking, Commands } from '../operations/Commands';
import { assertGeneration } from '../operations/assertGeneration';
import { InstanceKind, stepTitles } from './instanceSteps';
import { instanceEvent } from './instanceEvent';
import { Passwords } from './Passwords';

export interface InstanceServiceOptions {
  store: Store;
  stores: PublicServicesStores;
  operations: OperationStore;
  commands: Commands;
  passwords: Passwords;
  tenancy: TenancyService;
  clock: Clock;
  /** The most instances of one tenant. */
  instancesPerTenant: number;
}

/** What is said of an instance that is asked for something else while this goes on. */
const BUSY: Partial<Record<InstanceRecord['state'], string>> = {
  creating: 'is still being made; wait until it is ready, or abort its order',
  deleting: 'is being deleted',
};

/** The commands on instances. Each writes what is desired, with its event and its operation, in one transaction. */
export class InstanceService {
  readonly #options: InstanceServiceOptions;

  static create(options: InstanceServiceOptions): InstanceService {
    return new InstanceService(options);
  }

  private constructor(options: InstanceServiceOptions) {
    this.#options = options;
  }

  /** What an order would make, by the rules of the order itself. Saves nothing. */
  async plan(tenant: string, order: CreateInstance): Promise<InstancePlan> {
    const { store, stores } = this.#options;
    const { scene } = await store.readTransaction(async trx =>
      this.#scene(
        trx,
        tenant,
        order,
        await stores.instances.count(trx, tenant),
      ),
    );
    const { blockers, ...plan } = planInstance(order, scene);
    return { ...plan, blockers: blockers.map(({ sentence }) => sentence) };
  }

  async create(
    tenant: string,
    order: CreateInstance,
    asking: Asking,
  ): Promise<Operation> {
    const { stores, commands, clock, passwords } = this.#options;
    const { requester } = asking;
    return commands.startOnce(
      ['createInstance', tenant, order],
      asking,
      async trx => {
        const ordered = await stores.instances.lockTenant(trx, tenant);
        const { scene, plan } = await this.#scene(trx, tenant, order, ordered);
        const { blockers } = planInstance(order, scene);
        const [first] = blockers;
        if (first) {
          const sentence = blockers.map(one => one.sentence).join('. ');
          throw first.kind === 'input'
            ? new InputError(sentence)
            : new ConflictError(sentence);
        }
        if (!plan) {
          throw new Error(`The plan ${order.plan} passed without being there`);
        }
        const now = clock.now().toISOString();
        const instance: InstanceRecord = {
          id: newId(),
          tenant,
          environment: order.environment,
          name: order.name,
          displayName: order.displayName,
          engine: order.offering,
          planId: plan.id,
          plan: plan.name,
          limits: plan.limits,
          database: databaseNameOf({ tenant, ...order }),
          state: 'creating',
          createdBy: requester,
          createdAt: now,
          updatedAt: now,
          generation: 1,
        };
        await stores.instances.insert(trx, instance);
        const accountId = newId();
        await stores.accounts.insert(trx, {
          id: accountId,
          instanceId: instance.id,
          username: usernameOf(instance.name, accountId),
          state: 'creating',
          version: 1,
        });
        await passwords.make(trx, accountId, 1);
        return this.#start(trx, instance, 'instance.create', requester, {
          event: 'instance.ordered',
          summary: `${instance.name} (${instance.engine}, ${instance.plan}) was ordered for ${tenant}/${instance.environment}`,
        });
      },
    );
  }

  async disable(
    tenant: string,
    name: string,
    asking: Asking,
  ): Promise<Operation> {
    return this.#turn(tenant, name, asking, {
      kind: 'instance.disable',
      state: 'disabled',
      event: 'instance.disable-requested',
      already: 'is disabled already',
      summary: `${name} is to be disabled: every account locked, every session ended`,
    });
  }

  async enable(
    tenant: string,
    name: string,
    asking: Asking,
  ): Promise<Operation> {
    return this.#turn(tenant, name, asking, {
      kind: 'instance.enable',
      state: 'ready',
      event: 'instance.enable-requested',
      already: 'is not disabled',
      summary: `${name} is to be enabled again`,
    });
  }

  async delete(
    tenant: string,
    name: string,
    asking: Asking,
  ): Promise<Operation> {
    const { stores, commands, clock, operations } = this.#options;
    return commands.startOnce(
      ['deleteInstance', tenant, name],
      asking,
      async trx => {
        const instance = await this.#locked(trx, tenant, name, asking);
        if (instance.state === 'deleting') {
          throw new ConflictError(`"${name}" is being deleted already`);
        }
        const bound = await stores.bindings.all(trx, {
          instanceId: instance.id,
        });
        if (bound.length > 0) {
          throw new ConflictError(
            `"${name}" is bound: remove ${bound
              .map(one => `${one.name} (of ${one.service})`)
              .join(', ')} first`,
          );
        }
        const open = await operations.unfinished(trx, instance.id);
        if (open.some(({ kind }) => kind === 'instance.create')) {
          throw new ConflictError(
            `"${name}" is still being made; abort its order, which takes back what it made`,
          );
        }
        await stores.instances.update(trx, instance.id, {
          state: 'deleting',
          at: clock.now(),
        });
        return this.#start(trx, instance, 'instance.delete', asking.requester, {
          event: 'instance.delete-requested',
          summary: `${name} is to be deleted with its data`,
        });
      },
    );
  }

  async changePassword(
    tenant: string,
    name: string,
    graceSeconds: number,
    asking: Asking,
  ): Promise<Operation> {
    const { stores, commands, clock, passwords } = this.#options;
    return commands.startOnce(
      ['changePassword', tenant, name, graceSeconds],
      asking,
      async trx => {
        const instance = await this.#locked(trx, tenant, name, asking);
        refuseBusy(instance);
        const account = await stores.accounts.ownOf(trx, instance.id);
        if (!account) {
          throw new Error(`The instance ${instance.id} has no account`);
        }
        if (account.change) {
          throw new ConflictError(
            `The password of "${name}" is being changed; the old one dies at ${inWords(
              account.change.deadlineAt,
            )}, and then it can be changed again`,
          );
        }
        await passwords.make(trx, account.id, account.version + 1);
        const deadlineAt = new Date(
          clock.now().getTime() + graceSeconds * 1000,
        );
        const operation = await this.#start(
          trx,
          instance,
          'instance.change-password',
          asking.requester,
          {
            event: 'password.change-requested',
            summary: `${name} is to get a new password; the old one dies ${
              graceSeconds === 0 ? 'at once' : `at ${deadlineAt.toISOString()}`
            }`,
          },
        );
        await stores.accounts.update(trx, account.id, {
          change: { operationId: operation.id, deadlineAt },
        });
        return operation;
      },
    );
  }

  async #turn(
    tenant: string,
    name: string,
    asking: Asking,
    turn: {
      kind: InstanceKind;
      state: 'ready' | 'disabled';
      event: string;
      already: string;
      summary: string;
    },
  ): Promise<Operation> {
    const { stores, commands, clock } = this.#options;
    return commands.startOnce([turn.kind, tenant, name], asking, async trx => {
      const instance = await this.#locked(trx, tenant, name, asking);
      refuseBusy(instance);
      if (instance.state === turn.state) {
        throw new ConflictError(`"${name}" ${turn.already}`);
      }
      await stores.instances.update(trx, instance.id, {
        state: turn.state,
        at: clock.now(),
      });
      return this.#start(trx, instance, turn.kind, asking.requester, turn);
    });
  }

  async #start(
    trx: Knex.Transaction,
    instance: InstanceRecord,
    kind: InstanceKind,
    requester: string,
    told: { event: string; summary: string },
  ): Promise<Operation> {
    const { operations, clock } = this.#options;
    const operation = await operations.start(trx, {
      kind,
      subject: { kind: 'instance', id: instance.id, name: instance.name },
      tenant: instance.tenant,
      requester,
      actor: 'flytower',
      reason: 'Starts in a moment',
      steps: pendingSteps(stepTitles(kind, instance)),
      input: {},
    });
    await appendEvent(
      trx,
      clock,
      instanceEvent(told.event, instance, {
        actor: requester,
        outcome: 'requested',
        operationId: operation.id,
        summary: told.summary,
      }),
    );
    return operation;
  }

  async #locked(
    trx: Knex.Transaction,
    tenant: string,
    name: string,
    { ifMatch }: Asking,
  ): Promise<InstanceRecord> {
    const { stores } = this.#options;
    const found = await stores.instances.find(trx, tenant, name);
    const instance = found && (await stores.instances.lock(trx, found.id));
    if (!instance) {
      throw instanceNotFound(tenant, name);
    }
    assertGeneration(`"${name}"`, instance.generation, ifMatch);
    return instance;
  }

  async #scene(
    knex: Knex,
    slug: string,
    order: CreateInstance,
    ordered: number,
  ): Promise<{ scene: OrderScene; plan?: PlanRecord }> {
    const { stores, tenancy, instancesPerTenant } = this.#options;
    const tenant = tenancy.tenant(slug);
    if (!tenant) {
      throw tenantNotFound(slug);
    }
    const plans = (await stores.plans.list(knex)).filter(
      one => one.offering === order.offering,
    );
    const plan = plans.find(({ name }) => name === order.plan);
    const held = await stores.servers.instanceCounts(knex);
    const servers = (await stores.servers.list(knex)).filter(({ id }) =>
      plan?.serverIds.includes(id),
    );
    const named = await stores.instances.find(knex, slug, order.name);
    return {
      ...(plan ? { plan } : {}),
      scene: {
        tenant,
        ...(plan ? { plan } : {}),
        choices: plans.filter(({ active }) => active).map(({ name }) => name),
        servers: servers.map(({ id, name, health }) => ({
          name,
          health,
          taken: (held.get(id) ?? 0) > 0,
        })),
        nameTaken: named !== undefined,
        ordered,
        most: instancesPerTenant,
      },
    };
  }
}

/** Refuses what cannot be asked of an instance that is being made or deleted. */
export function refuseBusy(instance: InstanceRecord): void {
  const busy = BUSY[instance.state];
  if (busy) {
    throw new ConflictError(`"${instance.name}" ${busy}`);
  }
}

export function instanceNotFound(tenant: string, name: string): NotFoundError {
  return new NotFoundError(`There is no instance "${name}" in ${tenant}`);
}
