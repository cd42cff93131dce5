import { ClusterClient } from '../client/ClusterClient';
import { RowChange } from './RowCache';
import { Timers } from './Timers';

/** @public */
export interface ListWatchOptions<T> {
  client: ClusterClient;
  /** The path of the list: `/api/v1/pods`. */
  path: string;
  /** Only objects with these labels: `app.kubernetes.io/managed-by=flytower`. One that loses them counts as gone. */
  labelSelector?: string;
  /** Makes a row of an object. Undefined: not wanted. What it throws counts as malformed: the last good row stays. */
  parse: (raw: unknown) => T | undefined;
  /** Never called with an empty batch; not called again before it returns. */
  onEvents: (batch: RowChange<T>[]) => void;
  /** A list is complete: the rows are the cluster's. */
  onListed?: () => void;
  /** The state in {@link ListWatch.health} has changed. */
  onHealth?: () => void;
  /**
   * The longest wait while the server refuses the list for want of a right, or does not know the kind (403, 404); as after
   * other failures by default. Only an administrator ends these.
   */
  refusalCapMs?: number;
  timers?: Timers;
  random?: () => number;
  /**
   * Without a byte for this long a connection counts as dead, where the server sends bookmarks; elsewhere half a minute
   * after the server should have ended it. 90 s by default.
   */
  idleTimeoutMs?: number;
  /** Whether the server is taken to send bookmarks of this kind about once a minute, until it shows. True by default. */
  sendsBookmarks?: boolean;
  /** Whether the rows are counted against the cluster once a day; only where every object has a row. True by default. */
  countsDaily?: boolean;
}
