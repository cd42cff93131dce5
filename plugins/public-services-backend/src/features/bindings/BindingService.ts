import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import {
  appendEvent,
  Clock,
  newId,
  OperationStore,
  Store,
} from '@flytower/durable';
import {
  bindingSlugSchema,
  ChangePassword,
  CreateBinding,
} from '@flytower/plugin-public-services-common';
import type { Knex } from 'knex';
import { bindingNameOf, prefixOf, usernameOf } from '../../domain/names';
import { BindingRecord, InstanceRecord } from '../../domain/records';
import { inWords } from '../../domain/steps';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { bindingEvent } from '../instances/instanceEvent';
import { instanceNotFound, refuseBusy } from '../instances/InstanceService';
import { Passwords } from '../instances/Passwords';
import { assertGeneration } from '../operations/assertGeneration';
import { Asking, Commands } from '../operations/Commands';
import { BindingKind, stepTitles } from './bindingSteps';
import { bindingNotFound } from './BindingViews';
import { Delegations } from './Delegations';
import { DeliveryDoor } from './DeliveryDoor';
import { PodCounter } from './PodCounter';

export interface BindingServiceOptions {
  store: Store;
  stores: PublicServicesStores;
  operations: OperationStore;
  commands: Commands;
  passwords: Passwords;
  delivery: DeliveryDoor;
  delegations: Delegations;
  pods: PodCounter;
  clock: Clock;
}

/** Who asks, and the credentials to ask other backends with on their behalf. */
export type AskingPerson = Asking & { credentials: BackstageCredentials };

/** The commands on bindings. Each writes what is desired, with its event and its operation, in one transaction. */
export class BindingService {
  readonly #options: BindingServiceOptions;

  static create(options: BindingServiceOptions): BindingService {
    return new BindingService(options);
  }

  private constructor(options: BindingServiceOptions) {
    this.#options = options;
  }

  async create(
    tenant: string,
    instanceName: string,
    body: CreateBinding,
    asking: AskingPerson,
  ): Promise<Operation> {
    const { stores, commands, passwords, delivery, clock } = this.#options;
    const { credentials, ...who } = asking;
    const service = await delivery.service(credentials, {
      tenant,
      service: body.service,
    });
    const name = nameOf(body, instanceName);
    return commands.startOnce(
      ['createBinding', tenant, instanceName, body],
      who,
      async trx => {
        const instance = await this.#instance(trx, tenant, instanceName);
        if (instance.state !== 'ready') {
          refuseBusy(instance);
          throw new ConflictError(
            `"${instanceName}" is disabled; enable it before you bind it`,
          );
        }
        const prefix = body.prefix ?? prefixOf(instance.engine);
        await this.#assertFree(trx, instance, { name, prefix, service });
        const now = clock.now().toISOString();
        const binding: BindingRecord = {
          id: newId(),
          tenant,
          environment: instance.environment,
          instanceId: instance.id,
          name,
          service: service.slug,
          serviceId: service.id,
          application: service.application,
          prefix,
          state: 'creating',
          version: 1,
          forced: false,
          secrets: [],
          createdBy: who.requester,
          createdAt: now,
          updatedAt: now,
          generation: 1,
        };
        if (!(await stores.bindings.insert(trx, binding))) {
          throw new ConflictError(
            `${tenant} has a binding "${name}" already; choose another name`,
          );
        }
        const accountId = newId();
        await stores.accounts.insert(trx, {
          id: accountId,
          instanceId: instance.id,
          bindingId: binding.id,
          username: usernameOf(service.slug, accountId),
          state: 'creating',
          version: 1,
        });
        await passwords.make(trx, accountId, 1);
        return this.#start(trx, binding, instance, {
          kind: 'binding.create',
          requester: who.requester,
          event: 'binding.requested',
          summary: `${instanceName} is to be bound to ${service.slug}`,
        });
      },
    );
  }

  async changePassword(
    tenant: string,
    name: string,
    { graceSeconds, releaseService }: ChangePassword,
    asking: AskingPerson,
  ): Promise<Operation> {
    const { stores, commands, clock, passwords, delegations } = this.#options;
    const { credentials, ...who } = asking;
    return commands.startOnce(
      ['changeBindingPassword', tenant, name, graceSeconds, releaseService],
      who,
      async trx => {
        const { binding, instance } = await this.#locked(
          trx,
          tenant,
          name,
          who,
        );
        refuseBusy(instance);
        if (binding.state !== 'ready') {
          throw new ConflictError(
            `"${name}" is ${
              binding.state === 'creating'
                ? 'still being made'
                : 'being removed'
            }; its password cannot be changed now`,
          );
        }
        const [account] = await stores.accounts.ofBindings(trx, [binding.id]);
        if (account.change) {
          throw new ConflictError(
            `The password of "${name}" is being changed already; the old one dies at ${inWords(
              account.change.deadlineAt,
            )} at the latest`,
          );
        }
        await passwords.make(trx, account.id, account.version + 1);
        const deadlineAt = new Date(
          clock.now().getTime() + graceSeconds * 1000,
        );
        const operation = await this.#start(trx, binding, instance, {
          kind: 'binding.change-password',
          requester: who.requester,
          event: 'password.change-requested',
          summary: `${name} is to get a new password; the old one dies when no instance needs it, at ${inWords(
            deadlineAt,
          )} at the latest`,
          input: { releaseService },
        });
        await stores.accounts.update(trx, account.id, {
          change: { operationId: operation.id, deadlineAt },
        });
        delegations.put(operation.id, credentials);
        return operation;
      },
    );
  }

  /** Asked again with force, it waits for no instance any more. */
  async delete(
    tenant: string,
    name: string,
    force: boolean,
    asking: Asking,
  ): Promise<Operation> {
    const { stores, commands, clock, operations } = this.#options;
    return commands.startOnce(
      ['deleteBinding', tenant, name, force],
      asking,
      async trx => {
        const { binding, instance } = await this.#locked(
          trx,
          tenant,
          name,
          asking,
        );
        const open = await operations.unfinished(trx, binding.id);
        const going = open.find(
          ({ kind }) =>
            kind === 'binding.delete' || binding.state === 'deleting',
        );
        if (going && (!force || binding.forced)) {
          throw new ConflictError(
            `"${name}" is being removed already${
              binding.forced ? '' : '; with force it waits for no instance'
            }`,
          );
        }
        await stores.bindings.update(trx, binding.id, {
          state: 'deleting',
          forced: force,
          at: clock.now(),
        });
        if (going) {
          return operations.control(trx, going.id, 'retry');
        }
        return this.#start(trx, binding, instance, {
          kind: 'binding.delete',
          requester: asking.requester,
          event: 'binding.delete-requested',
          summary: `${instance.name} is to be bound to ${
            binding.service
          } no more${force ? ', at once' : ''}`,
        });
      },
    );
  }

  async #start(
    trx: Knex.Transaction,
    binding: BindingRecord,
    instance: InstanceRecord,
    options: {
      kind: BindingKind;
      requester: string;
      event: string;
      summary: string;
      input?: { releaseService: boolean };
    },
  ): Promise<Operation> {
    const { operations, clock, pods } = this.#options;
    const { kind, requester, event, summary, input = {} } = options;
    const clusters = pods.clustersOf(binding).map(({ cluster }) => cluster);
    const operation = await operations.start(trx, {
      kind,
      subject: { kind: 'binding', id: binding.id, name: binding.name },
      tenant: binding.tenant,
      requester,
      actor: `${binding.tenant}-deployer`,
      reason: 'Starts in a moment',
      steps: stepTitles(kind, clusters).map(step => ({
        ...step,
        state: 'pending',
      })),
      input,
    });
    await appendEvent(
      trx,
      clock,
      bindingEvent(event, binding, instance, {
        actor: requester,
        outcome: 'requested',
        operationId: operation.id,
        summary,
      }),
    );
    return operation;
  }

  /** One service has one binding of an instance, and no variable twice. */
  async #assertFree(
    trx: Knex.Transaction,
    instance: InstanceRecord,
    wish: {
      name: string;
      prefix: string;
      service: { id: string; slug: string };
    },
  ): Promise<void> {
    const all = await this.#options.stores.bindings.all(trx, {
      tenant: instance.tenant,
    });
    const ofService = all.filter(
      ({ serviceId, environment }) =>
        serviceId === wish.service.id && environment === instance.environment,
    );
    const same = ofService.find(one => one.instanceId === instance.id);
    if (same) {
      throw new ConflictError(
        `"${instance.name}" is bound to ${wish.service.slug} already, as "${same.name}"`,
      );
    }
    const taken = ofService.find(one => one.prefix === wish.prefix);
    if (taken) {
      throw new ConflictError(
        `${wish.service.slug} has variables ${wish.prefix}_… already, by the binding "${taken.name}"; choose another prefix`,
      );
    }
  }

  async #instance(
    trx: Knex.Transaction,
    tenant: string,
    name: string,
  ): Promise<InstanceRecord> {
    const { stores } = this.#options;
    const found = await stores.instances.find(trx, tenant, name);
    const instance = found && (await stores.instances.lock(trx, found.id));
    if (!instance) {
      throw instanceNotFound(tenant, name);
    }
    return instance;
  }

  /** The instance's lock before the binding's, everywhere. */
  async #locked(
    trx: Knex.Transaction,
    tenant: string,
    name: string,
    { ifMatch }: Pick<Asking, 'ifMatch'>,
  ): Promise<{ binding: BindingRecord; instance: InstanceRecord }> {
    const { stores } = this.#options;
    const found = await stores.bindings.find(trx, tenant, name);
    const instance =
      found && (await stores.instances.lock(trx, found.instanceId));
    const binding = found && (await stores.bindings.lock(trx, found.id));
    if (!binding || !instance) {
      throw bindingNotFound(tenant, name);
    }
    assertGeneration(`"${name}"`, binding.generation, ifMatch);
    return { binding, instance };
  }
}

function nameOf(body: CreateBinding, instance: string): string {
  const parsed = bindingSlugSchema.safeParse(
    body.name ?? bindingNameOf(body.service, instance),
  );
  if (!parsed.success) {
    throw new InputError(parsed.error.issues[0].message);
  }
  return parsed.data;
}
