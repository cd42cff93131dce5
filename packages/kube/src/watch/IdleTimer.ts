import { Timers } from './Timers';

/** Calls back when nobody has touched it for a while. */
export class IdleTimer {
  readonly #timers: Timers;
  readonly #timeoutMs: number;
  readonly #onExpiry: () => void;
  #cancel: () => void = () => {};
  #expired = false;

  constructor(timers: Timers, timeoutMs: number, onExpiry: () => void) {
    this.#timers = timers;
    this.#timeoutMs = timeoutMs;
    this.#onExpiry = onExpiry;
  }

  get expired(): boolean {
    return this.#expired;
  }

  touch(): void {
    this.#cancel();
    this.#cancel = this.#timers.after(this.#timeoutMs, () => {
      this.#expired = true;
      this.#onExpiry();
    });
  }

  stop(): void {
    this.#cancel();
  }
}
