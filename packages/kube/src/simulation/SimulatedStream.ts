import { KubeStream } from '../http/Transport';

/** The server's end of a watch: bytes go in, in pieces of any size; the client reads them out. */
export class SimulatedStream implements KubeStream {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  readonly #queue: Uint8Array[] = [];
  #ended: { error?: Error } | undefined;
  #wake: () => void = () => {};
  /** The server no longer sends, and does not say so. */
  silent = false;

  constructor(status: number, headers: Record<string, string> = {}) {
    this.status = status;
    this.headers = headers;
  }

  get open(): boolean {
    return this.#ended === undefined;
  }

  send(bytes: Uint8Array): void {
    if (this.open && !this.silent && bytes.length > 0) {
      this.#queue.push(bytes);
      this.#wake();
    }
  }

  /** The server ends it, well or badly. What was sent before still arrives. */
  end(error?: Error): void {
    this.#ended ??= { error };
    this.#wake();
  }

  /** The client lets go. What was under way is lost. */
  close(): void {
    this.#queue.length = 0;
    this.end();
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#read() };
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#queue.shift();
      if (next) {
        yield next;
      } else if (this.#ended) {
        if (this.#ended.error) {
          throw this.#ended.error;
        }
        return;
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}
