import { DataAge } from '@flytower/plugin-fleet-common';
import { mockNode, mockPod } from '@flytower/plugin-fleet-node/testUtils';
import { nodeHealth, podHealth } from './health';

const live: DataAge = { state: 'live', sentence: 'The data is 1 s old' };
const stale: DataAge = {
  state: 'stale',
  sentence: 'The data is 40 s old: connection refused',
};
const condition = (
  type: string,
  status: string,
  message = '',
  reason = '',
) => ({ type, status, message, reason });

describe('nodeHealth', () => {
  it.each([
    ['ready', {}, 'healthy', 'Ready'],
    [
      'not ready',
      {
        ready: false,
        conditions: [
          condition(
            'Ready',
            'False',
            'container runtime is down',
            'KubeletNotReady',
          ),
        ],
      },
      'failed',
      'It is not ready: container runtime is down',
    ],
    [
      'silent',
      {
        ready: false,
        conditions: [
          condition('Ready', 'Unknown', 'Kubelet stopped posting node status.'),
        ],
      },
      'failed',
      'Nothing is heard of its kubelet: Kubelet stopped posting node status.',
    ],
    [
      'new and without a report',
      { ready: false, conditions: [] },
      'failed',
      'Its kubelet has not reported yet',
    ],
    [
      'short of memory and disk',
      {
        conditions: [
          condition('Ready', 'True'),
          condition('MemoryPressure', 'True', 'kubelet has 100Mi left'),
          condition('DiskPressure', 'True'),
          condition('PIDPressure', 'False'),
        ],
      },
      'degraded',
      'Memory runs short: kubelet has 100Mi left; Disk space runs short',
    ],
    [
      'cordoned',
      { unschedulable: true },
      'waiting',
      'Cordoned: it takes no new pods until somebody makes it schedulable again',
    ],
    [
      'cordoned and not ready',
      { unschedulable: true, ready: false, conditions: [] },
      'failed',
      'Its kubelet has not reported yet',
    ],
  ])('of a node that is %s', (_, change, status, sentence) => {
    expect(nodeHealth(mockNode({ name: 'n', ...change }), live)).toEqual({
      status,
      sentence,
    });
  });

  it('is unknown where the data is old, whatever it says', () => {
    expect(nodeHealth(mockNode({ name: 'n' }), stale)).toEqual({
      status: 'unknown',
      sentence: 'The data is 40 s old: connection refused',
    });
  });
});

describe('podHealth', () => {
  it.each([
    ['ready', {}, 'healthy', 'Ready'],
    ['deleting', { deleting: true }, 'progressing', 'Is being deleted'],
    [
      'at its end',
      { phase: 'Succeeded', ready: false },
      'stopped',
      'Has ended well',
    ],
    [
      'evicted',
      {
        phase: 'Failed',
        ready: false,
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      },
      'failed',
      'Evicted: The node was low on resource: memory.',
    ],
    [
      'without a place',
      {
        phase: 'Pending',
        ready: false,
        node: undefined,
        reason: 'Unschedulable',
        message: '0/3 nodes are available: 3 Insufficient cpu.',
      },
      'failed',
      'No node was found for it yet: 0/3 nodes are available: 3 Insufficient cpu.',
    ],
    [
      'new',
      { phase: 'Pending', ready: false, node: undefined },
      'waiting',
      'No node was found for it yet',
    ],
    [
      'without its image',
      {
        phase: 'Pending',
        ready: false,
        node: 'n',
        reason: 'ImagePullBackOff',
        message: 'checkout:1.4.2 not found',
      },
      'degraded',
      'ImagePullBackOff: checkout:1.4.2 not found',
    ],
    [
      'starting',
      { phase: 'Running', ready: false, node: 'n' },
      'progressing',
      'Is starting, not ready yet',
    ],
  ])('of a pod that is %s', (_, change, status, sentence) => {
    expect(podHealth(mockPod({ name: 'p', ...change }), live)).toEqual({
      status,
      sentence,
    });
  });

  it('is unknown where the data is old', () => {
    expect(podHealth(mockPod({ name: 'p' }), stale).status).toBe('unknown');
  });
});
