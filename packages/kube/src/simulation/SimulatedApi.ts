import { CallTimeout } from '../http/Deadline';
import {
  KubeRequest,
  KubeResponse,
  KubeStream,
  Transport,
} from '../http/Transport';
import { Timers } from '../watch/Timers';
import { Dice } from './Dice';
import { Selection } from './Selection';
import {
  LoggedEvent,
  SimulatedCollection,
  StoredObject,
} from './SimulatedCollection';
import { SimulatedStream } from './SimulatedStream';
import { answer, bookmark, line, status, streamOf } from './wire';

const BOOKMARK_EVERY_MS = 60_000;
/** Kinds that an API server keeps no watch cache for, and hence sends no bookmarks of. */
const WITHOUT_BOOKMARKS = ['/api/v1/events'];

/** More than is written between a put-back and the next question of an inventory, the events of the kinds not shown here among it. */
const WRITTEN_SINCE_BACKUP = 10_000;

/** A watch that a client has open. */
interface OpenWatch {
  path: string;
  selection: Selection;
  stream: SimulatedStream;
  /** It hears of nothing up to this version, though that may lie in the future of the store. */
  from: number;
}

interface Page {
  items: unknown[];
  version: number;
}

/**
 * An API server in the same process, as far as lists and watches go, with faults by seed: refused connections, 410, 429,
 * 500, silence, connections cut between or in the middle of lines, events twice, objects that make no sense, history that
 * is forgotten. Its store can be put back from a backup.
 */
export class SimulatedApi implements Transport {
  readonly #timers: Timers;
  readonly #dice: Dice;
  readonly #collections = new Map<string, SimulatedCollection>();
  readonly #pages = new Map<string, Page>();
  #watches: OpenWatch[] = [];
  #version = 1000;
  #cancelBookmark: () => void = () => {};
  /** Turned off, it is an API server as one would wish. */
  faulty = true;
  /** Paths that the identity has no right to. */
  readonly denied = new Set<string>();
  /** How often each path was asked for. */
  readonly asked = new Map<string, number>();
  /** Like an API server before 1.27 when false. */
  readonly streamsLists: boolean;

  constructor(options: { timers: Timers; dice: Dice; streamsLists: boolean }) {
    this.#timers = options.timers;
    this.#dice = options.dice;
    this.streamsLists = options.streamsLists;
    this.#planBookmarks();
  }

  /** How often each path was watched. */
  readonly watched = new Map<string, number>();

  collection(path: string): SimulatedCollection {
    const known = this.#collections.get(path);
    if (known) {
      return known;
    }
    const made = new SimulatedCollection(
      () => {
        this.#version += 1 + this.#dice.below(3);
        return this.#version;
      },
      event => this.#broadcast(path, event),
    );
    this.#collections.set(path, made);
    return made;
  }

  /**
   * Keeps what the store holds now. What it answers puts that back as an admin does: the API server stops, etcd starts from
   * the backup, the API server starts again.
   */
  backUp(): () => void {
    const version = this.#version;
    const putBack = new Map(
      [...this.#collections].map(([path, it]) => [path, it.backUp()]),
    );
    this.#version += WRITTEN_SINCE_BACKUP;
    return () => {
      this.#version = version;
      for (const [path, collection] of this.#collections) {
        (putBack.get(path) ?? collection.empty)();
      }
      this.#pages.clear();
      // One that was silent stays so: whoever holds it hears nothing of this either.
      for (const { stream } of this.#watches.filter(it => !it.stream.silent)) {
        const cut = this.#dice.chance(0.5);
        stream.end(cut ? new Error('read ECONNRESET') : undefined);
      }
      this.#watches = [];
    };
  }

  /** Something goes wrong with a connection that is open. */
  strike(): void {
    if (this.#watches.length === 0) {
      return;
    }
    const watch = this.#dice.pick(this.#watches);
    const { stream } = watch;
    const blows: (() => void)[] = [
      () => stream.end(),
      () => stream.end(new Error('read ECONNRESET')),
      () => {
        stream.send(Buffer.from('{"type":"MODIFIED","object":{"metad'));
        stream.end(new Error('aborted'));
      },
      () => {
        stream.silent = true;
      },
      () => this.#repeat(watch),
      () => stream.send(line('ADDED', { nonsense: true })),
      () => stream.send(line('WHATEVER', {})),
      () => stream.send(Buffer.from('\n<html>gateway</html>\n')),
      () => {
        stream.send(line('ERROR', status(410, 'Expired')));
        stream.end();
      },
      () => {
        stream.send(line('ERROR', status(500, 'InternalError')));
        stream.end();
      },
    ];
    this.#dice.pick(blows)();
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    const refusal = await this.#refuse(request);
    if (refusal) {
      return refusal;
    }
    if (request.path === '/readyz') {
      return answer(200, 'ok');
    }
    return this.#listPage(request);
  }

  async stream(request: KubeRequest): Promise<KubeStream> {
    const refusal = await this.#refuse(request);
    if (refusal) {
      return streamOf(refusal);
    }
    const { path, query = {} } = request;
    if (query.sendInitialEvents !== undefined && !this.streamsLists) {
      return streamOf(
        answer(
          422,
          JSON.stringify({
            ...status(422, 'Invalid'),
            message: 'sendInitialEvents: Forbidden',
          }),
        ),
      );
    }
    const selection = new Selection(query.labelSelector);
    const stream =
      query.sendInitialEvents === undefined
        ? this.#watchFrom(path, selection, Number(query.resourceVersion))
        : this.#streamList(path, selection);
    this.#timers.after(Number(query.timeoutSeconds) * 1000, () =>
      stream.silent ? undefined : stream.end(),
    );
    return stream;
  }

  close(): void {
    this.#cancelBookmark();
  }

  #streamList(path: string, selection: Selection): SimulatedStream {
    const stream = new SimulatedStream(200);
    const items = this.#shuffle(this.#selected(path, selection));
    this.#sendInPieces(stream, [
      ...items.map(object => line('ADDED', object)),
      bookmark(this.#version, true),
    ]);
    return this.#open({ path, selection, stream, from: this.#version });
  }

  #selected(path: string, selection: Selection): StoredObject[] {
    return this.collection(path)
      .all()
      .filter(object => selection.has(object));
  }

  #watchFrom(
    path: string,
    selection: Selection,
    version: number,
  ): SimulatedStream {
    const missed = this.collection(path).since(version);
    if (!missed) {
      return streamOf(answer(410, JSON.stringify(status(410, 'Expired'))));
    }
    const stream = new SimulatedStream(200);
    this.#sendInPieces(
      stream,
      missed
        .flatMap(event => selection.events(event))
        .map(({ type, object }) => line(type, object)),
    );
    return this.#open({ path, selection, stream, from: version });
  }

  #open(watch: OpenWatch): SimulatedStream {
    const { path, stream } = watch;
    this.#watches.push(watch);
    this.watched.set(path, (this.watched.get(path) ?? 0) + 1);
    return stream;
  }

  #listPage({ path, query = {} }: KubeRequest): KubeResponse {
    const { items, version }: Page = (query.continue !== undefined &&
      this.#pages.get(query.continue)) || {
      items: this.#selected(path, new Selection(query.labelSelector)),
      version: this.#version,
    };
    if (query.continue !== undefined && !this.#pages.has(query.continue)) {
      return answer(410, JSON.stringify(status(410, 'Expired')));
    }
    // Smaller pages than asked for, so that few objects make many.
    const limit = Math.min(Number(query.limit), 7);
    const rest = items.slice(limit);
    const token = rest.length > 0 ? `${path}@${version}+${rest.length}` : '';
    if (token) {
      this.#pages.set(token, { items: rest, version });
    }
    return answer(
      200,
      JSON.stringify({
        metadata: { resourceVersion: String(version), continue: token },
        items: items.slice(0, limit),
      }),
    );
  }

  /** A call that is not answered as it should be. */
  async #refuse(request: KubeRequest): Promise<KubeResponse | undefined> {
    const { path } = request;
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    if (this.denied.has(path)) {
      return answer(403, JSON.stringify(status(403, 'Forbidden')));
    }
    if (!this.faulty || !this.#dice.chance(0.4)) {
      return undefined;
    }
    const kind = this.#dice.pick([
      'refused',
      'hangs',
      'gone',
      'busy',
      'broken',
    ] as const);
    switch (kind) {
      case 'refused':
        throw Object.assign(new Error('connect ECONNREFUSED'), {
          code: 'ECONNREFUSED',
        });
      case 'hangs':
        return this.#hang(request);
      case 'gone':
        this.#pages.clear();
        return answer(410, JSON.stringify(status(410, 'Expired')));
      case 'busy':
        return answer(429, JSON.stringify(status(429, 'TooManyRequests')), {
          'retry-after': '3',
        });
      default:
        return answer(500, '<html>Internal Server Error</html>');
    }
  }

  async #hang({ timeoutMs, signal }: KubeRequest): Promise<never> {
    return new Promise((_, reject) => {
      this.#timers.after(timeoutMs, () => reject(new CallTimeout(timeoutMs)));
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }

  #broadcast(path: string, event: LoggedEvent): void {
    this.#watches = this.#watches.filter(({ stream }) => stream.open);
    for (const watch of this.#watches) {
      const hears = watch.path === path && event.version > watch.from;
      const shown = hears ? watch.selection.events(event) : [];
      for (const { type, object } of shown) {
        const lines = [line(type, object)];
        if (this.faulty && this.#dice.chance(0.2)) {
          lines.push(line(type, object));
        }
        this.#sendInPieces(watch.stream, lines);
      }
    }
  }

  /** Shows something of the past once more, in no order. */
  #repeat({ path, selection, stream }: OpenWatch): void {
    const past = this.collection(path)
      .history()
      .flatMap(event => selection.events(event));
    for (
      let times = this.#dice.below(3);
      past.length > 0 && times >= 0;
      times -= 1
    ) {
      const { type, object } = this.#dice.pick(past);
      stream.send(line(type, object));
    }
  }

  #sendInPieces(stream: SimulatedStream, lines: Uint8Array[]): void {
    const bytes = Buffer.concat(lines);
    let sent = 0;
    while (sent < bytes.length) {
      const size = 1 + this.#dice.below(2_000);
      stream.send(bytes.subarray(sent, sent + size));
      sent += size;
    }
  }

  #planBookmarks(): void {
    this.#cancelBookmark = this.#timers.after(BOOKMARK_EVERY_MS, () => {
      for (const { path, stream, from } of this.#watches) {
        if (!WITHOUT_BOOKMARKS.includes(path) && this.#version >= from) {
          stream.send(bookmark(this.#version, false));
        }
      }
      this.#planBookmarks();
    });
  }

  #shuffle<T>(items: T[]): T[] {
    return items
      .map(item => ({ item, at: this.#dice.roll() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  }
}
