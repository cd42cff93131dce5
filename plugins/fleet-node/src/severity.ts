import { Status } from '@flytower/plugin-fleet-common';

const ORDER: Record<Status, number> = {
  failed: 0,
  degraded: 1,
  unknown: 2,
  waiting: 3,
  progressing: 4,
  stopped: 5,
  healthy: 6,
};

/**
 * Problems first: below zero where the first is worse.
 *
 * @public
 */
export function bySeverity(one: Status, other: Status): number {
  return ORDER[one] - ORDER[other];
}

/**
 * The worst of them; healthy where there is none.
 *
 * @public
 */
export function worst(statuses: Iterable<Status>): Status {
  let found: Status = 'healthy';
  for (const status of statuses) {
    if (bySeverity(status, found) < 0) {
      found = status;
    }
  }
  return found;
}
