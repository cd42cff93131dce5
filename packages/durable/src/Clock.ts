/**
 * Where the time comes from, so that tests can hold it still.
 *
 * @public
 */
export interface Clock {
  now(): Date;
}

/**
 * The machine's own time.
 *
 * @public
 */
export const systemClock: Clock = { now: () => new Date() };
