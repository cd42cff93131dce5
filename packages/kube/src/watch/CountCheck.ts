import { Timers } from './Timers';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Between two counts that must both differ: what is on its way arrives in less. */
const RECOUNT_MS = 10_000;

/**
 * Finds the one gap that no error shows: a number of rows that differs from the cluster's though all seems well. It counts
 * about once a day, the first time after half a day to a day and a half, so that many watches do not count together.
 */
export class CountCheck {
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #differs: () => Promise<boolean>;
  readonly #onGap: () => void;
  #cancel: () => void = () => {};

  constructor(options: {
    timers: Timers;
    random: () => number;
    /** Whether the numbers differ now. */
    differs: () => Promise<boolean>;
    /** They differed twice in a row. */
    onGap: () => void;
  }) {
    this.#timers = options.timers;
    this.#random = options.random;
    this.#differs = options.differs;
    this.#onGap = options.onGap;
  }

  start(): void {
    this.#plan(DAY_MS * (0.5 + this.#random()), false);
  }

  stop(): void {
    this.#cancel();
  }

  #plan(inMs: number, differedBefore: boolean): void {
    let cancelled = false;
    const cancelTimer = this.#timers.after(inMs, async () => {
      const differs = await this.#differs();
      if (cancelled) {
        return;
      }
      if (differs && differedBefore) {
        this.#onGap();
      }
      const again = differs && !differedBefore;
      this.#plan(again ? RECOUNT_MS : DAY_MS, again);
    });
    this.#cancel = () => {
      cancelled = true;
      cancelTimer();
    };
  }
}
