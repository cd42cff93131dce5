import { GivenUp } from '../http/GivenUp';

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines. What stands after the last line end is kept for the next chunk; when the stream ends
 * there, the connection was cut in the middle of an event, and that event is not handed out.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  /** @param maxBytes - a longer line is an error: no object in etcd is as long */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in this chunk, without their line ends; empty lines are left out. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) {
        this.#keep(chunk.subarray(start));
        return lines;
      }
      this.#keep(chunk.subarray(start, end));
      const line = this.#take();
      if (line) {
        lines.push(line);
      }
      start = end + 1;
    }
  }

  #keep(part: Uint8Array): void {
    this.#pendingBytes += part.length;
    if (this.#pendingBytes > this.#maxBytes) {
      throw new GivenUp(`a line is longer than ${this.#maxBytes} bytes`);
    }
    if (part.length > 0) {
      this.#pending.push(part);
    }
  }

  #take(): string {
    const line = Buffer.concat(this.#pending).toString('utf8');
    this.#pending.length = 0;
    this.#pendingBytes = 0;
    return line;
  }
}
