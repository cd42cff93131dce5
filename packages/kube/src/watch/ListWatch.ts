import { z } from 'zod';
import { ClusterClient } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { KubeStream } from '../http/Transport';
import { Backoff } from './Backoff';
import { HealthRecord, ListWatchHealth } from './HealthRecord';
import { IdleTimer } from './IdleTimer';
import { LineSplitter } from './LineSplitter';
import { RowCache, RowChange } from './RowCache';
import { systemTimers, Timers } from './Timers';
import { isLater, metaOf, parseWatchEvent, WatchEvent } from './watchEvent';

/** API servers send a bookmark about once a minute; an idle connection that is alive is never silent for longer. */
const IDLE_TIMEOUT_MS = 90_000;
const PAGE_SIZE = 500;
/** etcd keeps objects under 1.5 MiB; JSON makes them a little longer. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;
/** After so many refusals in a row of one resource version, it is taken to be unusable, whatever the server calls it. */
const MAX_REFUSALS = 5;
/** A connection that held this long was a good one, even if nothing happened on it. */
const STEADY_MS = 30_000;

const listSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string().min(1),
    continue: z.string().optional(),
  }),
  items: z.array(z.unknown()).nullish(),
});

/** @public */
export interface ListWatchOptions<T> {
  client: ClusterClient;
  /** The path of the list: `/api/v1/pods`. */
  path: string;
  /** Makes a row of an object. Undefined: not wanted. What it throws counts as malformed: the last good row stays. */
  parse: (raw: unknown) => T | undefined;
  /** Never called with an empty batch; not called again before it returns. */
  onEvents: (batch: RowChange<T>[]) => void;
  /** A list is complete: the rows are the cluster's. */
  onListed?: () => void;
  /** The state in {@link ListWatch.health} has changed. */
  onHealth?: () => void;
  timers?: Timers;
  random?: () => number;
  /** Without a byte for this long, bookmarks included, the connection counts as dead. */
  idleTimeoutMs?: number;
}

/**
 * Keeps rows equal to a list in a cluster, for as long as it runs.
 *
 * It is in one of these modes:
 * - **stopped**: before `start` and after `stop`.
 * - **listing**: no usable resource version. A streamed list where the server has it (the same connection then watches),
 *   else a list in pages. Rows of before stay until the list is complete; then what it did not show is removed.
 * - **watching**: a connection is open from the last resource version seen. Entered when a list is complete, or again when
 *   a connection ended. Left for listing only when the server says that the version is gone (410, as a status or inside the
 *   stream) or refuses it again and again.
 * - **waiting**: after a failure, for a time that doubles with each failure up to 30 s, with jitter, and at least as long
 *   as the server asks (Retry-After).
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
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  /** Where to watch from; undefined while a list is needed. */
  #version: string | undefined;
  #streamsLists = true;
  #refusals = 0;
  /** Whether the connection brought anything beyond its list. */
  #progressed = false;

  private constructor(options: ListWatchOptions<T>) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#random = options.random ?? Math.random;
    this.#backoff = new Backoff({
      baseMs: 500,
      capMs: 30_000,
      random: this.#random,
    });
    this.#health = new HealthRecord(this.#timers, () => options.onHealth?.());
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
    }
  }

  /** Stops, and resolves when nothing of it is under way. The rows stay readable. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#wake();
    await this.#running;
    this.#stop = undefined;
  }

  /** Ends a wait: the cluster was just seen to be back. */
  nudge(): void {
    this.#wake();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let delayMs = 0;
      try {
        await this.#connect(signal);
      } catch (error) {
        if (!signal.aborted) {
          delayMs = this.#afterFailure(error);
        }
      }
      if (!signal.aborted) {
        await this.#wait(delayMs);
      }
    }
  }

  /** One connection, or one list in pages. Returns when it ended well. */
  async #connect(signal: AbortSignal): Promise<void> {
    if (this.#version !== undefined) {
      await this.#watch(signal, {
        resourceVersion: this.#version,
        timeoutSeconds: String(300 + Math.floor(this.#random() * 300)),
      });
    } else if (this.#streamsLists) {
      try {
        await this.#watch(signal, {
          sendInitialEvents: 'true',
          resourceVersionMatch: 'NotOlderThan',
          timeoutSeconds: String(300 + Math.floor(this.#random() * 300)),
        });
      } catch (error) {
        if (!(error instanceof KubeError && error.kind === 'invalid')) {
          throw error;
        }
        // Before 1.27, or with the WatchList feature turned off.
        this.#streamsLists = false;
      }
    } else {
      await this.#listInPages(signal);
    }
  }

  async #listInPages(signal: AbortSignal): Promise<void> {
    const { client, path } = this.#options;
    this.#cache.beginList();
    let page: string | undefined;
    for (;;) {
      const response = await client.raw(path, {
        query: { limit: String(PAGE_SIZE), continue: page },
        signal,
      });
      this.#health.contact();
      const list = listSchema.parse(JSON.parse(response.body));
      this.#emit((list.items ?? []).flatMap(raw => this.#listed(raw)));
      page = list.metadata.continue || undefined;
      if (!page) {
        this.#endList(list.metadata.resourceVersion);
        return;
      }
    }
  }

  async #watch(
    signal: AbortSignal,
    query: Record<string, string>,
  ): Promise<void> {
    const { client, path } = this.#options;
    const stream = await client.stream(path, {
      query: { watch: '1', allowWatchBookmarks: 'true', ...query },
      signal,
    });
    const openedAt = this.#timers.now();
    const idle = new IdleTimer(
      this.#timers,
      this.#options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      () => stream.close(),
    );
    const onAbort = () => stream.close();
    signal.addEventListener('abort', onAbort);
    this.#progressed = false;
    try {
      idle.touch();
      await this.#read(stream, idle);
    } catch (error) {
      throw idle.expired ? this.#broken('it fell silent') : error;
    } finally {
      idle.stop();
      signal.removeEventListener('abort', onAbort);
      stream.close();
    }
    if (idle.expired) {
      throw this.#broken('it fell silent');
    }
    const steady = this.#timers.now() - openedAt > STEADY_MS;
    if (this.#version === undefined || !(steady || this.#progressed)) {
      throw this.#broken('it ended the watch at once');
    }
    this.#backoff.reset();
  }

  async #read(stream: KubeStream, idle: IdleTimer): Promise<void> {
    this.#health.contact();
    if (stream.status !== 200) {
      throw await this.#refusal(stream);
    }
    if (this.#version === undefined) {
      this.#cache.beginList();
    } else {
      this.#health.connected();
    }
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    for await (const chunk of stream.chunks) {
      idle.touch();
      this.#health.contact();
      const changes: RowChange<T>[] = [];
      try {
        for (const line of splitter.push(chunk)) {
          this.#handle(this.#parseLine(line), changes);
        }
      } finally {
        this.#emit(changes);
      }
    }
  }

  #parseLine(line: string): WatchEvent {
    try {
      return parseWatchEvent(line);
    } catch {
      throw KubeError.malformed(
        this.#options.client.name,
        this.#call,
        'a line of a watch is not JSON',
      );
    }
  }

  async #refusal(stream: KubeStream): Promise<KubeError> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream.chunks) {
      parts.push(chunk);
      size += chunk.length;
      if (size > MAX_REFUSAL_BYTES) {
        break;
      }
    }
    return KubeError.fromResponse(this.#options.client.name, this.#call, {
      status: stream.status,
      headers: stream.headers,
      body: Buffer.concat(parts).toString('utf8'),
    });
  }

  #handle(event: WatchEvent, changes: RowChange<T>[]): void {
    switch (event.type) {
      case 'malformed':
        this.#health.malformed();
        return;
      case 'error':
        throw KubeError.fromStatus(
          this.#options.client.name,
          this.#call,
          event.status,
        );
      case 'bookmark':
        if (event.initialEventsEnd && this.#version === undefined) {
          this.#emit(changes.splice(0));
          this.#endList(event.version);
          this.#health.connected();
        } else if (this.#version !== undefined) {
          this.#advance(event.version);
        }
        return;
      case 'upsert':
      case 'delete':
        if (this.#version === undefined) {
          changes.push(...this.#change(event.type, event));
        } else if (isLater(event.version, this.#version)) {
          // A watch shows each state once and in order; what is not later was shown before the connection was renewed.
          this.#advance(event.version);
          changes.push(...this.#change(event.type, event));
        }
        return;
      default:
        event satisfies never;
    }
  }

  #listed(raw: unknown): RowChange<T>[] {
    const meta = metaOf(raw);
    if (!meta) {
      this.#health.malformed();
      return [];
    }
    return this.#change('upsert', {
      uid: meta.uid,
      version: meta.resourceVersion,
      raw,
    });
  }

  #change(
    type: 'upsert' | 'delete',
    object: { uid: string; version: string; raw: unknown },
  ): RowChange<T>[] {
    if (type === 'delete') {
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

  #endList(version: string): void {
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
    this.#refusals = 0;
    this.#backoff.reset();
  }

  /** How long to wait now. */
  #afterFailure(error: unknown): number {
    const failure = KubeError.fromFailure(
      this.#options.client.name,
      this.#call,
      error,
    );
    this.#health.failed(failure.sentence);
    if (failure.status === 410) {
      this.#version = undefined;
    } else if (isRefusal(failure)) {
      this.#refusals += 1;
      if (this.#refusals >= MAX_REFUSALS) {
        this.#version = undefined;
        this.#refusals = 0;
      }
    }
    return Math.max(this.#backoff.next(), failure.retryAfterMs ?? 0);
  }

  get #call(): string {
    return `watch ${this.#options.path}`;
  }

  #broken(how: string): KubeError {
    return KubeError.broken(this.#options.client.name, this.#call, how);
  }

  async #wait(ms: number): Promise<void> {
    if (ms === 0) {
      return;
    }
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

/** The server answered, and not with what was asked for; being busy is no answer. */
function isRefusal(failure: KubeError): boolean {
  return (
    failure.kind !== 'throttled' &&
    (failure.status !== undefined || failure.kind === 'server')
  );
}
