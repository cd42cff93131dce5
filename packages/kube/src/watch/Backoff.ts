/**
 * Exponential back-off with jitter: each step doubles up to the cap, and the wait is a random part of its upper half, so
 * that fifty watches cut by one restart do not come back in one instant.
 *
 * @example
 * With base 500 and cap 30000 the waits lie in 250–500, 500–1000, 1000–2000, … 15000–30000 ms.
 */
export class Backoff {
  readonly #baseMs: number;
  readonly #capMs: number;
  readonly #random: () => number;
  #step = 0;

  constructor(options: {
    baseMs: number;
    capMs: number;
    random: () => number;
  }) {
    this.#baseMs = options.baseMs;
    this.#capMs = options.capMs;
    this.#random = options.random;
  }

  /** How long to wait now; up to another cap where that is higher. */
  next(capMs = this.#capMs): number {
    const cap = Math.max(capMs, this.#capMs);
    const ceiling = Math.min(cap, this.#baseMs * 2 ** this.#step);
    if (ceiling < cap) {
      this.#step += 1;
    }
    return (ceiling / 2) * (1 + this.#random());
  }

  /** Something came of the last try. */
  reset(): void {
    this.#step = 0;
  }
}
