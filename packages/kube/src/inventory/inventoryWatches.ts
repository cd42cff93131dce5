import { isDeepStrictEqual } from 'node:util';
import { ClusterClient } from '../client/ClusterClient';
import { isFlytowers, MANAGED_BY } from '../naming/labelsOf';
import { ListWatch } from '../watch/ListWatch';
import { ListWatchOptions } from '../watch/ListWatchOptions';
import { RowChange, rowBefore } from '../watch/RowCache';
import { Timers } from '../watch/Timers';
import { concerned, InventoryHint, only } from './InventoryHint';
import { InventoryTables } from './InventoryTables';
import { RowParser } from './RowParser';
import { EventRow, NamespaceRow } from './rows';

/** @public */
export type WatchedKind =
  | 'nodes'
  | 'namespaces'
  | 'workloads'
  | 'cronJobs'
  | 'pods'
  | 'services'
  | 'autoscalers'
  | 'claims'
  | 'events';

/** What the inventory needs of a {@link ListWatch}, whatever its rows are. */
export type RunningWatch = Pick<
  ListWatch<unknown>,
  'start' | 'stop' | 'nudge' | 'health'
>;

type Watched<T> = Pick<ListWatchOptions<T>, 'path' | 'parse' | 'onEvents'> &
  Partial<ListWatchOptions<T>>;

/** What an older bundle gives no right to, or an older server does not have, is asked for again every 5 to 10 minutes. */
const OPTIONAL = { refusalCapMs: 10 * 60_000 };

/** The watches that keep the tables of one cluster. That of events starts when the namespaces are there. */
export function inventoryWatches(options: {
  client: ClusterClient;
  tables: InventoryTables;
  parser: RowParser;
  /** Called after the tables have changed. */
  hint: (hint: InventoryHint) => void;
  keepEventsOf?: (namespace: NamespaceRow) => boolean;
  timers: Timers;
  random?: () => number;
  idleTimeoutMs?: number;
}): Record<WatchedKind, RunningWatch> {
  const { client, tables, parser, hint } = options;
  const { timers, random, idleTimeoutMs } = options;

  const watch = <T>(watched: Watched<T>): RunningWatch =>
    ListWatch.create<T>({
      client,
      timers,
      random,
      idleTimeoutMs,
      ...watched,
      onListed: () => {
        watched.onListed?.();
        hint({ kind: 'cluster' });
      },
      onHealth: () => hint({ kind: 'cluster' }),
    });

  const wantedEvent = (raw: unknown): EventRow | undefined => {
    const row = parser.event(raw);
    const namespace = tables.namespace(row.namespace);
    const keep = options.keepEventsOf ?? (({ labels }) => isFlytowers(labels));
    return namespace && keep(namespace) ? row : undefined;
  };

  const events = watch({
    path: '/api/v1/events',
    parse: wantedEvent,
    onEvents: batch => tables.applyEvents(batch),
    // Most events have no row, and API servers keep none in the cache that bookmarks come from.
    countsDaily: false,
    sendsBookmarks: false,
  });

  return {
    nodes: watch({
      path: '/api/v1/nodes',
      parse: parser.node,
      onEvents: batch => {
        tables.applyNodes(batch);
        hint({ kind: 'node' });
      },
    }),
    namespaces: watch({
      path: '/api/v1/namespaces',
      parse: parser.namespace,
      onEvents: batch => {
        tables.applyNamespaces(batch);
        hint({ kind: 'namespace', ...only(batch, row => row.name) });
      },
      // Which events are kept depends on the namespaces, so those come first.
      onListed: () => events.start(),
    }),
    workloads: watch({
      path: '/apis/apps/v1/deployments',
      parse: parser.deployment,
      onEvents: batch => {
        tables.applyWorkloads(batch);
        hint({ kind: 'workload', ...concerned(batch) });
      },
    }),
    cronJobs: watch({
      ...OPTIONAL,
      path: '/apis/batch/v1/cronjobs',
      parse: parser.cronJob,
      onEvents: batch => {
        tables.applyWorkloads(batch);
        hint({ kind: 'workload', ...concerned(batch) });
      },
    }),
    pods: watch({
      path: '/api/v1/pods',
      parse: parser.pod,
      onEvents: batch => {
        tables.applyPods(batch);
        hint({ kind: 'pod', ...concerned(batch) });
      },
    }),
    services: watch({
      ...OPTIONAL,
      path: '/api/v1/services',
      // So that those of others cost nothing.
      labelSelector: `${MANAGED_BY.key}=${MANAGED_BY.value}`,
      parse: parser.service,
      onEvents: batch => {
        tables.applyServices(batch);
        hint({ kind: 'service', ...concerned(batch) });
      },
    }),
    autoscalers: watch({
      ...OPTIONAL,
      path: '/apis/autoscaling/v2/horizontalpodautoscalers',
      parse: parser.autoscaler,
      onEvents: batch => {
        tables.applyAutoscalers(batch);
        const told = batch.filter(changesItsRow);
        if (told.length > 0) {
          const targetLabels = tables.targetLabels.bind(tables);
          hint({ kind: 'autoscaler', ...concerned(told, targetLabels) });
        }
      },
    }),
    claims: watch({
      ...OPTIONAL,
      path: '/api/v1/persistentvolumeclaims',
      parse: parser.claim,
      onEvents: batch => {
        tables.applyClaims(batch);
        hint({ kind: 'claim', ...only(batch, row => row.namespace) });
      },
    }),
    events,
  };
}

/** The status of an autoscaler moves with its metrics, every 15 s; what its row says rarely does. */
function changesItsRow<T>(change: RowChange<T>): boolean {
  return (
    change.type === 'deleted' ||
    !isDeepStrictEqual(change.row, rowBefore(change))
  );
}
