import { Clock, OperationWork, Outcome, Store } from '@flytower/durable';
import { inWords, stepped } from '../../domain/steps';
import { PublicServicesStores } from '../../stores/PublicServicesStores';
import { ServerDesk, waitingFor } from '../operations/ServerDesk';
import { instanceEvent } from './instanceEvent';
import { Passwords } from './Passwords';

export interface PasswordHandlerOptions {
  store: Store;
  stores: PublicServicesStores;
  desk: ServerDesk;
  passwords: Passwords;
  clock: Clock;
}

/** The longest sleep of a wait: a clock that was put right is noticed within it. */
const LONGEST_SLEEP_MS = 3_600_000;

/**
 * A new password for an instance's own account: both are valid, then the deadline passes, then the old one is dead. Its
 * pods are nobody's to count, so nothing but the time is waited for.
 */
export class PasswordHandler {
  readonly #options: PasswordHandlerOptions;

  static create(options: PasswordHandlerOptions): PasswordHandler {
    return new PasswordHandler(options);
  }

  private constructor(options: PasswordHandlerOptions) {
    this.#options = options;
  }

  async handle({ operation, signal }: OperationWork): Promise<Outcome> {
    const { store, stores, desk, passwords, clock } = this.#options;
    const { id } = operation.subject;
    const instance = await stores.instances.byId(store.knex, id);
    const account = await stores.accounts.ownOf(store.knex, id);
    const server =
      instance && (await desk.serverOf(store.knex, instance, signal));
    if (
      !instance ||
      !server ||
      instance.state === 'deleting' ||
      account?.change?.operationId !== operation.id
    ) {
      return {
        state: 'aborted',
        reason: `${operation.subject.name} is deleted, and its passwords with it`,
      };
    }
    const { driver, access } = server;
    const { steps } = operation;
    const now = clock.now();
    const step = steps.find(({ state }) => state !== 'succeeded');
    if (step?.id === 'add') {
      const next = account.version + 1;
      const trouble = await desk.attempt(() =>
        driver.addPassword(access, instance, {
          ...account,
          current: passwords.open(account, account.version),
          next: passwords.open(account, next),
        }),
      );
      if (trouble) {
        return waitingFor(trouble, { steps, step: 'add', now });
      }
      return {
        state: 'in-progress',
        reason: 'The new password is valid',
        steps: stepped(
          steps,
          'add',
          { state: 'succeeded', message: 'Its credentials can be shown, once' },
          now,
        ),
        nextInMs: 0,
        write: trx =>
          stores.accounts.update(trx, account.id, { version: next }),
      };
    }
    const leftMs = Date.parse(account.change.deadlineAt) - now.getTime();
    if (leftMs > 0) {
      const message = `Both passwords are valid until ${inWords(
        account.change.deadlineAt,
      )}`;
      return {
        state: 'waiting',
        reason: `${message}; then the old one dies`,
        steps: stepped(steps, 'wait', { state: 'waiting', message }, now),
        nextInMs: Math.min(leftMs, LONGEST_SLEEP_MS),
      };
    }
    const passed = stepped(
      steps,
      'wait',
      { state: 'succeeded', message: 'The time is over' },
      now,
    );
    const trouble = await desk.attempt(() =>
      driver.keepPassword(access, instance, {
        ...account,
        password: passwords.open(account, account.version),
      }),
    );
    if (trouble) {
      return waitingFor(trouble, { steps: passed, step: 'keep', now });
    }
    return {
      state: 'succeeded',
      reason: `${instance.name} has a new password, and the old one is dead`,
      steps: stepped(
        passed,
        'keep',
        { state: 'succeeded', message: 'Its sessions are ended' },
        now,
      ),
      write: async trx => {
        await stores.accounts.update(trx, account.id, { change: null });
        await stores.accounts.dropPasswords(trx, account.id, account.version);
      },
      events: [
        instanceEvent(
          'password.changed',
          instance,
          {
            actor: operation.requester,
            operationId: operation.id,
            outcome: 'succeeded',
            summary: `The old password of ${instance.name} is dead`,
          },
          { version: account.version },
        ),
      ],
    };
  }
}
