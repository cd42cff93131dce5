import { Timers } from './Timers';

/** Calls back when nobody has touched it for a while. */
export class IdleTimer {
  readonly #timers: Timers;
  readonly #onExpiry: () => void;
  #cancel: () => void = () => {};
  #expired = false;

  constructor(timers: Timers, onExpiry: () => void) {
    this.#timers = timers;
    this.#onExpiry = onExpiry;
  }

  get expired(): boolean {
    return this.#expired;
  }

  touch(timeoutMs: number): void {
    this.#cancel();
    this.#cancel = this.#timers.after(timeoutMs, () => {
      this.#expired = true;
      this.#onExpiry();
    });
  }

  stop(): void {
    this.#cancel();
  }
}
