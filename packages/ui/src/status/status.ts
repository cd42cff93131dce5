/**
 * The one vocabulary of status. The order is that of "problems first": what needs a person comes before what moves by
 * itself, and that before what is well.
 *
 * @public
 */
export const statuses = [
  'failed',
  'degraded',
  'unknown',
  'waiting',
  'progressing',
  'stopped',
  'healthy',
] as const;

/**
 * How something is. `waiting` names in its reason what it waits for; `unknown` means that the data is older than its
 * limit.
 *
 * @public
 */
export type Status = (typeof statuses)[number];

/**
 * Orders by seriousness, for `Array.sort`: the most serious first.
 *
 * @public
 */
export function compareStatus(one: Status, other: Status): number {
  return statuses.indexOf(one) - statuses.indexOf(other);
}

/**
 * The most serious of several, for the status of a whole; `healthy` where there is none.
 *
 * @public
 */
export function worstStatus(all: Iterable<Status>): Status {
  return [...all].sort(compareStatus)[0] ?? 'healthy';
}
