import { setTimeout as wait } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Poller } from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { ClusterRecorder } from './ClusterRecorder';
import { FeedRecorder } from './FeedRecorder';
import { isHeldElsewhere, LedgerStore } from './LedgerStore';
import { OwnershipMirror } from './OwnershipMirror';
import { recordingWords } from './recordingWords';
import { clusterOf } from './sightings';

/** Milliseconds between two looks at a quiet cluster, and at the fleet. */
const LOOK_MS = 5_000;
/** Hints that come in a storm lead to one look a second. */
const REST_MS = 1_000;

/**
 * Keeps the ledger written, for ever: each cluster when it changes and every few seconds, each feed every two seconds,
 * each on its own. A source that fails is said once and tried again; the others do not wait for it.
 */
export class Recorder {
  readonly #fleet: FleetService;
  readonly #clusters: ClusterRecorder;
  readonly #followers: readonly (Poller | FeedRecorder | OwnershipMirror)[];
  readonly #ledger: LedgerStore;
  readonly #logger: LoggerService;
  /** What is being recorded; true where it must be looked at once more. */
  readonly #running = new Map<
    string,
    { again: boolean; done: Promise<void> }
  >();
  readonly #failing = new Set<string>();
  #stopping = new AbortController();
  #unsubscribe = () => {};

  static create(options: {
    fleet: FleetService;
    clusters: ClusterRecorder;
    feeds: FeedRecorder[];
    ownership: OwnershipMirror;
    ledger: LedgerStore;
    logger: LoggerService;
  }): Recorder {
    return new Recorder(options);
  }

  private constructor(options: {
    fleet: FleetService;
    clusters: ClusterRecorder;
    feeds: FeedRecorder[];
    ownership: OwnershipMirror;
    ledger: LedgerStore;
    logger: LoggerService;
  }) {
    this.#fleet = options.fleet;
    this.#clusters = options.clusters;
    this.#ledger = options.ledger;
    this.#logger = options.logger;
    const around = Poller.create({
      look: () => this.#lookAround(),
      intervalMs: LOOK_MS,
      logger: options.logger,
      words: recordingWords('the fleet'),
      isExpected: isHeldElsewhere,
    });
    this.#followers = [around, ...options.feeds, options.ownership];
  }

  /** Begins to record. Returns at once. */
  start(): void {
    this.#stopping = new AbortController();
    this.#unsubscribe = this.#fleet.onChange(({ cluster }) =>
      this.#wake(cluster),
    );
    this.#followers.forEach(one => one.start());
  }

  /** Ends after what is being written. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    await Promise.all([
      ...this.#followers.map(one => one.stop()),
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

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#failing.delete(what)) {
        this.#logger.info(recordingWords(what).well);
      }
    } catch (error) {
      if (!isHeldElsewhere(error) && !this.#failing.has(what)) {
        this.#failing.add(what);
        this.#logger.warn(recordingWords(what).failing, toError(error));
      }
    }
  }
}
