import { ListWatchHealth } from '../watch/HealthRecord';
import { InventoryAge } from './InventoryReader';

/** A watch that was cut and renewed within this time was never worth a word. */
const GRACE_MS = 10_000;

/**
 * How old an inventory is, from its watches and the heartbeat. A cluster that does not answer the heartbeat is stale at
 * once, though its watches may look open; a watch that is merely being renewed is not.
 */
export function ageOf(seen: {
  cluster: string;
  /** Milliseconds since 1970, like the others. */
  now: number;
  watches: ListWatchHealth[];
  lastBeat?: number;
  /** Why the heartbeat is not answered. */
  silent?: string;
}): InventoryAge {
  const { cluster, now, watches, silent } = seen;
  const contacts = watches
    .flatMap(({ lastContactAt }) => lastContactAt ?? [])
    .map(text => Date.parse(text));
  const last = Math.max(seen.lastBeat ?? 0, ...contacts);
  const contact = last > 0 && { lastContactAt: new Date(last).toISOString() };
  const unlisted = watches.find(({ listedAt }) => listedAt === undefined);
  if (unlisted) {
    return {
      state: 'syncing',
      ...contact,
      sentence:
        silent ??
        unlisted.lastError ??
        `Cluster "${cluster}" is being read for the first time`,
    };
  }
  const lost = watches.find(
    ({ state, since }) =>
      state === 'stale' && now - Date.parse(since) > GRACE_MS,
  );
  const problem =
    silent ??
    (lost && (lost.lastError ?? `A watch of cluster "${cluster}" was lost`));
  return problem === undefined
    ? {
        state: 'live',
        ...contact,
        sentence: `Cluster "${cluster}" is shown as it is now`,
      }
    : {
        state: 'stale',
        ...contact,
        sentence: `${problem}; what is shown is what was seen last`,
      };
}
