/**
 * Turns of the event loop between two starts. Node accepts one new connection in a turn: were each turn as long as a list
 * takes (10 ms, say), a probe that comes behind a thousand connections would wait ten seconds to be let in. An empty turn
 * takes some microseconds.
 */
const BETWEEN = 16;

/**
 * Starts one piece of work in a turn of the event loop, and lets some turns go by before the next. What begins together is
 * otherwise one long stretch of JavaScript (a thousand requests that arrive at once; a chain of promises over a database
 * file, which answers at once), and nobody else is heard until it ends.
 */
export class Turns {
  readonly #starting: (() => void)[] = [];

  /** Calls `start` in a turn of its own, after all that came before it. */
  take(start: () => void): void {
    this.#starting.push(start);
    if (this.#starting.length === 1) {
      setImmediate(() => this.#startOne());
    }
  }

  #startOne(): void {
    const [start] = this.#starting;
    start();
    this.#starting.shift();
    if (this.#starting.length > 0) {
      this.#wait(BETWEEN);
    }
  }

  #wait(turns: number): void {
    setImmediate(() => (turns > 1 ? this.#wait(turns - 1) : this.#startOne()));
  }
}
