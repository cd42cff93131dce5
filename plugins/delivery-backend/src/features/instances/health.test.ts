import { mockPod, mockWorkload } from '@flytower/plugin-fleet-node/testUtils';
import { scheduleSchema } from '@flytower/plugin-delivery-common';
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
      sight: { kind: 'seen', pods, ended: [] },
      now: new Date(0),
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
        now: new Date(0),
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

describe('a scheduled job in a cluster', () => {
  const schedule = scheduleSchema.parse({ cron: '30 2 * * *' });
  const workload = (replicas: number) =>
    mockWorkload({
      kind: 'CronJob',
      name: 'nightly',
      replicas,
      ready: replicas,
      updated: replicas,
      available: replicas,
      suspended: replicas === 0,
    });
  const run = (day: number, change: Partial<ReturnType<typeof mockPod>>) =>
    mockPod({
      name: `nightly-${day}`,
      ready: false,
      createdAt: `2026-01-0${day}T02:30:00.000Z`,
      endedAt: `2026-01-0${day}T02:31:00.000Z`,
      ...change,
    });
  const went = (day: number) => run(day, { phase: 'Succeeded' });
  const failed = (day: number, change: Partial<ReturnType<typeof mockPod>>) =>
    run(day, { phase: 'Failed', reason: 'Error', ...change });
  const inEast = (
    sight: Partial<{
      pods: ReturnType<typeof mockPod>[];
      ended: ReturnType<typeof mockPod>[];
      replicas: number;
    }>,
  ) => {
    const health = healthInCluster({
      cluster: 'east',
      desired: 1,
      schedule,
      now: new Date('2026-01-04T12:00:00Z'),
      sight: {
        kind: 'seen',
        workload: workload(sight.replicas ?? 1),
        pods: sight.pods ?? [],
        ended: sight.ended ?? [],
      },
    });
    return healthOverall([health], schedule);
  };

  it.each([
    ['waits for its time', {}, 'healthy', 'Next run on 2026-01-05 02:30 UTC'],
    [
      'runs',
      { pods: [mockPod({ name: 'nightly-4' })] },
      'healthy',
      'Runs in east now',
    ],
    [
      'failed when it last ran',
      { ended: [went(3), failed(4, { exitCode: 3 })] },
      'degraded',
      'The last run in east failed on 2026-01-04 02:31 UTC: exit code 3',
    ],
    [
      'still counts as failed while it runs again',
      {
        pods: [mockPod({ name: 'nightly-5' })],
        ended: [failed(4, { reason: 'OOMKilled', exitCode: 137 })],
      },
      'degraded',
      'The last run in east failed on 2026-01-04 02:31 UTC: it needed more memory than it may have and was killed',
    ],
    [
      'succeeded after a failure',
      { ended: [failed(3, { exitCode: 3 }), went(4)] },
      'healthy',
      'Next run on 2026-01-05 02:30 UTC',
    ],
    [
      'cannot start',
      { pods: [broken('nightly-4')] },
      'degraded',
      'A run in east is held up: Cannot pull payments/checkout:1.4.2: not found',
    ],
    [
      'is suspended',
      { replicas: 0 },
      'stopped',
      'The schedule is suspended in east',
    ],
  ])('that %s', (_, sight, status, sentence) => {
    expect(inEast(sight)).toEqual({ status, sentence });
  });

  it('is on its way while its schedule is not seen', () => {
    expect(
      healthInCluster({
        cluster: 'east',
        desired: 1,
        schedule,
        now: new Date(0),
        sight: { kind: 'seen', pods: [], ended: [] },
      }),
    ).toEqual({
      status: 'progressing',
      sentence: 'The schedule is not seen in east yet',
    });
  });
});
