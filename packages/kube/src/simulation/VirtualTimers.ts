import { Timers } from '../watch/Timers';

interface Due {
  at: number;
  order: number;
  callback: () => void;
}

/** Time that passes only when a test says so. Timers fire in the order of their time, then of their making. */
export class VirtualTimers implements Timers {
  #now = Date.UTC(2026, 0, 1);
  #order = 0;
  readonly #due = new Set<Due>();

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const due = { at: this.#now + ms, order: this.#order, callback };
    this.#order += 1;
    this.#due.add(due);
    return () => this.#due.delete(due);
  }

  /** Lets time pass, and what it sets in motion come to rest. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#next(until);
      if (!next) {
        break;
      }
      this.#due.delete(next);
      this.#now = next.at;
      next.callback();
      await settle();
    }
    this.#now = until;
  }

  #next(until: number): Due | undefined {
    let first: Due | undefined;
    for (const due of this.#due) {
      const earlier =
        !first ||
        due.at < first.at ||
        (due.at === first.at && due.order < first.order);
      if (due.at <= until && earlier) {
        first = due;
      }
    }
    return first;
  }
}

/** All that is waiting on promises runs before the event loop comes round. */
async function settle(): Promise<void> {
  await new Promise(resolve => {
    setImmediate(resolve);
  });
}
