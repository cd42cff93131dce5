import { Writable } from 'node:stream';

/** Streams of events that one caller may have open at a plugin; a page has one. */
const MOST = 20;

/** Ends a caller's oldest stream of events when there is one too many. */
export class StreamCounts {
  readonly #open = new Map<string, Set<Writable>>();

  add(key: string, stream: Writable): void {
    const streams = this.#open.get(key) ?? new Set();
    this.#open.set(key, streams.add(stream));
    stream.once('close', () => {
      streams.delete(stream);
      if (streams.size === 0) {
        this.#open.delete(key);
      }
    });
    const [oldest] = streams;
    if (streams.size > MOST) {
      streams.delete(oldest);
      oldest.destroy();
    }
  }
}
