import { Operation } from '@flytower/contract';
import { Clock, OperationWork, Outcome, Store } from '@flytower/durable';
import { chooseServer } from '../../domain/chooseServer';
import { AccountRecord, InstanceRecord } from '../../domain/records';
import { stepped } from '../../domain/steps';
import { EngineError } from '../../engines/EngineDriver';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import {
  ServerDesk,
  ServerInHand,
  Trouble,
  waitingFor,
} from '../operations/ServerDesk';
import { instanceEvent } from './instanceEvent';
import { Passwords } from './Passwords';

export interface InstanceHandlerOptions {
  store: Store;
  stores: PublicServicesStores;
  desk: ServerDesk;
  passwords: Passwords;
  clock: Clock;
}

/** What a pass looks at. */
interface Scene {
  operation: Operation;
  instance: InstanceRecord;
  /** The instance's own first. */
  accounts: AccountRecord[];
  server?: ServerInHand;
}

/**
 * Passes of operations on instances. One pass does one step, each an act that may be repeated, and records it; what is
 * desired stands in the instance's own state, so an operation that finds it turned round meanwhile ends as aborted.
 */
export class InstanceHandler {
  readonly #options: InstanceHandlerOptions;

  static create(options: InstanceHandlerOptions): InstanceHandler {
    return new InstanceHandler(options);
  }

  private constructor(options: InstanceHandlerOptions) {
    this.#options = options;
  }

  async handle({ operation, signal }: OperationWork): Promise<Outcome> {
    const scene = await this.#load(operation, signal);
    if (!scene) {
      return { state: 'aborted', reason: 'The instance is gone' };
    }
    switch (operation.kind) {
      case 'instance.create':
        return scene.instance.state === 'deleting'
          ? this.#takeBack(scene, 'aborted')
          : this.#create(scene);
      case 'instance.delete':
        return this.#takeBack(scene, 'succeeded');
      case 'instance.disable':
      case 'instance.enable':
        return this.#turn(scene);
      default:
        throw new Error(`No pass is known for ${operation.kind}`);
    }
  }

  async #load(
    operation: Operation,
    signal: AbortSignal,
  ): Promise<Scene | undefined> {
    const { store, stores, desk } = this.#options;
    const { id } = operation.subject;
    const instance = await stores.instances.byId(store.knex, id);
    if (!instance) {
      return undefined;
    }
    const accounts = await stores.accounts.ofInstance(store.knex, id);
    const server = await desk.serverOf(store.knex, instance, signal);
    return { operation, instance, accounts, ...(server ? { server } : {}) };
  }

  async #create(scene: Scene): Promise<Outcome> {
    const { server, instance, accounts, operation } = scene;
    const step = operation.steps.find(one => one.state !== 'succeeded');
    if (!server || !step) {
      return this.#choose(scene);
    }
    const { driver, access } = server;
    const [account] = accounts;
    const signingIn = () => ({
      ...account,
      password: this.#options.passwords.open(account, account.version),
    });
    switch (step.id) {
      case 'server':
        return this.#choose(scene);
      case 'database':
        return this.#step(
          scene,
          'database',
          () => driver.createInstance(access, instance),
          'Made',
        );
      case 'account':
        return this.#step(
          scene,
          'account',
          () => driver.putAccount(access, instance, signingIn()),
          `${account.username} may use it, and nothing else`,
        );
      case 'check':
        return this.#step(
          scene,
          'check',
          () => driver.signIn(access, instance, signingIn()),
          'It works',
        );
      default:
        return this.#ready(scene, account);
    }
  }

  /** Writes the choice down before anything is made there, so that an abort knows where to look. */
  async #choose(scene: Scene): Promise<Outcome> {
    const { store, stores, clock } = this.#options;
    const { instance, operation } = scene;
    const plan = await stores.plans.byId(store.knex, instance.planId);
    const counts = await stores.servers.instanceCounts(store.knex);
    const servers = await stores.servers.list(store.knex);
    const choice = chooseServer(
      instance.engine,
      instance.plan,
      servers
        .filter(({ id }) => plan?.serverIds.includes(id))
        .map(one => ({ ...one, instances: counts.get(one.id) ?? 0 })),
    );
    const now = clock.now();
    if ('sentence' in choice) {
      return waitingFor(
        { kind: 'retry', sentence: choice.sentence },
        { steps: operation.steps, step: 'server', now },
      );
    }
    const { id } = choice.server;
    return {
      state: 'in-progress',
      reason: 'A server is chosen',
      steps: stepped(
        operation.steps,
        'server',
        { state: 'succeeded', message: 'The one with the most room' },
        now,
      ),
      nextInMs: 0,
      write: trx =>
        stores.instances.update(trx, instance.id, {
          serverId: id,
          ...(instance.engine === 'redis' ? { wholeServerId: id } : {}),
          at: now,
        }),
    };
  }

  async #ready(scene: Scene, account: AccountRecord): Promise<Outcome> {
    const { stores, clock } = this.#options;
    const { instance, operation } = scene;
    const now = clock.now();
    return {
      state: 'succeeded',
      reason: `${instance.name} is ready`,
      steps: stepped(
        operation.steps,
        'ready',
        { state: 'succeeded', message: 'Its credentials can be shown, once' },
        now,
      ),
      write: async trx => {
        await stores.accounts.update(trx, account.id, { state: 'active' });
        await stores.instances.update(trx, instance.id, {
          state: 'ready',
          at: now,
        });
      },
      events: [
        instanceEvent('instance.created', instance, {
          actor: operation.requester,
          operationId: operation.id,
          outcome: 'succeeded',
          summary: `${instance.name} was made for ${instance.tenant}/${instance.environment}`,
        }),
      ],
    };
  }

  /** Removes the accounts, then the data, then what is known of it. */
  async #takeBack(
    scene: Scene,
    end: 'succeeded' | 'aborted',
  ): Promise<Outcome> {
    const { stores, clock, desk } = this.#options;
    const { instance, operation, accounts, server } = scene;
    const now = clock.now();
    if (server) {
      const { driver, access } = server;
      const trouble = await desk.attempt(async () => {
        for (const account of accounts) {
          await driver.deleteAccount(access, instance, account);
        }
        await ignoringForeign(() => driver.deleteInstance(access, instance));
      });
      if (trouble) {
        return waitingFor(trouble, {
          steps: operation.steps,
          step: end === 'succeeded' ? 'accounts' : 'database',
          now,
        });
      }
    }
    const aborted = end === 'aborted';
    return {
      state: end,
      reason: aborted
        ? `The order of ${instance.name} was aborted; what it had made is taken back`
        : `${instance.name} is deleted, with its data`,
      steps: operation.steps.map(step =>
        aborted && step.state !== 'succeeded'
          ? { ...step, state: 'skipped', message: 'Aborted' }
          : {
              ...step,
              state: 'succeeded',
              message: aborted ? 'Taken back' : 'Gone',
              startedAt: step.startedAt ?? now.toISOString(),
              finishedAt: now.toISOString(),
            },
      ),
      write: trx => stores.instances.delete(trx, instance.id),
      events: [
        instanceEvent(
          aborted ? 'instance.order-aborted' : 'instance.deleted',
          instance,
          {
            actor: operation.requester,
            operationId: operation.id,
            outcome: end,
            summary: aborted
              ? `The order of ${instance.name} was aborted`
              : `${instance.name} was deleted with its data`,
          },
        ),
      ],
    };
  }

  /** Brings every account to what the instance's state says. One that is still being made follows by its own operation. */
  async #turn(scene: Scene): Promise<Outcome> {
    const { stores, clock, desk } = this.#options;
    const { instance, operation, accounts, server } = scene;
    const disable = operation.kind === 'instance.disable';
    const wanted = disable ? 'disabled' : 'ready';
    if (instance.state !== wanted || !server) {
      return {
        state: 'aborted',
        reason: `Something else was asked of ${instance.name} since`,
      };
    }
    const { driver, access } = server;
    const now = clock.now();
    const own = accounts.filter(
      ({ state }) => state === 'active' || state === 'disabled',
    );
    const trouble = await desk.attempt(async () => {
      for (const account of own) {
        await (disable
          ? driver.disableAccount(access, instance, account)
          : driver.enableAccount(access, instance, account));
      }
    });
    if (trouble) {
      return waitingFor(trouble, {
        steps: operation.steps,
        step: 'accounts',
        now,
      });
    }
    const word = disable ? 'disabled' : 'enabled';
    return {
      state: 'succeeded',
      reason: disable
        ? `${instance.name} is disabled: nobody can sign in, and every session is ended`
        : `${instance.name} is enabled`,
      steps: stepped(
        operation.steps,
        'accounts',
        { state: 'succeeded', message: `${own.length} accounts` },
        now,
      ),
      write: async trx => {
        for (const account of own) {
          await stores.accounts.update(trx, account.id, {
            state: disable ? 'disabled' : 'active',
          });
        }
      },
      events: [
        instanceEvent(`instance.${word}`, instance, {
          actor: operation.requester,
          operationId: operation.id,
          outcome: 'succeeded',
          summary: `${instance.name} was ${word}`,
        }),
      ],
    };
  }

  /** One act, and its record. */
  async #step(
    { operation, instance }: Scene,
    step: string,
    act: () => Promise<void>,
    message: string,
  ): Promise<Outcome> {
    const trouble = await this.#options.desk.attempt(act);
    const now = this.#options.clock.now();
    if (trouble?.kind === 'foreign') {
      return this.#failed(operation, instance, step, trouble);
    }
    if (trouble) {
      return waitingFor(trouble, { steps: operation.steps, step, now });
    }
    return {
      state: 'in-progress',
      reason: message,
      steps: stepped(
        operation.steps,
        step,
        { state: 'succeeded', message },
        now,
      ),
      nextInMs: 0,
    };
  }

  /** Something of that name is there already: no waiting helps. The instance stays, to be deleted. */
  #failed(
    operation: Operation,
    instance: InstanceRecord,
    step: string,
    { sentence }: Trouble,
  ): Outcome {
    return {
      state: 'failed',
      reason: `${sentence.replace(/\.$/, '')}. Delete ${
        instance.name
      } and order it under another name`,
      lastError: sentence,
      steps: stepped(
        operation.steps,
        step,
        { state: 'failed', message: sentence },
        this.#options.clock.now(),
      ),
      events: [
        instanceEvent('instance.order-failed', instance, {
          actor: operation.requester,
          operationId: operation.id,
          outcome: 'failed',
          summary: `The order of ${instance.name} failed: ${sentence}`,
        }),
      ],
    };
  }
}

/** What is another's was never this instance's to remove. */
async function ignoringForeign(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'foreign')) {
      throw error;
    }
  }
}
