import { ClusterClient } from '../client/ClusterClient';
import { isFlytowers } from '../naming/labelsOf';
import { ListWatchHealth } from '../watch/HealthRecord';
import { ListWatch } from '../watch/ListWatch';
import { RowChange, rowBefore } from '../watch/RowCache';
import { systemTimers, Timers } from '../watch/Timers';
import { ageOf } from './ageOf';
import { Heartbeat } from './Heartbeat';
import {
  EventFilter,
  InventoryAge,
  InventoryReader,
  InventoryTotals,
  PodFilter,
  WorkloadFilter,
} from './InventoryReader';
import { InventoryTables } from './InventoryTables';
import { RowParser } from './RowParser';
import {
  ClaimRow,
  EventRow,
  Labels,
  NamespaceRow,
  NodeRow,
  PodRow,
  WorkloadRow,
} from './rows';

const EVENTS = '/api/v1/events';
const SERVICE_ID = 'flytower.dev/service-id';

/** @public */
export type WatchedKind =
  | 'nodes'
  | 'namespaces'
  | 'workloads'
  | 'cronJobs'
  | 'pods'
  | 'claims'
  | 'events';

/**
 * Without these the inventory is not complete. Events only explain; claims say themselves whether they are seen; a bundle of
 * version 1 shows no CronJobs.
 */
const CORE_KINDS = ['nodes', 'namespaces', 'workloads', 'pods'] as const;

/** What the inventory needs of a {@link ListWatch}, whatever its rows are. */
type RunningWatch = Pick<
  ListWatch<unknown>,
  'start' | 'stop' | 'nudge' | 'health'
>;

/**
 * Something has changed. A hint, not the change: whoever gets it reads the inventory.
 *
 * @public
 */
export interface InventoryHint {
  kind: 'cluster' | 'node' | 'namespace' | 'workload' | 'pod' | 'claim';
  /** Where only one namespace is concerned. */
  namespace?: string;
  /** The services concerned, where they are known. */
  serviceIds?: string[];
}

/** @public */
export interface ClusterInventoryOptions {
  client: ClusterClient;
  /** Called after the rows have changed. It must not throw. */
  onChange?: (hint: InventoryHint) => void;
  /** Of which namespaces events are kept; by default of Flytower's own, since events are many and short-lived. */
  keepEventsOf?: (namespace: NamespaceRow) => boolean;
  timers?: Timers;
  random?: () => number;
  idleTimeoutMs?: number;
}

/**
 * A derived, disposable, in-memory projection of one cluster: a few fields of each node, namespace, deployment, pod,
 * claim and event, kept up by one {@link ListWatch} each, and a heartbeat that tells a quiet cluster from a dead one.
 *
 * When the cluster cannot be reached the rows stay as they were, and {@link ClusterInventory.age} says so.
 *
 * @public
 */
export class ClusterInventory implements InventoryReader {
  readonly #client: ClusterClient;
  readonly #timers: Timers;
  readonly #options: ClusterInventoryOptions;
  readonly #parser = new RowParser();
  readonly #tables = new InventoryTables();
  readonly #watches: Record<WatchedKind, RunningWatch>;
  readonly #heartbeat: Heartbeat;

  private constructor(options: ClusterInventoryOptions) {
    this.#client = options.client;
    this.#timers = options.timers ?? systemTimers;
    this.#options = options;
    this.#heartbeat = new Heartbeat({
      client: options.client,
      timers: this.#timers,
      random: options.random ?? Math.random,
      onFlip: alive => this.#flip(alive),
    });
    this.#watches = {
      nodes: this.#watch('/api/v1/nodes', this.#parser.node, batch => {
        this.#tables.applyNodes(batch);
        this.#hint({ kind: 'node' });
      }),
      namespaces: this.#watch(
        '/api/v1/namespaces',
        this.#parser.namespace,
        batch => {
          this.#tables.applyNamespaces(batch);
          this.#hint({ kind: 'namespace', ...only(batch, row => row.name) });
        },
        // Which events are kept depends on the namespaces, so those come first.
        () => this.#watches.events.start(),
      ),
      workloads: this.#watch(
        '/apis/apps/v1/deployments',
        this.#parser.deployment,
        batch => {
          this.#tables.applyWorkloads(batch);
          this.#hint({ kind: 'workload', ...concerned(batch) });
        },
      ),
      cronJobs: this.#watch(
        '/apis/batch/v1/cronjobs',
        this.#parser.cronJob,
        batch => {
          this.#tables.applyWorkloads(batch);
          this.#hint({ kind: 'workload', ...concerned(batch) });
        },
      ),
      pods: this.#watch('/api/v1/pods', this.#parser.pod, batch => {
        this.#tables.applyPods(batch);
        this.#hint({ kind: 'pod', ...concerned(batch) });
      }),
      claims: this.#watch(
        '/api/v1/persistentvolumeclaims',
        this.#parser.claim,
        batch => {
          this.#tables.applyClaims(batch);
          this.#hint({ kind: 'claim', ...only(batch, row => row.namespace) });
        },
      ),
      events: this.#watch(
        EVENTS,
        raw => this.#wantedEvent(raw),
        batch => this.#tables.applyEvents(batch),
      ),
    };
  }

  static create(options: ClusterInventoryOptions): ClusterInventory {
    return new ClusterInventory(options);
  }

  /** Starts watching; returns at once. */
  start(): void {
    for (const kind of CORE_KINDS) {
      this.#watches[kind].start();
    }
    this.#watches.cronJobs.start();
    this.#watches.claims.start();
    this.#heartbeat.start();
  }

  /** Stops watching; the rows stay readable. */
  async stop(): Promise<void> {
    this.#heartbeat.stop();
    await Promise.all(Object.values(this.#watches).map(it => it.stop()));
  }

  /** Whether nodes, namespaces, workloads and pods have each been complete once. */
  get synced(): boolean {
    return CORE_KINDS.every(
      kind => this.#watches[kind].health.listedAt !== undefined,
    );
  }

  /** How each watch stands, for those who look after Flytower. */
  health(): Record<WatchedKind, ListWatchHealth> {
    const { nodes, namespaces, workloads, cronJobs, pods, claims, events } =
      this.#watches;
    return {
      nodes: nodes.health,
      namespaces: namespaces.health,
      workloads: workloads.health,
      cronJobs: cronJobs.health,
      pods: pods.health,
      claims: claims.health,
      events: events.health,
    };
  }

  nodes(): NodeRow[] {
    return this.#tables.nodes();
  }

  node(name: string): NodeRow | undefined {
    return this.#tables.node(name);
  }

  namespaces(): NamespaceRow[] {
    return this.#tables.namespaces();
  }

  namespace(name: string): NamespaceRow | undefined {
    return this.#tables.namespace(name);
  }

  workloads(filter?: WorkloadFilter): WorkloadRow[] {
    return this.#tables.workloads(filter);
  }

  pods(filter?: PodFilter): PodRow[] {
    return this.#tables.pods(filter);
  }

  claims(): ClaimRow[] | undefined {
    return this.#watches.claims.health.state === 'live'
      ? this.#tables.claims()
      : undefined;
  }

  events(filter?: EventFilter): EventRow[] {
    return this.#tables.events(filter);
  }

  totals(): InventoryTotals {
    return this.#tables.totals();
  }

  age(): InventoryAge {
    const core = CORE_KINDS.map(kind => this.#watches[kind].health);
    return ageOf({
      cluster: this.#client.name,
      now: this.#timers.now(),
      watches: core,
      lastBeat: this.#heartbeat.lastBeat,
      silent: this.#heartbeat.problem,
    });
  }

  #watch<T>(
    path: string,
    parse: (raw: unknown) => T | undefined,
    onEvents: (batch: RowChange<T>[]) => void,
    onListed: () => void = () => {},
  ): RunningWatch {
    const { client, timers, random, idleTimeoutMs } = this.#options;
    return ListWatch.create({
      client,
      path,
      parse,
      onEvents,
      onListed: () => {
        onListed();
        this.#hint({ kind: 'cluster' });
      },
      onHealth: () => this.#hint({ kind: 'cluster' }),
      timers,
      random,
      idleTimeoutMs,
      // Most events have no row, and API servers keep none in the cache that bookmarks come from.
      countsDaily: path !== EVENTS,
      sendsBookmarks: path !== EVENTS,
    });
  }

  #wantedEvent(raw: unknown): EventRow | undefined {
    const row = this.#parser.event(raw);
    const namespace = this.#tables.namespace(row.namespace);
    const keep =
      this.#options.keepEventsOf ?? (({ labels }) => isFlytowers(labels));
    return namespace && keep(namespace) ? row : undefined;
  }

  #flip(alive: boolean): void {
    if (alive) {
      Object.values(this.#watches).forEach(watch => watch.nudge());
    }
    this.#hint({ kind: 'cluster' });
  }

  #hint(hint: InventoryHint): void {
    this.#options.onChange?.(hint);
  }
}

/** The one namespace that all rows of a batch share. */
function only<T>(
  batch: RowChange<T>[],
  namespaceOf: (row: T) => string,
): { namespace?: string } {
  const namespaces = new Set(batch.map(({ row }) => namespaceOf(row)));
  const [namespace] = namespaces;
  return namespaces.size === 1 && namespace !== undefined ? { namespace } : {};
}

/** Which services a batch concerns, before and after it. */
function concerned(
  batch: RowChange<{ namespace: string; labels: Labels }>[],
): Pick<InventoryHint, 'namespace' | 'serviceIds'> {
  const ids = batch
    .flatMap(change => [change.row, rowBefore(change)])
    .flatMap(row => row?.labels[SERVICE_ID] ?? []);
  return {
    ...only(batch, row => row.namespace),
    serviceIds: [...new Set(ids)],
  };
}
