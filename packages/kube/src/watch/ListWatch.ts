import { KubeError } from '../client/KubeError';
import { Backoff } from './Backoff';
import { BookmarkRhythm } from './BookmarkRhythm';
import { CountCheck } from './CountCheck';
import { HealthRecord, ListWatchHealth } from './HealthRecord';
import { countObjects, listPages } from './listPages';
import { ListWatchOptions } from './ListWatchOptions';
import { isForAdministrators, Refusals } from './Refusals';
import { requireSameStore } from './requireSameStore';
import { RowCache, RowChange } from './RowCache';
import { systemTimers, Timers } from './Timers';
import { watchConnection } from './watchConnection';
import { ChangeEvent, isLater } from './watchEvent';

/** Longer than the minute after which API servers that send bookmarks send one. */
const IDLE_TIMEOUT_MS = 90_000;
/** Two heartbeats: what is open and brought nothing for longer may have died while the cluster was away. */
const QUIET_MS = 10_000;
/** A connection that held this long was a good one, even if nothing happened on it. */
const STEADY_MS = 30_000;

/**
 * Keeps rows equal to a list in a cluster, for as long as it runs.
 *
 * It is in one of these modes:
 * - **stopped**: before `start` and after `stop`.
 * - **listing**: no usable resource version. A streamed list where the server has it (the same connection then watches),
 *   else a list in pages. Rows of before stay until the list is complete; then what it did not show is removed.
 * - **watching**: a connection is open from the last resource version seen. Entered when a list is complete, or again when
 *   a connection ended. Left for listing only when the server says that the version is gone (410, as a status or inside the
 *   stream) or refuses it again and again, when the store was put back ({@link requireSameStore}), or when the daily count
 *   differs.
 * - **waiting**: after a failure, for a time that doubles with each failure up to 30 s (for refusals up to their own cap,
 *   where one is set), with jitter, and at least as long as the server asks (Retry-After), which counts up to a minute.
 *
 * No answer of a server stops it.
 *
 * @public
 */
export class ListWatch<T> {
  readonly #options: ListWatchOptions<T>;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #cache = new RowCache<T>();
  readonly #health: HealthRecord;
  readonly #countCheck: CountCheck;
  readonly #rhythm: BookmarkRhythm;
  readonly #refusals = new Refusals();
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  /** Where to watch from; undefined while a list is needed. */
  #version: string | undefined;
  #streamsLists = true;
  /** Whether the connection brought anything beyond its list. */
  #progressed = false;
  #connection: AbortController | undefined;

  private constructor(options: ListWatchOptions<T>) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#random = options.random ?? Math.random;
    this.#backoff = new Backoff({
      baseMs: 500,
      capMs: 30_000,
      random: this.#random,
    });
    this.#rhythm = new BookmarkRhythm({
      idleTimeoutMs: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      regular: options.sendsBookmarks ?? true,
    });
    this.#health = new HealthRecord(this.#timers, () => options.onHealth?.());
    this.#countCheck = new CountCheck({
      timers: this.#timers,
      random: this.#random,
      differs: () => this.#countDiffers(),
      onGap: () => this.relist(),
    });
  }

  static create<T>(options: ListWatchOptions<T>): ListWatch<T> {
    return new ListWatch(options);
  }

  /** How it stands. */
  get health(): ListWatchHealth {
    return this.#health.read();
  }

  /** How many rows it holds. */
  get size(): number {
    return this.#cache.size;
  }

  /** The rows as last seen. */
  rows(): IterableIterator<T> {
    return this.#cache.rows();
  }

  /** Starts; a second call does nothing. */
  start(): void {
    if (!this.#stop) {
      this.#stop = new AbortController();
      this.#running = this.#run(this.#stop.signal);
      if (this.#options.countsDaily ?? true) {
        this.#countCheck.start();
      }
    }
  }

  /** Stops, and resolves when nothing of it is under way. The rows stay readable. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#countCheck.stop();
    this.#wake();
    await this.#running;
    this.#stop = undefined;
  }

  /** The cluster was just seen to be back: ends a wait, and renews a connection that brought nothing of late. */
  nudge(): void {
    const quiet = this.#rhythm.quietFor(this.#timers.now()) > QUIET_MS;
    if (quiet && this.#version !== undefined) {
      this.#connection?.abort();
    }
    this.#wake();
  }

  /** Lists anew, whatever is held now. */
  relist(): void {
    this.#version = undefined;
    this.#connection?.abort();
    this.#wake();
  }

  async #run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const connection = new AbortController();
      const signal = AbortSignal.any([stop, connection.signal]);
      this.#connection = connection;
      try {
        await this.#connect(signal);
      } catch (error) {
        if (!signal.aborted) {
          await this.#wait(this.#afterFailure(error));
        }
      }
    }
  }

  /** One connection, with the list or the look at the store that comes before it. Returns when it ended well. */
  async #connect(signal: AbortSignal): Promise<void> {
    const { client, path } = this.#options;
    if (this.#version !== undefined) {
      await requireSameStore(client, path, this.#version, signal);
    } else if (this.#streamsLists) {
      await this.#streamList(signal);
      return;
    } else {
      await this.#listInPages(signal);
    }
    await this.#watch(signal, { resourceVersion: this.#version });
  }

  async #streamList(signal: AbortSignal): Promise<void> {
    try {
      await this.#watch(signal, {
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
      });
    } catch (error) {
      if (!(error instanceof KubeError && error.kind === 'invalid')) {
        throw error;
      }
      // Before 1.27, or with the WatchList feature turned off.
      this.#streamsLists = false;
    }
  }

  async #listInPages(signal: AbortSignal): Promise<void> {
    const { client, path, labelSelector } = this.#options;
    let version: string | undefined;
    this.#cache.beginList();
    for await (const page of listPages(client, path, signal, labelSelector)) {
      this.#health.contact();
      this.#take(page.events);
      version = page.version;
    }
    this.#endList(version);
  }

  async #watch(
    signal: AbortSignal,
    query: Record<string, string | undefined>,
  ): Promise<void> {
    const { client, path, labelSelector } = this.#options;
    const openedAt = this.#timers.now();
    const connection = watchConnection({
      client,
      path,
      query: { ...query, ...(labelSelector && { labelSelector }) },
      timeoutSeconds: 300 + Math.floor(this.#random() * 300),
      timers: this.#timers,
      rhythm: this.#rhythm,
      signal,
    });
    this.#progressed = false;
    let open = false;
    for await (const events of connection) {
      this.#health.contact();
      if (!open) {
        open = true;
        this.#opened();
      }
      this.#take(events);
    }
    const steady = this.#timers.now() - openedAt > STEADY_MS;
    if (this.#version === undefined || !(steady || this.#progressed)) {
      throw this.#broken('it ended the watch at once');
    }
    this.#backoff.reset();
  }

  #opened(): void {
    if (this.#version === undefined) {
      this.#cache.beginList();
    } else {
      this.#health.connected();
    }
  }

  #take(events: ChangeEvent[]): void {
    const changes: RowChange<T>[] = [];
    for (const event of events) {
      if (event.type === 'malformed') {
        this.#health.malformed();
      } else if (this.#version === undefined) {
        if (event.type !== 'bookmark') {
          changes.push(...this.#change(event));
        } else if (event.initialEventsEnd) {
          this.#emit(changes.splice(0));
          this.#endList(event.version);
          this.#health.connected();
        }
      } else if (isLater(event.version, this.#version)) {
        // A watch shows each state once and in order; what is not later was shown before the connection was renewed.
        this.#advance(event.version);
        if (event.type !== 'bookmark') {
          changes.push(...this.#change(event));
        }
      } else if (event.type === 'bookmark' && event.version !== this.#version) {
        // No proof that the store was put back, since an etcd that lags says the same; the next connection asks.
        this.#emit(changes);
        throw this.#broken('it went back to an earlier version');
      }
    }
    this.#emit(changes);
  }

  #change(
    object: Extract<ChangeEvent, { type: 'upsert' | 'delete' }>,
  ): RowChange<T>[] {
    if (object.type === 'delete') {
      return this.#cache.delete(object.uid);
    }
    this.#cache.mark(object.uid);
    let row: T | undefined;
    try {
      row = this.#options.parse(object.raw);
    } catch {
      this.#health.malformed();
      return [];
    }
    return row === undefined
      ? this.#cache.delete(object.uid)
      : this.#cache.upsert(object.uid, object.version, row);
  }

  #endList(version: string | undefined): void {
    this.#emit(this.#cache.endList());
    this.#version = version;
    this.#health.listed();
    this.#options.onListed?.();
  }

  #emit(changes: RowChange<T>[]): void {
    if (changes.length > 0) {
      this.#options.onEvents(changes);
    }
  }

  #advance(version: string): void {
    this.#version = version;
    this.#progressed = true;
    this.#refusals.reset();
    this.#backoff.reset();
  }

  #broken(how: string): KubeError {
    const { client, path } = this.#options;
    return KubeError.broken(client.name, `watch ${path}`, how);
  }

  /** How long to wait now. */
  #afterFailure(error: unknown): number {
    const { client, path, refusalCapMs } = this.#options;
    const failure = KubeError.fromFailure(client.name, `watch ${path}`, error);
    this.#health.failed(failure.sentence);
    if (this.#refusals.endsVersion(failure)) {
      this.#version = undefined;
    }
    const cap = isForAdministrators(failure) ? refusalCapMs : undefined;
    return Math.max(this.#backoff.next(cap), failure.retryAfterMs ?? 0);
  }

  async #countDiffers(): Promise<boolean> {
    const { client, path, labelSelector } = this.#options;
    const signal = this.#stop?.signal;
    if (this.#health.read().state !== 'live' || !signal) {
      return false;
    }
    try {
      const count = await countObjects(client, path, signal, labelSelector);
      return count !== this.#cache.size;
    } catch {
      // The watch meets the same trouble, and deals with it.
      return false;
    }
  }

  async #wait(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      const cancel = this.#timers.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
