import { Clock, OperationWork, Outcome } from '@flytower/durable';
import { toError } from '@backstage/errors';
import { z } from 'zod';
import { inWords, stepped, StepChange } from '../../domain/steps';
import { bindingEvent } from '../instances/instanceEvent';
import { Passwords } from '../instances/Passwords';
import { waitingFor } from '../operations/ServerDesk';
import { BindingScene, loadBindingScene, SceneSource } from './BindingScene';
import { Delegations } from './Delegations';
import { DeliveryDoor } from './DeliveryDoor';
import { PODS } from './bindingSteps';
import { Rollout } from './Rollout';
import { Spreader } from './Spreader';

export interface RotationHandlerOptions extends SceneSource {
  passwords: Passwords;
  spreader: Spreader;
  rollout: Rollout;
  delivery: DeliveryDoor;
  delegations: Delegations;
  /** Brings the hub, which releases render from, up to the newest commit. */
  refresh: () => Promise<void>;
  clock: Clock;
}

const inputSchema = z.object({ releaseService: z.boolean() });
/** How often instances are counted: from memory, hence cheap. */
const COUNT_MS = 2_000;

/**
 * A new password for a binding: both valid → its Secret in every cluster → releases get it → (a release is asked for) → no
 * instance runs with an older one, or the deadline → the old one is dead. The old password never dies before the new one
 * can be had.
 */
export class RotationHandler {
  readonly #options: RotationHandlerOptions;

  static create(options: RotationHandlerOptions): RotationHandler {
    return new RotationHandler(options);
  }

  private constructor(options: RotationHandlerOptions) {
    this.#options = options;
  }

  async handle(work: OperationWork): Promise<Outcome> {
    const { operation, input } = work;
    const scene = await loadBindingScene(work, this.#options);
    if (
      !scene ||
      scene.binding.state === 'deleting' ||
      scene.account.change?.operationId !== operation.id
    ) {
      return {
        state: 'aborted',
        reason: `${operation.subject.name} is being removed, and its passwords with it`,
      };
    }
    const { releaseService } = inputSchema.parse(input);
    const open = (id: string) =>
      operation.steps.find(one => one.id === id)?.state === 'pending' ||
      operation.steps.find(one => one.id === id)?.state === 'waiting';
    if (open('add')) {
      return this.#add(scene);
    }
    if (open('publish')) {
      return this.#publish(scene);
    }
    if (open('release')) {
      return this.#release(scene, releaseService);
    }
    return this.#follow(scene, scene.account.change.deadlineAt);
  }

  async #add(scene: BindingScene): Promise<Outcome> {
    const { desk, passwords, stores, clock } = this.#options;
    const { account, instance, server, operation } = scene;
    const next = account.version + 1;
    const trouble = await desk.attempt(() =>
      server.driver.addPassword(server.access, instance, {
        ...account,
        current: passwords.open(account, account.version),
        next: passwords.open(account, next),
      }),
    );
    if (trouble) {
      return waitingFor(trouble, {
        steps: operation.steps,
        step: 'add',
        now: clock.now(),
      });
    }
    return {
      ...this.#stepped(scene, 'add', 'Both passwords are valid'),
      write: trx => stores.accounts.update(trx, account.id, { version: next }),
    };
  }

  /** Clusters out of reach get it later; without a single one that has it, nothing is published. */
  async #publish(scene: BindingScene): Promise<Outcome> {
    const { spreader, stores, clock } = this.#options;
    const { account, binding, instance, operation } = scene;
    const { version } = account;
    const now = clock.now();
    const spread = await spreader.spread(scene, version, operation.steps, now);
    const failed = spread.secrets.some(({ state }) => state === 'failed');
    if (!spread.usable || failed) {
      return {
        state: 'waiting',
        reason: `${spread.sentence}. Until then both passwords are valid`,
        steps: spread.steps,
        nextInMs: COUNT_MS,
        write: spread.write,
        events: spread.events,
      };
    }
    return {
      state: 'in-progress',
      reason: 'Releases get the new Secret',
      steps: stepped(
        spread.steps,
        'publish',
        { state: 'succeeded', message: `Version ${version}` },
        now,
      ),
      nextInMs: 0,
      write: async trx => {
        await spread.write(trx);
        await stores.bindings.update(trx, binding.id, { version, at: now });
      },
      events: [
        bindingEvent('binding.published', { ...binding, version }, instance, {
          actor: 'flytower',
          operationId: operation.id,
          summary: `Releases of ${binding.service} get version ${version} of ${binding.name}`,
        }),
      ],
    };
  }

  /** A release that cannot be asked for keeps nothing back: a person can release, and the operation says so. */
  async #release(
    scene: BindingScene,
    releaseService: boolean,
  ): Promise<Outcome> {
    const { binding, operation } = scene;
    const byHand = `Release ${binding.service} in ${binding.environment}, so that its instances take up the new password`;
    if (!releaseService) {
      return this.#stepped(scene, 'release', byHand, 'skipped');
    }
    // A release that is planned before the hub knows the new version would carry the old one.
    await this.#options.refresh();
    scene.signal.throwIfAborted();
    const credentials = this.#options.delegations.take(operation.id);
    if (!credentials) {
      return this.#stepped(
        scene,
        'release',
        `Flytower restarted meanwhile and may not act for ${operation.requester} any more. ${byHand}`,
        'failed',
      );
    }
    try {
      const { tenant, service, environment, name } = binding;
      const message = await this.#options.delivery.release(credentials, {
        tenant,
        service,
        environment,
        note: `New password of ${name}`,
        key: `binding-password-${operation.id}`,
      });
      return this.#stepped(scene, 'release', message);
    } catch (error) {
      return this.#stepped(
        scene,
        'release',
        `${toError(error).message.replace(/\.$/, '')}. ${byHand}`,
        'failed',
      );
    }
  }

  async #follow(scene: BindingScene, deadlineAt: string): Promise<Outcome> {
    const { rollout, spreader, desk, passwords, stores, clock } = this.#options;
    const { account, binding, instance, operation, server } = scene;
    const now = clock.now();
    const spread = await spreader.spread(
      scene,
      binding.version,
      operation.steps,
      now,
    );
    const { sentence, steps } = rollout.outdated(scene, spread.steps, now);
    const late = Date.parse(deadlineAt) <= now.getTime();
    if (sentence !== undefined && !late) {
      const unreleased = operation.steps.find(
        ({ id, state }) =>
          id === 'release' && (state === 'failed' || state === 'skipped'),
      );
      return {
        state: 'waiting',
        reason: `${sentence}. ${
          unreleased?.message ? `${unreleased.message}. ` : ''
        }The old password dies then, at ${inWords(deadlineAt)} at the latest`,
        steps,
        nextInMs: COUNT_MS,
        write: spread.write,
        events: spread.events,
      };
    }
    const trouble = await desk.attempt(() =>
      server.driver.keepPassword(server.access, instance, {
        ...account,
        password: passwords.open(account, account.version),
      }),
    );
    if (trouble) {
      return waitingFor(trouble, { steps, step: 'keep', now });
    }
    return {
      state: 'succeeded',
      reason:
        sentence === undefined
          ? `Every instance of ${binding.service} has the new password, and the old one is dead`
          : `The time was over: the old password is dead. ${sentence}`,
      steps: stepped(
        steps.map(step =>
          step.id.startsWith(PODS) && step.state === 'waiting'
            ? { ...step, state: 'skipped' }
            : step,
        ),
        'keep',
        { state: 'succeeded', message: 'Its sessions are ended' },
        now,
      ),
      write: async trx => {
        await spread.write(trx);
        await stores.accounts.update(trx, account.id, { change: null });
        await stores.accounts.dropPasswords(trx, account.id, account.version);
      },
      events: [
        ...spread.events,
        bindingEvent('password.changed', binding, instance, {
          actor: operation.requester,
          operationId: operation.id,
          outcome: 'succeeded',
          summary: `The old password of ${binding.name} is dead`,
        }),
      ],
    };
  }

  #stepped(
    { operation }: BindingScene,
    step: string,
    message: string,
    state: StepChange['state'] = 'succeeded',
  ): Outcome {
    return {
      state: 'in-progress',
      reason: message,
      steps: stepped(
        operation.steps,
        step,
        { state, message },
        this.#options.clock.now(),
      ),
      nextInMs: 0,
    };
  }
}
