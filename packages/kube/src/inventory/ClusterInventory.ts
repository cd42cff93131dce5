import { ClusterClient } from '../client/ClusterClient';
import { ListWatchHealth } from '../watch/HealthRecord';
import { systemTimers, Timers } from '../watch/Timers';
import { ageOf } from './ageOf';
import { Heartbeat } from './Heartbeat';
import { InventoryHint } from './InventoryHint';
import {
  AutoscalerFilter,
  EventFilter,
  InventoryAge,
  InventoryReader,
  InventoryTotals,
  OptionalKind,
  PodFilter,
  ServiceFilter,
  WorkloadFilter,
} from './InventoryReader';
import { InventoryTables } from './InventoryTables';
import {
  inventoryWatches,
  RunningWatch,
  WatchedKind,
} from './inventoryWatches';
import { RowParser } from './RowParser';
import {
  AutoscalerRow,
  ClaimRow,
  EventRow,
  NamespaceRow,
  NodeRow,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from './rows';

/** Without these the inventory is not complete. Of the others it is told whether they are seen; events only explain. */
const CORE_KINDS = ['nodes', 'namespaces', 'workloads', 'pods'] as const;

const OPTIONAL_KINDS = [
  'cronJobs',
  'services',
  'autoscalers',
  'claims',
] as const satisfies OptionalKind[];

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
 * A derived, disposable, in-memory projection of one cluster: a few fields of each node, namespace, workload, pod,
 * Service, autoscaler, claim and event, kept up by one {@link ListWatch} each, and a heartbeat that tells a quiet
 * cluster from a dead one.
 *
 * When the cluster cannot be reached the rows stay as they were, and {@link ClusterInventory.age} says so.
 *
 * @public
 */
export class ClusterInventory implements InventoryReader {
  readonly #client: ClusterClient;
  readonly #timers: Timers;
  readonly #options: ClusterInventoryOptions;
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
    this.#watches = inventoryWatches({
      ...options,
      timers: this.#timers,
      tables: this.#tables,
      parser: new RowParser(),
      hint: hint => this.#hint(hint),
    });
  }

  static create(options: ClusterInventoryOptions): ClusterInventory {
    return new ClusterInventory(options);
  }

  /** Starts watching; returns at once. */
  start(): void {
    for (const kind of [...CORE_KINDS, ...OPTIONAL_KINDS]) {
      this.#watches[kind].start();
    }
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
    const watches = this.#watches;
    return {
      nodes: watches.nodes.health,
      namespaces: watches.namespaces.health,
      workloads: watches.workloads.health,
      cronJobs: watches.cronJobs.health,
      pods: watches.pods.health,
      services: watches.services.health,
      autoscalers: watches.autoscalers.health,
      claims: watches.claims.health,
      events: watches.events.health,
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

  services(filter?: ServiceFilter): ServiceRow[] | undefined {
    return this.sees('services') ? this.#tables.services(filter) : undefined;
  }

  autoscalers(filter?: AutoscalerFilter): AutoscalerRow[] | undefined {
    return this.sees('autoscalers')
      ? this.#tables.autoscalers(filter)
      : undefined;
  }

  claims(): ClaimRow[] | undefined {
    return this.sees('claims') ? this.#tables.claims() : undefined;
  }

  sees(kind: OptionalKind): boolean {
    return this.#watches[kind].health.state === 'live';
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
