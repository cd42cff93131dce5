/**
 * So many at a time; who comes later waits in the order of coming. It stands before Node's own queue, which holds calls
 * that were given up until a connection is free for them.
 */
export class Places {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs the work in a place of its own. Throws the signal's reason where it is ended before its turn. */
  async with<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#waiting.add(resolve);
      // To reject whoever has entered by then does nothing.
      signal.addEventListener(
        'abort',
        () => {
          this.#waiting.delete(resolve);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** The place goes to whoever waits longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
    } else {
      this.#free += 1;
    }
  }
}
