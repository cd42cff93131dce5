import { Clock, OperationWork, Outcome } from '@flytower/durable';
import { OperationStep } from '@flytower/contract';
import { SecretRecord } from '../../domain/records';
import { stepped } from '../../domain/steps';
import { bindingEvent } from '../instances/instanceEvent';
import { Passwords } from '../instances/Passwords';
import { waitingFor } from '../operations/ServerDesk';
import { DeliveryDoor } from './DeliveryDoor';
import { BindingScene, loadBindingScene, SceneSource } from './BindingScene';
import { PODS, SECRET } from './bindingSteps';
import { Rollout } from './Rollout';
import { SecretWriter } from './SecretWriter';
import { Spreader } from './Spreader';

export interface BindingHandlerOptions extends SceneSource {
  passwords: Passwords;
  secrets: SecretWriter;
  spreader: Spreader;
  rollout: Rollout;
  delivery: Pick<DeliveryDoor, 'has'>;
  /** Brings the hub, which releases render from, up to the newest commit. */
  refresh: () => Promise<void>;
  clock: Clock;
}

/** How soon a cluster that did not take its Secret is tried again. */
const AGAIN_MS = 5_000;

/** Passes of making, spreading and removing bindings; an act may be repeated, and is recorded before the next. */
export class BindingHandler {
  readonly #options: BindingHandlerOptions;

  static create(options: BindingHandlerOptions): BindingHandler {
    return new BindingHandler(options);
  }

  private constructor(options: BindingHandlerOptions) {
    this.#options = options;
  }

  async handle(work: OperationWork): Promise<Outcome> {
    const { operation } = work;
    const scene = await loadBindingScene(work, this.#options);
    if (!scene) {
      return { state: 'aborted', reason: 'The binding is gone' };
    }
    const leaving = scene.binding.state === 'deleting';
    switch (operation.kind) {
      case 'binding.create':
        return leaving ? this.#remove(scene, 'aborted') : this.#create(scene);
      case 'binding.delete':
        return this.#remove(scene, 'succeeded');
      case 'binding.spread':
        return leaving
          ? { state: 'aborted', reason: 'The binding is being removed' }
          : this.#spread(scene, operation.steps);
      default:
        throw new Error(`No pass is known for ${operation.kind}`);
    }
  }

  /** A service that was deleted in the instant in which the binding was asked for leaves nothing of it. */
  async #create(scene: BindingScene): Promise<Outcome> {
    const { desk, passwords, clock, delivery } = this.#options;
    const { operation, account, binding, instance, server } = scene;
    if (!(await delivery.has(binding))) {
      const { service, name } = binding;
      return this.#remove(
        scene,
        'failed',
        `The service ${service} was deleted meanwhile, so the binding ${name} was taken back; create the service again to bind it`,
      );
    }
    const { driver, access } = server;
    const now = clock.now();
    const { steps } = operation;
    const signing = () => ({
      ...account,
      password: passwords.open(account, account.version),
    });
    if (account.state === 'creating') {
      const locked = instance.state === 'disabled';
      const trouble = await desk.attempt(async () => {
        await driver.putAccount(access, instance, signing());
        await (locked
          ? driver.disableAccount(access, instance, account)
          : driver.signIn(access, instance, signing()));
      });
      if (trouble) {
        return waitingFor(trouble, { steps, step: 'account', now });
      }
      return this.#accountMade(scene, locked);
    }
    return this.#spread(scene, steps);
  }

  /** Where the instance was disabled or enabled meanwhile, the account is brought to that by another pass. */
  #accountMade(scene: BindingScene, locked: boolean): Outcome {
    const { stores, clock } = this.#options;
    const { operation, account, instance } = scene;
    const now = clock.now();
    const made = stepped(
      operation.steps,
      'account',
      {
        state: 'succeeded',
        message: `${account.username} may use ${instance.name}, and nothing else`,
      },
      now,
    );
    return {
      state: 'in-progress',
      reason: 'Its account is made',
      steps: stepped(
        made,
        'check',
        {
          state: locked ? 'skipped' : 'succeeded',
          message: locked ? `${instance.name} is disabled` : 'It works',
        },
        now,
      ),
      nextInMs: 0,
      write: async trx => {
        const today = await stores.instances.lock(trx, instance.id);
        if ((today?.state === 'disabled') === locked) {
          await stores.accounts.update(trx, account.id, {
            state: locked ? 'disabled' : 'active',
          });
        }
      },
    };
  }

  /** Also tidies what an earlier version left, where no instance needs it any more. */
  async #spread(
    scene: BindingScene,
    steps: readonly OperationStep[],
  ): Promise<Outcome> {
    const { stores, spreader, rollout, clock } = this.#options;
    const { binding, instance, operation } = scene;
    const now = clock.now();
    const spread = await spreader.spread(scene, binding.version, steps, now);
    const tidied = await rollout.tidy(scene);
    const first = binding.state === 'creating' && spread.usable;
    const write: Outcome['write'] = async trx => {
      await spread.write(trx);
      await tidied(trx);
      if (first) {
        await stores.bindings.update(trx, binding.id, {
          state: 'ready',
          at: now,
        });
      }
    };
    if (!spread.complete) {
      return {
        state: 'waiting',
        reason: `${spread.sentence}. The other clusters have it`,
        steps: spread.steps,
        nextInMs: AGAIN_MS,
        write,
        events: spread.events,
      };
    }
    if (first) {
      return {
        state: 'in-progress',
        reason: `Releases of ${binding.service} get to know of it`,
        steps: spread.steps,
        nextInMs: 0,
        write,
        events: [
          ...spread.events,
          bindingEvent('binding.published', binding, instance, {
            actor: 'flytower',
            operationId: operation.id,
            summary: `Releases of ${binding.service} get version ${binding.version} of ${binding.name}`,
          }),
        ],
      };
    }
    // Whoever releases as soon as this is done finds the binding in the hub.
    await this.#options.refresh();
    return {
      state: 'succeeded',
      reason: `${binding.service} gets ${instance.name} with its next release`,
      steps: spread.steps,
      write,
      events: [
        bindingEvent(
          operation.kind === 'binding.create'
            ? 'binding.created'
            : 'binding.spread',
          binding,
          instance,
          {
            actor: operation.requester,
            operationId: operation.id,
            outcome: 'succeeded',
            summary: `${instance.name} is bound to ${binding.service} by ${binding.name}`,
          },
        ),
      ],
    };
  }

  /** Waits for the instances that use it, removes the account, then the Secrets, then what is known of it. */
  async #remove(
    scene: BindingScene,
    end: 'succeeded' | 'aborted' | 'failed',
    reason?: string,
  ): Promise<Outcome> {
    const { desk, secrets, stores, rollout, clock } = this.#options;
    const { binding, instance, operation, account, server, spot } = scene;
    const now = clock.now();
    const use = rollout.inUse(scene, operation.steps, now);
    let { steps } = use;
    if (use.sentence !== undefined && !binding.forced) {
      return {
        state: 'waiting',
        reason: `${use.sentence}. Release ${binding.service}, or remove the binding with force`,
        steps,
        nextInMs: 2_000,
      };
    }
    const trouble = await desk.attempt(() =>
      server.driver.deleteAccount(server.access, instance, account),
    );
    if (trouble) {
      return waitingFor(trouble, { steps, step: 'account', now });
    }
    steps = stepped(
      steps,
      'account',
      { state: 'succeeded', message: 'Gone' },
      now,
    );
    const left = (
      await Promise.all(
        binding.secrets.map(secret =>
          secrets.remove(binding, spot, secret, {
            requester: operation.requester,
            signal: scene.signal,
          }),
        ),
      )
    ).filter((one): one is SecretRecord => one !== undefined);
    for (const { cluster } of binding.secrets) {
      const waits = left.find(one => one.cluster === cluster);
      steps = stepped(
        steps,
        `${SECRET}${cluster}`,
        waits
          ? { state: 'waiting', message: waits.sentence }
          : { state: 'succeeded', message: 'Gone' },
        now,
      );
    }
    if (left.length > 0) {
      return {
        state: 'waiting',
        reason: left.map(({ sentence }) => sentence).join('; '),
        steps,
        nextInMs: AGAIN_MS,
        write: async trx => {
          for (const secret of binding.secrets) {
            const waits = left.find(
              one =>
                one.cluster === secret.cluster &&
                one.version === secret.version,
            );
            await (waits
              ? stores.bindings.putSecret(trx, binding.id, waits)
              : stores.bindings.dropSecret(trx, binding.id, secret));
          }
        },
      };
    }
    return {
      state: end,
      reason:
        reason ?? `${instance.name} is bound to ${binding.service} no more`,
      steps: steps.map(step =>
        step.state === 'pending' || step.id.startsWith(PODS)
          ? { ...step, state: 'succeeded', message: step.message ?? 'Gone' }
          : step,
      ),
      write: async trx => {
        await stores.accounts.delete(trx, account.id);
        await stores.bindings.delete(trx, binding.id);
      },
      events: [
        bindingEvent(
          end === 'succeeded' ? 'binding.deleted' : `binding.${end}`,
          binding,
          instance,
          {
            actor: operation.requester,
            operationId: operation.id,
            outcome: end,
            summary:
              reason ??
              `The binding ${binding.name} of ${binding.service} was removed`,
          },
        ),
      ],
    };
  }
}
