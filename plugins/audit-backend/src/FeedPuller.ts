import { LoggerService } from '@backstage/backend-plugin-api';
import { Poller } from '@flytower/durable';
import { AuditStore } from './AuditStore';
import { factOfChange } from './domain/factOfChange';
import { NewFact } from './domain/NewFact';
import { FeedReader } from './feedReader';

/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 2_000;

interface FeedPullerOptions {
  sources: string[];
  read: FeedReader;
  log: AuditStore;
  logger: LoggerService;
}

/**
 * Reads the change feed of each source into the log, for ever. A source that does not answer is said once and read on
 * where it was when it is back; the others do not wait for it.
 */
export class FeedPuller {
  readonly #read: FeedReader;
  readonly #log: AuditStore;
  readonly #pollers: ReadonlyMap<string, Poller>;
  #stopping = false;

  static create(options: FeedPullerOptions): FeedPuller {
    return new FeedPuller(options);
  }

  private constructor({ sources, read, log, logger }: FeedPullerOptions) {
    this.#read = read;
    this.#log = log;
    this.#pollers = new Map(
      sources.map(source => [
        source,
        Poller.create({
          look: () => this.#pullAll(source),
          intervalMs: INTERVAL_MS,
          logger,
          words: {
            failing: `The operation log cannot read the changes of ${source}; it tries again every ${
              INTERVAL_MS / 1000
            } seconds and catches up`,
            well: `The operation log reads ${source} again, from where it was`,
          },
        }),
      ]),
    );
  }

  /** Begins to read. Returns at once. */
  start(): void {
    this.#stopping = false;
    for (const poller of this.#pollers.values()) {
      poller.start();
    }
  }

  /** Ends after the pages that are being read. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#pollers.values()].map(one => one.stop()));
  }

  /** Reads a source until it has nothing new. Never throws. */
  async pull(source: string): Promise<void> {
    await this.#pollers.get(source)?.look();
  }

  async #pullAll(source: string): Promise<void> {
    while (await this.#pullPage(source)) {
      // There may be more.
    }
  }

  /** Reads one page; true where there may be another. */
  async #pullPage(source: string): Promise<boolean> {
    const from = await this.#log.position(source);
    const { changes, last } = await this.#read(source, from);
    if (changes.length === 0) {
      return false;
    }
    const facts = changes
      .map(change => factOfChange(source, change))
      .filter((fact): fact is NewFact => fact !== undefined);
    const moved = await this.#log.appendFromFeed(facts, {
      source,
      from,
      to: last,
    });
    return moved && !this.#stopping;
  }
}
