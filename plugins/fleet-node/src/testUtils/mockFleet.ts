import {
  createServiceFactory,
  LoggerService,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  AutoscalerRow,
  BUNDLE_VERSION,
  ClaimRow,
  ClusterClient,
  EventRow,
  InventoryAge,
  NamespaceRow,
  NodeRow,
  PodResources,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from '@flytower/kube';
import {
  ClusterLoss,
  ClusterMode,
  DataCentre,
} from '@flytower/plugin-fleet-common';
import { FleetHub, HubCluster } from '../FleetHub';
import { FleetHint, FleetService } from '../FleetService';
import { InventoryView } from '../InventoryView';
import { PluginFleet } from '../PluginFleet';
import { fleetHubRef, fleetServiceFactory } from '../services';
import { MemoryApiServer } from './MemoryApiServer';

/** @public */
export interface MockRows {
  nodes: readonly NodeRow[];
  namespaces: readonly NamespaceRow[];
  workloads: readonly WorkloadRow[];
  pods: readonly PodRow[];
  /** Not seen where they are undefined, as the next two. */
  services?: readonly ServiceRow[];
  autoscalers?: readonly AutoscalerRow[];
  claims?: readonly ClaimRow[];
  /** Whether the workloads are all there are, CronJobs too; true by default. */
  seesCronJobs?: boolean;
  events: readonly EventRow[];
}

/** @public */
export interface MockClusterOptions extends Partial<MockRows> {
  name: string;
  /** `id-<name>` when left out. */
  id?: string;
  dataCentre?: Partial<DataCentre>;
  securityZone?: string;
  mode?: ClusterMode;
  /** The version of its bundle; the newest when left out. */
  bundleVersion?: number;
  /** A client of your own, for example of a real cluster; one over a MemoryApiServer when left out. */
  client?: ClusterClient;
}

/** @public */
export interface MockCluster {
  /** Shows these rows from now on, leaves the others, and hints. */
  show(rows: Partial<MockRows>, hint?: Partial<FleetHint>): void;
  /** Lives, or loses contact and keeps its last rows. */
  setAge(age: InventoryAge): void;
  /** Was declared lost like that, or is returning; what is left out is filled in. Undefined: it has returned. */
  setLost(lost: Partial<ClusterLoss> | undefined): void;
  /** What the default client talks to. */
  api: MemoryApiServer;
}

/** @public */
export interface MockFleet {
  hub: FleetHub;
  service: FleetService;
  /** For `startTestBackend({ features })`: the fleet of every plugin there. */
  factories: ServiceFactory[];
  /** Throws where there is no such cluster. */
  cluster(name: string): MockCluster;
  /** As `cluster(name).setLost(lost)`. */
  setLost(name: string, lost: Partial<ClusterLoss> | undefined): void;
}

/**
 * A fleet in memory with the real hub and service over rows that the test sets. Live and ready unless the test says
 * otherwise.
 *
 * @public
 */
export function mockFleet(options: {
  clusters?: MockClusterOptions[];
  ready?: boolean;
  now?: () => Date;
  logger?: LoggerService;
}): MockFleet {
  const now = options.now ?? (() => new Date());
  const logger = options.logger ?? mockServices.logger.mock();
  const hub = FleetHub.create({ logger, now });
  const mocks = new Map(
    (options.clusters ?? []).map(cluster => [
      cluster.name,
      putMock(hub, cluster, now),
    ]),
  );
  if (options.ready !== false) {
    hub.markReady();
  }
  const mockOf = (name: string) => {
    const mock = mocks.get(name);
    if (!mock) {
      throw new Error(`The mocked fleet has no cluster "${name}"`);
    }
    return mock;
  };
  return {
    hub,
    service: PluginFleet.create({ hub, pluginId: 'test', logger }),
    factories: [
      createServiceFactory({
        service: fleetHubRef,
        deps: {},
        factory: () => hub,
      }),
      fleetServiceFactory,
    ],
    cluster: mockOf,
    setLost: (name, lost) => mockOf(name).setLost(lost),
  };
}

function putMock(
  hub: FleetHub,
  options: MockClusterOptions,
  now: () => Date,
): MockCluster {
  const { name } = options;
  const api = new MemoryApiServer();
  let rows: MockRows = {
    nodes: options.nodes ?? [],
    namespaces: options.namespaces ?? [],
    workloads: options.workloads ?? [],
    pods: options.pods ?? [],
    services: options.services,
    autoscalers: options.autoscalers,
    claims: options.claims,
    seesCronJobs: options.seesCronJobs,
    events: options.events ?? [],
  };
  let age: InventoryAge = {
    state: 'live',
    lastContactAt: now().toISOString(),
    sentence: 'Changes arrive as they happen',
  };
  const cluster: HubCluster = {
    facts: {
      id: options.id ?? `id-${name}`,
      name,
      displayName: name,
      dataCentre: {
        name: 'frankfurt',
        displayName: 'Frankfurt',
        region: 'eu-central',
        role: 'production',
        provider: 'self-built',
        ...options.dataCentre,
      },
      securityZone: options.securityZone ?? 'core',
      mode: options.mode ?? 'managed',
      bundleVersion: options.bundleVersion ?? BUNDLE_VERSION,
      generation: 1,
    },
    link: {
      inventory: viewOf(
        () => rows,
        () => age,
      ),
      client:
        options.client ?? ClusterClient.overTransport({ name, transport: api }),
    },
  };
  hub.put(cluster);
  return {
    api,
    show: (changed, hint) => {
      rows = { ...rows, ...changed };
      hub.hint({ kind: 'pod', ...hint, cluster: name });
    },
    setAge: next => {
      age = next;
      hub.hint({ kind: 'cluster', cluster: name });
    },
    setLost: lost =>
      hub.put({
        ...cluster,
        facts: { ...cluster.facts, ...(lost ? { lost: lossOf(lost) } : {}) },
      }),
  };
}

function lossOf(lost: Partial<ClusterLoss>): ClusterLoss {
  return {
    state: 'lost',
    since: '2026-01-01T00:00:00.000Z',
    by: 'user:default/olivia',
    reason: 'Its data centre burnt down',
    ...lost,
  };
}

function viewOf(rows: () => MockRows, age: () => InventoryAge): InventoryView {
  const inService = (
    row: { namespace: string; labels: Readonly<Record<string, string>> },
    filter: { namespace?: string; serviceId?: string } = {},
  ) =>
    (filter.namespace === undefined || row.namespace === filter.namespace) &&
    (filter.serviceId === undefined ||
      row.labels['flytower.dev/service-id'] === filter.serviceId);
  return {
    nodes: () => [...rows().nodes],
    node: name => rows().nodes.find(row => row.name === name),
    namespaces: () => [...rows().namespaces],
    namespace: name => rows().namespaces.find(row => row.name === name),
    workloads: filter => rows().workloads.filter(row => inService(row, filter)),
    pods: filter =>
      rows().pods.filter(
        row =>
          inService(row, filter) &&
          (filter?.node === undefined || row.node === filter.node),
      ),
    services: filter => rows().services?.filter(row => inService(row, filter)),
    autoscalers: filter =>
      rows().autoscalers?.filter(row => inService(row, filter)),
    claims: () => rows().claims?.slice(),
    sees: kind =>
      kind === 'cronJobs'
        ? rows().seesCronJobs ?? true
        : rows()[kind] !== undefined,
    events: filter =>
      rows()
        .events.filter(
          row =>
            (filter?.namespace === undefined ||
              row.namespace === filter.namespace) &&
            (filter?.involvedUid === undefined ||
              row.involved.uid === filter.involvedUid),
        )
        .slice(0, filter?.limit ?? 100),
    totals: () => ({
      nodes: rows().nodes.length,
      readyNodes: rows().nodes.filter(({ ready }) => ready).length,
      pods: rows().pods.length,
      readyPods: rows().pods.filter(({ ready }) => ready).length,
      capacity: sumOf(rows().nodes, node => node.capacity),
      allocatable: sumOf(rows().nodes, node => node.allocatable),
      requested: sumOf(rows().nodes, node => node.requested),
    }),
    age,
  };
}

function sumOf(
  nodes: readonly NodeRow[],
  pick: (node: NodeRow) => PodResources,
): PodResources {
  const sum = (field: keyof PodResources) =>
    nodes.reduce((total, node) => total + pick(node)[field], 0);
  return {
    cpuMillicores: sum('cpuMillicores'),
    memoryBytes: sum('memoryBytes'),
    pods: sum('pods'),
  };
}
