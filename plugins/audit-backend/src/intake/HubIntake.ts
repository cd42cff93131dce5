import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Clock, newId } from '@flytower/durable';
import { AuditedEvent, AuditHub } from '@flytower/plugin-audit-node';
import { AuditStore } from '../AuditStore';
import { factOfAudited } from '../domain/factOfAudited';
import { NewFact } from '../domain/NewFact';
import { RepeatFold } from './RepeatFold';

/** What the intake needs. */
export interface HubIntakeOptions {
  hub: AuditHub;
  log: AuditStore;
  clock: Clock;
  /** Whether a person is a member of a tenant, so that its owners are to know what they were refused. */
  isMember: (person: string, tenant: string) => boolean;
  logger: LoggerService;
  /** Milliseconds until the log is tried again after it took nothing; 2000 when left out. */
  retryMs?: number;
  /** Milliseconds between two looks at what was counted; 5000 when left out. */
  lookMs?: number;
}

/** Takes what the auditors heard into the log, as it comes, with repeats folded. */
export class HubIntake {
  readonly #options: HubIntakeOptions;
  readonly #fold = RepeatFold.create({ newId });
  #unlisten: (() => void) | undefined;
  /** Deliveries stand in line, because two of them at once would take the same events. */
  #line: Promise<void> = Promise.resolve();
  #inLine = false;
  #retry: NodeJS.Timeout | undefined;
  #looks: NodeJS.Timeout | undefined;
  #failing = false;
  /** Facts that the log could not take yet. They were folded already, so that their events must not come again. */
  #untaken: NewFact[] = [];

  static create(options: HubIntakeOptions): HubIntake {
    return new HubIntake(options);
  }

  private constructor(options: HubIntakeOptions) {
    this.#options = options;
  }

  /** Begins to take, with what waited until now. Returns at once. */
  start(): void {
    const { hub, lookMs = 5_000 } = this.#options;
    this.#unlisten = hub.onRecord(() => this.#wake());
    this.#looks = setInterval(() => {
      if (this.#fold.counting) {
        this.#wake();
      }
    }, lookMs);
    this.#wake();
  }

  /** Takes what still waits and what was counted, and ends. */
  async stop(): Promise<void> {
    this.#unlisten?.();
    clearInterval(this.#looks);
    this.#line = this.#line.then(() => this.#take(true));
    await this.#line;
    clearTimeout(this.#retry);
  }

  #wake(): void {
    if (this.#inLine || this.#retry) {
      return;
    }
    this.#inLine = true;
    this.#line = this.#line.then(() => {
      this.#inLine = false;
      return this.#take();
    });
  }

  async #take(ending: boolean = false): Promise<void> {
    const { hub, logger, retryMs = 2_000 } = this.#options;
    try {
      const lost = await hub.deliver(events => this.#fit(events));
      if (lost > 0) {
        logger.error(
          `The operation log lost ${lost} events of the auditor because too many waited, of those with the most; the process log has them`,
        );
      }
      this.#untaken.push(...this.#fold.due(this.#options.clock.now(), ending));
      await this.#append();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        this.#failing = true;
        logger.warn(
          'The operation log could not take what the auditor heard; it keeps it and tries again',
          toError(error),
        );
      }
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#wake();
      }, retryMs);
    }
  }

  /** Folds and appends events. Throws before it has folded them: then the hub keeps them. */
  async #fit(events: AuditedEvent[]): Promise<void> {
    await this.#append();
    this.#untaken = this.#fold.take(
      events.map(event => this.#placed(factOfAudited(event))),
      this.#options.clock.now(),
    );
    try {
      await this.#append();
    } catch {
      // They wait here now, and are the first of the next delivery, which throws where the log still takes nothing.
    }
  }

  async #append(): Promise<void> {
    if (this.#untaken.length > 0) {
      await this.#options.log.append(this.#untaken);
      this.#untaken = [];
    }
  }

  /**
   * What somebody was refused who is no member of the tenant that they named is for operations admins alone: else anybody
   * could fill a tenant's log. The tenant is still its subject.
   */
  #placed(fact: NewFact): NewFact {
    const { tenant, actor } = fact;
    return tenant === undefined || this.#isMember(actor, tenant)
      ? fact
      : { ...fact, tenant: undefined };
  }

  #isMember(person: string, tenant: string): boolean {
    try {
      return this.#options.isMember(person, tenant);
    } catch {
      // Who is a member is not known yet; operations admins see it in any case.
      return false;
    }
  }
}
