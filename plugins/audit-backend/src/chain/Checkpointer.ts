import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, Poller } from '@flytower/durable';
import { Checkpoint, formatCheckpoint } from '../domain/checkpoint';
import { Checkpoints } from './Checkpoints';

/** How often the head is looked at, and so the least time between two lines. */
const LOOK_MS = 60_000;
/** A line comes after so many batches, or after so long where there is anything new. */
const BATCHES = 100;
const LONGEST_MS = 600_000;

/**
 * Says in the process log where the operation log stands: at the start and the end, and meanwhile after 100 batches or
 * ten minutes, never more than once a minute. The process log goes elsewhere, so that an end that is cut off in the
 * database shows against it.
 */
export class Checkpointer {
  readonly #checkpoints: Checkpoints;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #poller: Poller;
  #said: { checkpoint: Checkpoint; at: number } | undefined;
  /** What was said and the log went back behind. */
  readonly #lost: Checkpoint[] = [];

  static create(options: {
    checkpoints: Checkpoints;
    clock: Clock;
    logger: LoggerService;
  }): Checkpointer {
    return new Checkpointer(options);
  }

  private constructor(options: {
    checkpoints: Checkpoints;
    clock: Clock;
    logger: LoggerService;
  }) {
    this.#checkpoints = options.checkpoints;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#poller = Poller.create({
      look: () => this.look(),
      intervalMs: LOOK_MS,
      logger: options.logger,
      words: {
        failing: `The head of the operation log cannot be read; it is said in a checkpoint when it can`,
        well: 'The head of the operation log can be read again',
      },
    });
  }

  /** Begins to say. Returns at once. */
  start(): void {
    this.#poller.start();
  }

  /** Says the last one, and ends. */
  async stop(): Promise<void> {
    await this.#poller.stop();
    await this.#say(() => true);
  }

  /** The newest checkpoints that this process has said, to hold the log against. */
  anchors(): Checkpoint[] {
    return [...this.#lost, ...(this.#said ? [this.#said.checkpoint] : [])];
  }

  /** Says where the log stands, where that is due. */
  async look(): Promise<void> {
    const now = this.#clock.now().getTime();
    await this.#say(
      ({ batch }) =>
        !this.#said ||
        batch - this.#said.checkpoint.batch >= BATCHES ||
        now - this.#said.at >= LONGEST_MS,
    );
  }

  async #say(due: (checkpoint: Checkpoint) => boolean): Promise<void> {
    const checkpoint = await this.#checkpoints.now();
    const before = this.#said?.checkpoint;
    if (before && (checkpoint?.batch ?? 0) < before.batch) {
      this.#loseSight(before, checkpoint?.sequence ?? 0);
    }
    if (
      !checkpoint ||
      checkpoint.batch === this.#said?.checkpoint.batch ||
      !due(checkpoint)
    ) {
      return;
    }
    this.#said = { checkpoint, at: this.#clock.now().getTime() };
    this.#logger.info(
      `The operation log stands at fact ${
        checkpoint.sequence
      }, recorded ${checkpoint.at.toISOString()}: ${formatCheckpoint(
        checkpoint,
      )}`,
    );
  }
  /** What was said is kept to hold the log against, for it is the log that went back; what it has now is said anew. */
  #loseSight(before: Checkpoint, end: number): void {
    this.#logger.error(
      `The operation log ends at fact ${end}, before fact ${
        before.sequence
      } that it had: its end was cut off, or an older database was put back. It had ${formatCheckpoint(
        before,
      )}`,
    );
    this.#lost.push(before);
    this.#said = undefined;
  }
}
