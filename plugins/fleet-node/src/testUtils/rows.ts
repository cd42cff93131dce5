import { NodeRow, PodRow } from '@flytower/kube';

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
