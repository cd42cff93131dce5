import { AppliedRecord } from '../../../domain/records';

const QUIET_MS = 3_600_000;
const LONGEST_MS = 600_000;
/** So many repairs follow at once; after them each waits twice as long as the one before. */
const AT_ONCE = 3;
const FIRST_WAIT_MS = 10_000;
/** So long the inventory is given to show what was written. */
const SIGHT_MS = 5_000;

/** Repairs one after the other; an hour of quiet begins anew. */
export function repairsInARow(
  { repairs }: Pick<AppliedRecord, 'repairs'>,
  now: Date,
): number {
  return repairs.at !== undefined &&
    now.getTime() - Date.parse(repairs.at) < QUIET_MS
    ? repairs.count
    : 0;
}

/**
 * Whether a lane may be repaired now. Somebody who keeps changing it is answered more and more seldom, at most every ten
 * minutes, so that two who fight wear neither the cluster nor the operation log out.
 */
export function mayRepair(
  record: Pick<AppliedRecord, 'repairs' | 'applied'>,
  now: Date,
): boolean {
  const count = repairsInARow(record, now);
  const wait =
    count < AT_ONCE
      ? SIGHT_MS
      : Math.min(FIRST_WAIT_MS * 2 ** (count - AT_ONCE), LONGEST_MS);
  const since = (at: string | undefined) =>
    at === undefined ? Infinity : now.getTime() - Date.parse(at);
  return (
    since(record.applied?.at) >= SIGHT_MS && since(record.repairs.at) >= wait
  );
}
