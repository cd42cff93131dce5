import { mockPod } from '@flytower/plugin-fleet-node/testUtils';
import { podHealth, podView } from './podHealth';
import { healthInCluster, healthOverall } from './serviceHealth';

const ready = (name: string) => mockPod({ name });
const starting = (name: string) =>
  mockPod({ name, ready: false, phase: 'Pending', node: 'node-1' });
const broken = (name: string) =>
  mockPod({
    name,
    ready: false,
    phase: 'Pending',
    reason: 'ImagePullBackOff',
    message: 'not found',
    images: ['payments/checkout:1.4.2'],
  });

describe('a pod', () => {
  it.each([
    [ready('a'), 'healthy', 'Ready'],
    [{ ...ready('a'), restarts: 3 }, 'healthy', 'Ready, after 3 restarts'],
    [{ ...ready('a'), deleting: true }, 'progressing', 'Is ending'],
    [starting('a'), 'progressing', 'Starts on node-1'],
    [{ ...starting('a'), node: undefined }, 'progressing', 'Waits for a node'],
    [broken('a'), 'failed', 'Cannot pull payments/checkout:1.4.2: not found'],
    [
      {
        ...starting('a'),
        node: undefined,
        reason: 'Unschedulable',
        message: '0/5 nodes are available.',
      },
      'waiting',
      'Finds no node with room: 0/5 nodes are available',
    ],
  ])('%#: is %s', (pod, status, sentence) => {
    expect(podHealth(pod)).toEqual({ status, sentence });
  });

  it('tells its last ten events in words, the latest first', () => {
    const event = (minute: number, reason: string, message: string) => ({
      namespace: 'payments--prod',
      name: `event-${minute}`,
      uid: `uid-${minute}`,
      involved: { kind: 'Pod', name: 'a', uid: 'uid-a' },
      type: 'Normal',
      reason,
      message,
      count: 1,
      lastSeen: `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
    });
    const { events, revision } = podView(
      { ...ready('a'), labels: { 'flytower.dev/revision': 'abc' } },
      [
        event(
          1,
          'Scheduled',
          'Successfully assigned payments--prod/a to east-node-2',
        ),
        event(2, 'Pulling', 'Pulling image "payments/checkout:1.4.2"'),
        ...Array.from({ length: 9 }, (_, i) => event(10 + i, 'Other', 'x')),
      ],
      new Map([['abc', 7]]),
    );
    expect(revision).toBe(7);
    expect(events).toHaveLength(10);
    expect(events[9].sentence).toBe('Pulls the image payments/checkout:1.4.2');
  });
});

describe('a service in a cluster', () => {
  const inWest = (pods: ReturnType<typeof mockPod>[], desired = 6) =>
    healthInCluster({
      cluster: 'west',
      desired,
      sight: { kind: 'seen', pods },
    });
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];

  it('is healthy when all are ready', () => {
    expect(inWest(six.map(ready)).status).toBe('healthy');
  });

  it('is degraded with the cause when some cannot start', () => {
    expect(
      inWest([...six.slice(0, 4).map(ready), broken('e'), broken('f')]),
    ).toEqual({
      status: 'degraded',
      sentence:
        '2 of 6 instances in west cannot pull payments/checkout:1.4.2: not found',
    });
  });

  it('has failed when none can', () => {
    expect(inWest(six.map(broken)).status).toBe('failed');
  });

  it('progresses while they start', () => {
    expect(inWest([...six.slice(0, 5).map(ready), starting('f')])).toEqual({
      status: 'progressing',
      sentence: '5 of 6 instances in west are ready',
    });
  });

  it('is stopped where none is wanted', () => {
    expect(inWest([], 0).status).toBe('stopped');
  });

  it('is unknown where the cluster cannot be seen', () => {
    expect(
      healthInCluster({
        cluster: 'west',
        desired: 6,
        sight: { kind: 'unseen', sentence: 'Last seen 3 minutes ago' },
      }),
    ).toEqual({ status: 'unknown', sentence: 'Last seen 3 minutes ago' });
  });
});

describe('a service over its clusters', () => {
  const part = (
    status: Parameters<typeof healthOverall>[0][number]['status'],
  ) => ({
    status,
    sentence: status,
  });

  it.each([
    [[], 'stopped'],
    [['healthy', 'healthy'], 'healthy'],
    [['healthy', 'stopped'], 'healthy'],
    [['healthy', 'progressing'], 'progressing'],
    [['healthy', 'unknown'], 'unknown'],
    [['healthy', 'failed'], 'degraded'],
    [['failed', 'failed'], 'failed'],
    [['failed', 'unknown'], 'failed'],
  ] as const)('%p is %s', (parts, status) => {
    expect(healthOverall(parts.map(part)).status).toBe(status);
  });
});
