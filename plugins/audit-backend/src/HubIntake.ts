import { LoggerService } from '@backstage/backend-plugin-api';
import { AuditHub } from '@flytower/plugin-audit-node';
import { AuditStore } from './AuditStore';
import { factOfAudited } from './domain/factOfAudited';

/** What the intake needs. */
export interface HubIntakeOptions {
  hub: AuditHub;
  log: AuditStore;
  logger: LoggerService;
  /** Milliseconds until the log is tried again after it took nothing; 2000 when left out. */
  retryMs?: number;
}

/** Takes what the auditors heard into the log, as it comes. */
export class HubIntake {
  readonly #hub: AuditHub;
  readonly #log: AuditStore;
  readonly #logger: LoggerService;
  readonly #retryMs: number;
  #unlisten: (() => void) | undefined;
  /** Deliveries stand in line, because two of them at once would take the same events. */
  #line: Promise<void> = Promise.resolve();
  #inLine = false;
  #retry: NodeJS.Timeout | undefined;
  #failing = false;

  static create(options: HubIntakeOptions): HubIntake {
    return new HubIntake(options);
  }

  private constructor(options: HubIntakeOptions) {
    this.#hub = options.hub;
    this.#log = options.log;
    this.#logger = options.logger;
    this.#retryMs = options.retryMs ?? 2_000;
  }

  /** Begins to take, with what waited until now. Returns at once. */
  start(): void {
    this.#unlisten = this.#hub.onRecord(() => this.#wake());
    this.#wake();
  }

  /** Takes what still waits, and ends. */
  async stop(): Promise<void> {
    this.#unlisten?.();
    this.#line = this.#line.then(() => this.#take());
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

  async #take(): Promise<void> {
    try {
      const lost = await this.#hub.deliver(events =>
        this.#log.append(events.map(factOfAudited)),
      );
      if (lost > 0) {
        this.#logger.error(
          `The operation log lost ${lost} events of the auditor while its database was away; the process log has them`,
        );
      }
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        this.#failing = true;
        this.#logger.warn(
          'The operation log could not take what the auditor heard; it keeps it and tries again',
          error instanceof Error ? error : new Error(String(error)),
        );
      }
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#wake();
      }, this.#retryMs);
    }
  }
}
