import { setTimeout as wait } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { AuditStore } from './AuditStore';
import { factOfChange } from './domain/factOfChange';
import { NewFact } from './domain/NewFact';
import { FeedReader } from './feedReader';

/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 2_000;

/**
 * Reads the change feed of each source into the log, for ever. A source that does not answer is said once and read on
 * where it was when it is back; the others do not wait for it.
 */
export class FeedPuller {
  readonly #sources: string[];
  readonly #read: FeedReader;
  readonly #log: AuditStore;
  readonly #logger: LoggerService;
  readonly #silent = new Set<string>();
  #following: Promise<void>[] = [];
  #stopping = new AbortController();

  static create(options: {
    sources: string[];
    read: FeedReader;
    log: AuditStore;
    logger: LoggerService;
  }): FeedPuller {
    return new FeedPuller(options);
  }

  private constructor(options: {
    sources: string[];
    read: FeedReader;
    log: AuditStore;
    logger: LoggerService;
  }) {
    this.#sources = options.sources;
    this.#read = options.read;
    this.#log = options.log;
    this.#logger = options.logger;
  }

  /** Begins to read. Returns at once. */
  start(): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#following = this.#sources.map(source => this.#follow(source, signal));
  }

  /** Ends after the pages that are being read. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#following);
  }

  /** Reads a source until it has nothing new. Never throws. */
  async pull(source: string): Promise<void> {
    try {
      while (await this.#pullPage(source)) {
        // There may be more.
      }
      if (this.#silent.delete(source)) {
        this.#logger.info(
          `The operation log reads ${source} again, from where it was`,
        );
      }
    } catch (error) {
      if (!this.#silent.has(source)) {
        this.#silent.add(source);
        this.#logger.warn(
          `The operation log cannot read the changes of ${source}; it tries again every ${
            INTERVAL_MS / 1000
          } seconds and catches up`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
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
    return moved && !this.#stopping.signal.aborted;
  }

  async #follow(source: string, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      await this.pull(source);
      await wait(INTERVAL_MS, undefined, { signal: stopping }).catch(() => {});
    }
  }
}
