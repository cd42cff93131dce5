import { RowParser } from './RowParser';

const parser = new RowParser();
const metadata = {
  name: 'checkout-1',
  namespace: 'a--prod',
  uid: 'u1',
  creationTimestamp: '2026-01-01T00:00:00Z',
};
/** A variable out of a Secret. */
const from = (name: string, key: string) => ({
  name: key.toUpperCase(),
  valueFrom: { secretKeyRef: { name, key } },
});

const requests = (cpu: string, memory = '0') => ({
  resources: { requests: { cpu, memory } },
});
const pod = (spec: object, status: object = {}) =>
  parser.pod({ metadata, spec: { containers: [], ...spec }, status });

describe('The row of a claim', () => {
  it('tells what was asked for from what was given', () => {
    expect(
      parser.claim({
        metadata: { ...metadata, name: 'data-0' },
        spec: {
          storageClassName: 'local',
          resources: { requests: { storage: '10Gi' } },
        },
        status: { phase: 'Bound', capacity: { storage: '16Gi' } },
      }),
    ).toEqual({
      namespace: 'a--prod',
      name: 'data-0',
      uid: 'u1',
      labels: {},
      phase: 'Bound',
      storageClass: 'local',
      requestedBytes: 10_737_418_240,
      capacityBytes: 17_179_869_184,
      createdAt: '2026-01-01T00:00:00Z',
    });
  });

  it('has nothing of a claim that waits', () => {
    expect(
      parser.claim({ metadata, spec: { resources: null }, status: null }),
    ).toMatchObject({ phase: 'Pending', requestedBytes: 0, capacityBytes: 0 });
  });
});

describe('The row of a pod', () => {
  it('has what a page and an engine need, and nothing else', () => {
    expect(
      parser.pod({
        metadata: {
          ...metadata,
          labels: { 'flytower.dev/service-id': 's' },
          deletionTimestamp: '2026-01-02T00:00:00Z',
          ownerReferences: [{ uid: 'o1' }, { uid: 'o2', controller: true }],
          managedFields: [{ manager: 'x' }],
        },
        spec: {
          nodeName: 'n1',
          containers: [
            {
              image: 'a:1',
              ...requests('100m', '64Mi'),
              env: [
                { name: 'PLAIN', value: 'x' },
                from('orders-db-v2', 'host'),
                from('orders-db-v2', 'port'),
                from('cache-v1', 'url'),
              ],
            },
            {
              image: 'b:1',
              envFrom: [
                { secretRef: { name: 'all-v1' } },
                { configMapRef: {} },
              ],
            },
          ],
        },
        status: {
          phase: 'Running',
          startTime: '2026-01-01T00:00:01Z',
          conditions: [{ type: 'Ready', status: 'True' }],
          containerStatuses: [{ restartCount: 2 }, { restartCount: 1 }],
        },
      }),
    ).toEqual({
      namespace: 'a--prod',
      name: 'checkout-1',
      uid: 'u1',
      labels: { 'flytower.dev/service-id': 's' },
      node: 'n1',
      phase: 'Running',
      ready: true,
      restarts: 3,
      images: ['a:1', 'b:1'],
      createdAt: '2026-01-01T00:00:00Z',
      startedAt: '2026-01-01T00:00:01Z',
      deleting: true,
      ownerUid: 'o2',
      secrets: ['all-v1', 'cache-v1', 'orders-db-v2'],
      requests: { cpuMillicores: 100, memoryBytes: 67108864 },
    });
  });

  it('takes null for absent, as API servers send it', () => {
    expect(
      parser.pod({
        metadata: { ...metadata, labels: null, ownerReferences: null },
        spec: { containers: null, initContainers: null },
        status: { conditions: null, containerStatuses: null },
      }),
    ).toMatchObject({ phase: 'Pending', ready: false, images: [] });
  });

  it('keeps equal lists of Secrets once', () => {
    const spec = { containers: [{ env: [from('orders-db-v2', 'host')] }] };
    expect(pod(spec).secrets).toEqual(['orders-db-v2']);
    expect(pod(structuredClone(spec)).secrets).toBe(pod(spec).secrets);
  });

  // The scheduler's own rules; numbers worked out by hand.
  it.each<[string, object, number]>([
    [
      'the sum of its containers',
      { containers: [requests('100m'), requests('200m')] },
      300,
    ],
    [
      'its greatest init container, when that is more',
      {
        containers: [requests('100m')],
        initContainers: [requests('500m'), requests('300m')],
      },
      500,
    ],
    [
      'sidecars together with the containers',
      {
        containers: [requests('100m')],
        initContainers: [{ ...requests('50m'), restartPolicy: 'Always' }],
      },
      150,
    ],
    [
      'an init container with the sidecars before it',
      {
        containers: [requests('100m')],
        initContainers: [
          { ...requests('50m'), restartPolicy: 'Always' },
          requests('200m'),
        ],
      },
      250,
    ],
    [
      'the overhead of its runtime on top',
      { containers: [requests('100m')], overhead: { cpu: '10m' } },
      110,
    ],
    [
      'what the pod as a whole asks for, instead of its containers',
      { containers: [requests('100m')], ...requests('1') },
      1000,
    ],
  ])('counts %s', (_, spec, cpuMillicores) => {
    expect(pod(spec).requests.cpuMillicores).toBe(cpuMillicores);
  });

  const waiting = (reason: string) => ({
    state: { waiting: { reason, message: 'because' } },
  });
  const killed = { terminated: { reason: 'OOMKilled' } };

  it.each<[string | undefined, string, object]>([
    [
      'ImagePullBackOff',
      'what a container waits for',
      { containerStatuses: [waiting('ImagePullBackOff')] },
    ],
    [
      undefined,
      'nothing while a container is made',
      { containerStatuses: [waiting('ContainerCreating')] },
    ],
    [
      'OOMKilled',
      'what killed a container that crashes again and again',
      {
        containerStatuses: [
          { ...waiting('CrashLoopBackOff'), lastState: killed },
        ],
      },
    ],
    [
      'OOMKilled',
      'what killed a container',
      { containerStatuses: [{ state: killed }] },
    ],
    [
      'Evicted',
      'what the pod says of itself',
      { phase: 'Failed', reason: 'Evicted' },
    ],
    [
      'Unschedulable',
      'why it has no node',
      {
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
        ],
      },
    ],
    [
      undefined,
      'nothing once all went well',
      {
        phase: 'Succeeded',
        containerStatuses: [{ state: { terminated: { reason: 'Completed' } } }],
      },
    ],
  ])('gives %s: %s', (reason, _, status) => {
    expect(pod({}, status).reason).toBe(reason);
  });

  it('tells when and how one ended that is over', () => {
    const ended = (finishedAt: string, exitCode: number) => ({
      state: { terminated: { reason: 'Error', finishedAt, exitCode } },
    });
    const containerStatuses = [
      ended('2026-01-01T00:02:00Z', 0),
      ended('2026-01-01T00:01:00Z', 3),
    ];
    expect(pod({}, { phase: 'Failed', containerStatuses })).toMatchObject({
      endedAt: '2026-01-01T00:02:00Z',
      exitCode: 3,
    });
    expect(
      pod({}, { phase: 'Running', containerStatuses }).endedAt,
    ).toBeUndefined();
  });

  it('shares what many pods have in common', () => {
    const [a, b] = [pod({}), pod({})];
    expect(a.labels).toBe(b.labels);
    expect(a.requests).toBe(b.requests);
    expect(Object.isFrozen(a) && Object.isFrozen(a.labels)).toBe(true);
  });
});

describe('The other rows', () => {
  it('of a node: what it is, what it has, whether it is real', () => {
    expect(
      parser.node({
        metadata: {
          name: 'n1',
          uid: 'u',
          annotations: { 'kwok.x-k8s.io/node': 'fake' },
        },
        spec: {
          unschedulable: true,
          taints: [{ key: 'k', effect: 'NoSchedule' }],
        },
        status: {
          allocatable: { cpu: '7800m', memory: '30Gi', pods: '110' },
          conditions: [{ type: 'Ready', status: 'True', reason: 'Fine' }],
          nodeInfo: { architecture: 'arm64', kubeletVersion: 'v1.36.3' },
        },
      }),
    ).toMatchObject({
      ready: true,
      unschedulable: true,
      simulated: true,
      arch: 'arm64',
      kubelet: 'v1.36.3',
      allocatable: { cpuMillicores: 7800, memoryBytes: 32212254720, pods: 110 },
      taints: [{ key: 'k', value: '', effect: 'NoSchedule' }],
    });
  });

  it('of a deployment: counts, and only Flytower’s annotations', () => {
    expect(
      parser.deployment({
        metadata: {
          ...metadata,
          generation: 3,
          annotations: { 'flytower.dev/revision': 'r', other: 'x' },
        },
        spec: {},
        status: { readyReplicas: 2, observedGeneration: 2 },
      }),
    ).toMatchObject({
      replicas: 1,
      ready: 2,
      generation: 3,
      observedGeneration: 2,
      annotations: { 'flytower.dev/revision': 'r' },
      resourceVersion: '',
      paused: false,
      suspended: false,
      minReadySeconds: 0,
      deleting: false,
    });
  });

  it('of a deployment that is held back, and of one that goes', () => {
    expect(
      parser.deployment({
        metadata: {
          ...metadata,
          resourceVersion: '4711',
          deletionTimestamp: '2026-01-01T00:00:00Z',
        },
        spec: { replicas: 0, paused: true, minReadySeconds: 10 },
      }),
    ).toMatchObject({
      resourceVersion: '4711',
      replicas: 0,
      paused: true,
      suspended: false,
      minReadySeconds: 10,
      deleting: true,
    });
  });

  it('of a scheduled job: whole at once, and nothing while it is suspended', () => {
    expect(
      parser.cronJob({
        metadata: { ...metadata, resourceVersion: '7', generation: 2 },
        spec: { suspend: true },
      }),
    ).toMatchObject({
      kind: 'CronJob',
      resourceVersion: '7',
      replicas: 0,
      suspended: true,
      paused: false,
      minReadySeconds: 0,
      deleting: false,
      observedGeneration: 2,
    });
    expect(parser.cronJob({ metadata, spec: {} })).toMatchObject({
      replicas: 1,
      suspended: false,
    });
  });

  it('of a Service: how it is reached, and whom it selects', () => {
    expect(
      parser.service({
        metadata: {
          ...metadata,
          resourceVersion: '12',
          labels: { 'flytower.dev/service-id': 's' },
          annotations: { 'flytower.dev/generation': '3', other: 'x' },
        },
        spec: {
          type: 'ClusterIP',
          clusterIP: '10.0.0.1',
          selector: { 'flytower.dev/traffic': 'on' },
          ports: [
            { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
            { name: 'dns', port: 53, protocol: 'UDP', targetPort: 5353 },
          ],
        },
      }),
    ).toEqual({
      namespace: 'a--prod',
      name: 'checkout-1',
      uid: 'u1',
      resourceVersion: '12',
      labels: { 'flytower.dev/service-id': 's' },
      annotations: { 'flytower.dev/generation': '3' },
      type: 'ClusterIP',
      selector: { 'flytower.dev/traffic': 'on' },
      ports: [
        { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 5353 },
      ],
      deleting: false,
    });
  });

  it('of a Service has the defaults of the API server', () => {
    expect(
      parser.service({ metadata, spec: { ports: [{ port: 80 }] } }),
    ).toMatchObject({
      type: 'ClusterIP',
      selector: {},
      ports: [{ name: '', port: 80, protocol: 'TCP', targetPort: 80 }],
    });
  });

  it('of an autoscaler: what it scales, between what, and where it stands', () => {
    const autoscaler = {
      metadata,
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'checkout',
        },
        maxReplicas: 9,
      },
    };
    expect(
      parser.autoscaler({
        ...autoscaler,
        spec: { ...autoscaler.spec, minReplicas: 2 },
        status: { currentReplicas: 3, desiredReplicas: 4 },
      }),
    ).toEqual({
      namespace: 'a--prod',
      name: 'checkout-1',
      uid: 'u1',
      labels: {},
      target: { group: 'apps', kind: 'Deployment', name: 'checkout' },
      minimum: 2,
      maximum: 9,
      current: 3,
      desired: 4,
    });
    expect(parser.autoscaler(autoscaler)).toMatchObject({
      minimum: 1,
      current: 0,
      desired: 0,
    });
  });

  it('of a namespace: its labels, and only Flytower’s annotations', () => {
    expect(
      parser.namespace({
        metadata: {
          name: 'a--prod',
          uid: 'u',
          labels: { team: 'x' },
          annotations: { 'flytower.dev/installation-id': 'i', other: 'x' },
        },
      }),
    ).toEqual({
      name: 'a--prod',
      uid: 'u',
      labels: { team: 'x' },
      annotations: { 'flytower.dev/installation-id': 'i' },
      phase: 'Active',
    });
  });

  it('of an event: the last time it was seen, in its old and its new form', () => {
    const event = { metadata, involvedObject: { kind: 'Pod', uid: 'p' } };
    expect(
      parser.event({
        ...event,
        count: 4,
        lastTimestamp: '2026-01-01T00:00:05Z',
      }),
    ).toMatchObject({ count: 4, lastSeen: '2026-01-01T00:00:05Z' });
    expect(
      parser.event({
        ...event,
        eventTime: '2026-01-01T00:00:01.000001Z',
        series: { count: 7, lastObservedTime: '2026-01-01T00:00:09.5Z' },
      }),
    ).toMatchObject({ count: 7, lastSeen: '2026-01-01T00:00:09.5Z' });
  });

  it.each([
    ['node', {}],
    ['pod', { metadata }],
    ['deployment', { metadata: { name: 'x' }, spec: {} }],
    ['namespace', 'text'],
    ['service', { metadata, spec: { ports: [{}] } }],
    ['autoscaler', { metadata, spec: { maxReplicas: 1 } }],
    ['event', { metadata }],
  ] as const)('of a %s that makes no sense does not exist', (kind, raw) => {
    expect(() => parser[kind](raw)).toThrow();
  });
});
