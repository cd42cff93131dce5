import { RowChange } from '../watch/RowCache';
import {
  AutoscalerFilter,
  EventFilter,
  InventoryTotals,
  PodFilter,
  ServiceFilter,
  WorkloadFilter,
} from './InventoryReader';
import { SERVICE_ID } from './InventoryHint';
import { NodeUsage } from './NodeUsage';
import { RowTable } from './RowTable';
import {
  AutoscalerRow,
  ClaimRow,
  EventRow,
  Labels,
  NamespaceRow,
  NodeRow,
  PodResources,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from './rows';

const DEFAULT_EVENTS = 100;
const GROUPS: Record<WorkloadRow['kind'], string> = {
  Deployment: 'apps',
  CronJob: 'batch',
};

/** The rows of one cluster, indexed. It knows nothing of how they come. */
export class InventoryTables {
  readonly #nodes = new RowTable<NodeRow, 'name'>({ name: row => row.name });
  readonly #namespaces = new RowTable<NamespaceRow, 'name'>({
    name: row => row.name,
  });
  readonly #workloads = new RowTable<WorkloadRow, 'namespace' | 'serviceId'>({
    namespace: row => row.namespace,
    serviceId: row => row.labels[SERVICE_ID],
  });
  readonly #pods = new RowTable<PodRow, 'namespace' | 'serviceId' | 'node'>({
    namespace: row => row.namespace,
    serviceId: row => row.labels[SERVICE_ID],
    node: row => row.node,
  });
  readonly #services = new RowTable<ServiceRow, 'namespace' | 'serviceId'>({
    namespace: row => row.namespace,
    serviceId: row => row.labels[SERVICE_ID],
  });
  readonly #autoscalers = new RowTable<AutoscalerRow, 'namespace'>({
    namespace: row => row.namespace,
  });
  readonly #claims = new RowTable<ClaimRow, 'namespace'>({
    namespace: row => row.namespace,
  });
  readonly #events = new RowTable<EventRow, 'namespace' | 'involvedUid'>({
    namespace: row => row.namespace,
    involvedUid: row => row.involved.uid,
  });
  readonly #usage = new NodeUsage();
  #readyPods = 0;

  applyNodes(batch: RowChange<NodeRow>[]): void {
    for (const change of batch) {
      this.#nodes.apply(change);
      if (change.type === 'deleted') {
        this.#usage.forget(change.row.name);
      }
    }
  }

  applyNamespaces(batch: RowChange<NamespaceRow>[]): void {
    batch.forEach(change => this.#namespaces.apply(change));
  }

  applyWorkloads(batch: RowChange<WorkloadRow>[]): void {
    batch.forEach(change => this.#workloads.apply(change));
  }

  applyPods(batch: RowChange<PodRow>[]): void {
    for (const change of batch) {
      this.#pods.apply(change);
      this.#usage.apply(change);
      const before =
        change.type === 'deleted' ? change.row.ready : change.previous?.ready;
      const after = change.type === 'upserted' && change.row.ready;
      this.#readyPods += Number(after) - Number(before ?? false);
    }
  }

  applyServices(batch: RowChange<ServiceRow>[]): void {
    batch.forEach(change => this.#services.apply(change));
  }

  applyAutoscalers(batch: RowChange<AutoscalerRow>[]): void {
    batch.forEach(change => this.#autoscalers.apply(change));
  }

  applyClaims(batch: RowChange<ClaimRow>[]): void {
    batch.forEach(change => this.#claims.apply(change));
  }

  applyEvents(batch: RowChange<EventRow>[]): void {
    batch.forEach(change => this.#events.apply(change));
  }

  nodes(): NodeRow[] {
    return [...this.#nodes.all()].map(row => this.#usage.withRequested(row));
  }

  node(name: string): NodeRow | undefined {
    const [row] = this.#nodes.by('name', name);
    return row && this.#usage.withRequested(row);
  }

  namespaces(): NamespaceRow[] {
    return [...this.#namespaces.all()];
  }

  namespace(name: string): NamespaceRow | undefined {
    const [row] = this.#namespaces.by('name', name);
    return row;
  }

  workloads(filter: WorkloadFilter = {}): WorkloadRow[] {
    return this.#workloads.select(filter);
  }

  pods(filter: PodFilter = {}): PodRow[] {
    return this.#pods.select(filter);
  }

  services(filter: ServiceFilter = {}): ServiceRow[] {
    return this.#services.select(filter);
  }

  autoscalers(filter: AutoscalerFilter = {}): AutoscalerRow[] {
    return this.#autoscalers.select(filter);
  }

  /** The labels of what an autoscaler scales, where that is a workload that is seen. */
  targetLabels({ namespace, target }: AutoscalerRow): Labels {
    const { group, kind, name } = target;
    const workload = this.workloads({ namespace }).find(
      row =>
        GROUPS[row.kind] === group && row.kind === kind && row.name === name,
    );
    return workload?.labels ?? {};
  }

  claims(): ClaimRow[] {
    return [...this.#claims.all()];
  }

  events(filter: EventFilter = {}): EventRow[] {
    const { limit = DEFAULT_EVENTS, ...wanted } = filter;
    return this.#events
      .select(wanted)
      .sort((a, b) => Date.parse(b.lastSeen) - Date.parse(a.lastSeen))
      .slice(0, limit);
  }

  totals(): InventoryTotals {
    const nodes = this.nodes();
    const sum = (pick: (node: NodeRow) => PodResources): PodResources => ({
      cpuMillicores: nodes.reduce((it, row) => it + pick(row).cpuMillicores, 0),
      memoryBytes: nodes.reduce((it, row) => it + pick(row).memoryBytes, 0),
      pods: nodes.reduce((it, row) => it + pick(row).pods, 0),
    });
    return {
      nodes: nodes.length,
      readyNodes: nodes.filter(({ ready }) => ready).length,
      pods: this.#pods.size,
      readyPods: this.#readyPods,
      capacity: sum(row => row.capacity),
      allocatable: sum(row => row.allocatable),
      requested: sum(row => row.requested),
    };
  }
}
