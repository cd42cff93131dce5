import {
  clusterBundle,
  ClusterDetail,
  DataCentreView,
  NEWEST_BUNDLE,
  NodePod,
  NodeView,
} from '@flytower/plugin-fleet-common';

const GiB = 1024 ** 3;
const amount = (cores: number, gib: number, pods: number) => ({
  cpuMillicores: cores * 1000,
  memoryBytes: gib * GiB,
  pods,
});

export const frankfurt: DataCentreView = {
  name: 'frankfurt',
  displayName: 'Frankfurt',
  region: 'eu-central',
  role: 'production',
  provider: 'self-built',
  health: { status: 'healthy', sentence: 'All clusters are healthy' },
  clusters: ['east', 'west'],
  nodes: 8,
  pods: 21,
  allocatable: amount(128, 512, 880),
  requested: amount(12, 30, 21),
};

export const east: ClusterDetail = {
  id: '01JZ0000000000000000000001',
  name: 'east',
  displayName: 'East',
  dataCentre: {
    name: 'frankfurt',
    displayName: 'Frankfurt',
    region: 'eu-central',
    role: 'production',
    provider: 'self-built',
  },
  securityZone: 'core',
  simulated: true,
  health: { status: 'healthy', sentence: 'All 5 nodes are ready' },
  bundle: clusterBundle(NEWEST_BUNDLE),
  server: 'https://10.0.0.1:6443',
  mode: 'managed',
  origin: 'configuration',
  data: {
    state: 'live',
    ageSeconds: 1,
    lastContactAt: '2026-03-01T10:00:00.000Z',
    sentence: 'The data is live',
  },
  version: 'v1.36.0',
  nodes: { total: 5, ready: 5, simulated: 5 },
  pods: { total: 13, troubled: 0 },
  capacity: amount(80, 320, 550),
  allocatable: amount(80, 320, 550),
  requested: amount(8, 20, 13),
  problems: [],
  problemCount: 0,
  generation: 3,
  uid: 'a3a1e2b4-0000-4000-8000-000000000001',
  credential: {
    kind: 'certificate',
    identity: 'flytower',
    groups: [],
    expiresAt: '2027-03-01T10:00:00.000Z',
    sealedWithKey: 'k1',
    changedAt: '2026-03-01T09:00:00.000Z',
  },
  readiness: {
    checkedAt: '2026-03-01T09:30:00.000Z',
    items: [
      {
        id: 'bundle',
        title: 'Bundle',
        state: 'ready',
        required: true,
        sentence: 'The bundle is applied',
      },
      {
        id: 'metrics',
        title: 'Metrics',
        state: 'missing',
        required: false,
        sentence: 'metrics-server is not installed: usage is not shown',
      },
    ],
  },
  tenantNamespaces: [],
  registeredAt: '2026-03-01T09:00:00.000Z',
  registeredBy: 'flytower',
};

/** A cluster that answers no more; what is shown of it is the last that was seen. */
export const deadWest: ClusterDetail = {
  ...east,
  id: '01JZ0000000000000000000002',
  name: 'west',
  displayName: 'West',
  simulated: false,
  origin: 'portal',
  registeredBy: 'user:default/olivia',
  health: {
    status: 'unknown',
    sentence: 'The data is 3 minutes old: connection refused',
  },
  data: {
    state: 'stale',
    ageSeconds: 180,
    lastContactAt: '2026-03-01T09:57:00.000Z',
    sentence: 'The data is 3 minutes old: connection refused',
  },
  nodes: { total: 3, ready: 3, simulated: 0 },
  tenantNamespaces: ['payments--prod'],
};

export const node: NodeView = {
  cluster: 'east',
  dataCentre: 'frankfurt',
  securityZone: 'core',
  name: 'east-node-1',
  uid: 'b0000000-0000-4000-8000-000000000001',
  health: { status: 'degraded', sentence: 'Memory is running out' },
  ready: true,
  unschedulable: true,
  simulated: true,
  architecture: 'amd64',
  os: 'linux',
  kubelet: 'v1.36.0',
  capacity: amount(16, 64, 110),
  allocatable: amount(16, 64, 110),
  requested: amount(2, 4, 3),
  conditions: [
    { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' },
    {
      type: 'MemoryPressure',
      status: 'True',
      reason: 'Pressure',
      message: 'less than 100 MiB are free',
    },
  ],
  createdAt: '2026-02-01T10:00:00.000Z',
};

export const pod: NodePod = {
  namespace: 'payments--prod',
  name: 'checkout-7d9f-abcde',
  uid: 'c0000000-0000-4000-8000-000000000001',
  tenant: 'payments',
  service: 'checkout',
  health: { status: 'healthy', sentence: 'Running' },
  restarts: 0,
  images: ['registry.example/payments/checkout:1.4.2'],
  requested: { cpuMillicores: 250, memoryBytes: 256 * 1024 ** 2 },
  createdAt: '2026-02-28T10:00:00.000Z',
};
