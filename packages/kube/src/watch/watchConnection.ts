import { ClusterClient } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { KubeStream } from '../http/Transport';
import { BookmarkRhythm } from './BookmarkRhythm';
import { IdleTimer } from './IdleTimer';
import { LineSplitter } from './LineSplitter';
import { Timers } from './Timers';
import { ChangeEvent, parseWatchEvent, WatchEvent } from './watchEvent';

/** etcd keeps objects under 1.5 MiB; JSON makes them a little longer. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;

/** One connection of a watch. */
export interface WatchConnectionOptions {
  client: ClusterClient;
  path: string;
  query: Record<string, string | undefined>;
  /** After which the server ends it. */
  timeoutSeconds: number;
  timers: Timers;
  /** Knows how long it may be silent, and learns from it. */
  rhythm: BookmarkRhythm;
  signal: AbortSignal;
}

/**
 * The events of one connection, in batches as they arrive. The first batch is empty and means that the connection stands.
 * It ends when the server ends it well.
 *
 * @throws KubeError when the server refuses or sends an error, and when the connection breaks or falls silent; what came
 * before that was handed out
 */
export async function* watchConnection(
  options: WatchConnectionOptions,
): AsyncGenerator<ChangeEvent[]> {
  const { client, path, query, rhythm, timers, signal } = options;
  const call = `watch ${path}`;
  const stream = await client.stream(path, {
    query: {
      watch: '1',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(options.timeoutSeconds),
      ...query,
    },
    signal,
  });
  const close = () => stream.close();
  const idle = new IdleTimer(timers, close);
  const silence = () => {
    rhythm.fellSilent();
    return KubeError.broken(client.name, call, 'it fell silent');
  };
  signal.addEventListener('abort', close);
  try {
    rhythm.opened(timers.now(), {
      listing: query.resourceVersion === undefined,
      lifetimeMs: options.timeoutSeconds * 1000,
    });
    idle.touch(rhythm.limitMs);
    if (stream.status !== 200) {
      throw await readRefusal(client.name, call, stream);
    }
    yield [];
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    for await (const chunk of stream.chunks) {
      const { events, problem } = parseLines(
        client.name,
        call,
        splitter.push(chunk),
      );
      rhythm.heard(timers.now(), events);
      idle.touch(rhythm.limitMs);
      yield events;
      if (problem) {
        throw problem;
      }
    }
    if (idle.expired) {
      throw silence();
    }
  } catch (error) {
    throw idle.expired
      ? silence()
      : KubeError.fromFailure(client.name, call, error);
  } finally {
    idle.stop();
    signal.removeEventListener('abort', close);
    close();
  }
}

/** The events of some lines up to the first that ends the connection. */
function parseLines(
  cluster: string,
  call: string,
  lines: string[],
): { events: ChangeEvent[]; problem?: KubeError } {
  const events: ChangeEvent[] = [];
  for (const line of lines) {
    let event: WatchEvent;
    try {
      event = parseWatchEvent(line);
    } catch {
      const what = 'a line of a watch is not JSON';
      return { events, problem: KubeError.malformed(cluster, call, what) };
    }
    if (event.type === 'error') {
      return {
        events,
        problem: KubeError.fromStatus(cluster, call, event.status),
      };
    }
    events.push(event);
  }
  return { events };
}

async function readRefusal(
  cluster: string,
  call: string,
  stream: KubeStream,
): Promise<KubeError> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream.chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size > MAX_REFUSAL_BYTES) {
      break;
    }
  }
  return KubeError.fromResponse(cluster, call, {
    status: stream.status,
    headers: stream.headers,
    body: Buffer.concat(parts).toString('utf8'),
  });
}
