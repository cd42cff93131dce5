/**
 * Time, as an argument. {@link systemTimers} is the real one.
 *
 * @public
 */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, unless the returned function was called before. */
  after(ms: number, callback: () => void): () => void;
}

/** @public */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
