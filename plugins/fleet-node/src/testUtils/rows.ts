import {
  AutoscalerRow,
  NamespaceRow,
  NodeRow,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from '@flytower/kube';

const GIB = 1024 ** 3;

/**
 * A ready simulated node of 32 cores and 256 GiB, changed as the test wishes.
 *
 * @public
 */
export function mockNode(change: Partial<NodeRow> & { name: string }): NodeRow {
  const amount = { cpuMillicores: 32_000, memoryBytes: 256 * GIB, pods: 110 };
  return {
    uid: `uid-${change.name}`,
    ready: true,
    unschedulable: false,
    arch: 'amd64',
    os: 'linux',
    kubelet: 'v1.36.3',
    allocatable: amount,
    capacity: amount,
    requested: { cpuMillicores: 0, memoryBytes: 0, pods: 0 },
    conditions: [{ type: 'Ready', status: 'True', reason: '', message: '' }],
    labels: {},
    taints: [],
    simulated: true,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...change,
  };
}

/**
 * An active namespace, changed as the test wishes.
 *
 * @public
 */
export function mockNamespace(
  change: Partial<NamespaceRow> & { name: string },
): NamespaceRow {
  return {
    uid: `uid-${change.name}`,
    labels: {},
    annotations: {},
    phase: 'Active',
    ...change,
  };
}

/**
 * A running pod that asks for 100 millicores and 128 MiB, changed as the test wishes.
 *
 * @public
 */
export function mockPod(change: Partial<PodRow> & { name: string }): PodRow {
  return {
    namespace: 'payments--prod',
    uid: `uid-${change.name}`,
    labels: {},
    phase: 'Running',
    ready: true,
    restarts: 0,
    images: ['checkout:1.0.0'],
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:02.000Z',
    deleting: false,
    secrets: [],
    requests: { cpuMillicores: 100, memoryBytes: 128 * 1024 ** 2 },
    ...change,
  };
}

/**
 * A Deployment of one ready replica, changed as the test wishes.
 *
 * @public
 */
export function mockWorkload(
  change: Partial<WorkloadRow> & { name: string },
): WorkloadRow {
  return {
    kind: 'Deployment',
    namespace: 'payments--prod',
    uid: `uid-${change.name}`,
    resourceVersion: '1',
    labels: {},
    annotations: {},
    replicas: 1,
    ready: 1,
    updated: 1,
    available: 1,
    generation: 1,
    observedGeneration: 1,
    paused: false,
    suspended: false,
    minReadySeconds: 0,
    deleting: false,
    conditions: [],
    ...change,
  };
}

/**
 * A Service on port 80 that selects nothing, changed as the test wishes.
 *
 * @public
 */
export function mockService(
  change: Partial<ServiceRow> & { name: string },
): ServiceRow {
  return {
    namespace: 'payments--prod',
    uid: `uid-${change.name}`,
    resourceVersion: '1',
    labels: {},
    annotations: {},
    type: 'ClusterIP',
    selector: {},
    ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
    deleting: false,
    ...change,
  };
}

/**
 * An autoscaler of the Deployment of its own name, between 1 and 10, changed as the test wishes.
 *
 * @public
 */
export function mockAutoscaler(
  change: Partial<AutoscalerRow> & { name: string },
): AutoscalerRow {
  return {
    namespace: 'payments--prod',
    uid: `uid-${change.name}`,
    labels: {},
    target: { group: 'apps', kind: 'Deployment', name: change.name },
    minimum: 1,
    maximum: 10,
    current: 1,
    desired: 1,
    ...change,
  };
}
