import { setTimeout as wait } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { FleetService } from '@flytower/plugin-fleet-node';
import { ClusterRecorder } from './ClusterRecorder';
import { FeedRecorder } from './FeedRecorder';
import { HeldElsewhere, LedgerStore } from './LedgerStore';
import { OwnershipMirror } from './OwnershipMirror';
import { clusterOf } from './sightings';

/** Milliseconds between two looks at a quiet cluster, and between two looks at the fleet and the feeds. */
const LOOK_MS = 5_000;
const FEED_MS = 2_000;
/** Hints that come in a storm lead to one look a second. */
const REST_MS = 1_000;

/**
 * Keeps the ledger written, for ever: each cluster when it changes and every few seconds, each feed every two seconds,
 * each on its own. A source that fails is said once and tried again; the others do not wait for it.
 */
export class Recorder {
  readonly #fleet: FleetService;
  readonly #clusters: ClusterRecorder;
  readonly #feeds: Record<string, FeedRecorder>;
  readonly #ownership: OwnershipMirror;
  readonly #ledger: LedgerStore;
  readonly #logger: LoggerService;
  /** What is being recorded; true where it must be looked at once more. */
  readonly #running = new Map<
    string,
    { again: boolean; done: Promise<void> }
  >();
  readonly #failing = new Set<string>();
  #stopping = new AbortController();
  #loops: Promise<void>[] = [];
  #unsubscribe = () => {};

  static create(options: {
    fleet: FleetService;
    clusters: ClusterRecorder;
    feeds: Record<string, FeedRecorder>;
    ownership: OwnershipMirror;
    ledger: LedgerStore;
    logger: LoggerService;
  }): Recorder {
    return new Recorder(options);
  }

  private constructor(options: {
    fleet: FleetService;
    clusters: ClusterRecorder;
    feeds: Record<string, FeedRecorder>;
    ownership: OwnershipMirror;
    ledger: LedgerStore;
    logger: LoggerService;
  }) {
    this.#fleet = options.fleet;
    this.#clusters = options.clusters;
    this.#feeds = options.feeds;
    this.#ownership = options.ownership;
    this.#ledger = options.ledger;
    this.#logger = options.logger;
  }

  /** Begins to record. Returns at once. */
  start(): void {
    this.#stopping = new AbortController();
    this.#unsubscribe = this.#fleet.onChange(({ cluster }) =>
      this.#wake(cluster),
    );
    this.#loops = [
      this.#every(LOOK_MS, 'the fleet', () => this.#lookAround()),
      ...Object.entries(this.#feeds).map(([plugin, feed]) =>
        this.#every(FEED_MS, `the changes of ${plugin}`, () => feed.pull()),
      ),
      this.#every(LOOK_MS, 'who owns which application', () =>
        this.#ownership.pull(),
      ),
    ];
  }

  /** Ends after what is being written. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    await Promise.all([
      ...this.#loops,
      ...[...this.#running.values()].map(({ done }) => done),
    ]);
  }

  /** Looks at every cluster, and ends those that left the fleet. */
  async #lookAround(): Promise<void> {
    if (!this.#fleet.ready) {
      return;
    }
    const names = new Set(this.#fleet.clusters().map(({ name }) => name));
    names.forEach(name => this.#wake(name));
    const seen = (await this.#ledger.sources()).map(clusterOf);
    for (const cluster of new Set(seen)) {
      if (cluster !== undefined && !names.has(cluster)) {
        await this.#clusters.end(cluster);
      }
    }
  }

  #wake(cluster: string): void {
    const running = this.#running.get(cluster);
    if (running) {
      running.again = true;
    } else if (!this.#stopping.signal.aborted) {
      const state = { again: false, done: Promise.resolve() };
      this.#running.set(cluster, state);
      state.done = this.#look(cluster, state);
    }
  }

  async #look(cluster: string, state: { again: boolean }): Promise<void> {
    const { signal } = this.#stopping;
    do {
      state.again = false;
      await this.#try(`cluster "${cluster}"`, () =>
        this.#clusters.look(cluster),
      );
      await wait(REST_MS, undefined, { signal }).catch(() => {});
    } while (state.again && !signal.aborted);
    this.#running.delete(cluster);
  }

  async #every(
    ms: number,
    what: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#try(what, work);
      await wait(ms, undefined, { signal }).catch(() => {});
    }
  }

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#failing.delete(what)) {
        this.#logger.info(`Metering records ${what} again`);
      }
    } catch (error) {
      if (error instanceof HeldElsewhere) {
        this.#logger.debug(error.message);
      } else if (!this.#failing.has(what)) {
        this.#failing.add(what);
        this.#logger.warn(
          `Metering cannot record ${what}; it tries again, and shows the time until then as a gap`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }
}
