import { Clock } from '../Clock';

/**
 * A clock that stands still until the test moves it.
 *
 * @public
 */
export class FakeClock implements Clock {
  #now: number;

  constructor(start: string = '2026-01-01T00:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves on by milliseconds. */
  advance(ms: number): void {
    this.#now += ms;
  }
}
