import { RowParser } from './RowParser';

const parser = new RowParser();
const metadata = { name: 'report-1', namespace: 'a--prod', uid: 'u1' };

const pod = (spec: object, status: object = {}) =>
  parser.pod({ metadata, spec: { containers: [], ...spec }, status });

const requests = (cpu: string, memory = '0') => ({ cpu, memory });
const container = (name: string, cpu: string) => ({
  name,
  resources: { requests: requests(cpu) },
});
const sidecar = (name: string, cpu = '0') => ({
  ...container(name, cpu),
  restartPolicy: 'Always',
});

/** What the kubelet gave a container, and what it granted it. */
const given = (name: string, actual: string, granted = actual) => ({
  name,
  resources: { requests: requests(actual) },
  allocatedResources: requests(granted),
});
const infeasible = {
  conditions: [
    { type: 'PodResizePending', status: 'True', reason: 'Infeasible' },
  ],
};

// The rules of the scheduler of Kubernetes 1.33 to 1.36 (k8s.io/component-helpers/resource); numbers worked out by hand.
describe('What is requested by a pod that is resized in place', () => {
  it.each<[string, object, object, number]>([
    [
      'what it grows to, at once',
      { containers: [container('main', '500m')] },
      { containerStatuses: [given('main', '100m')] },
      500,
    ],
    [
      'what it shrinks from, until the kubelet has taken it away',
      { containers: [container('main', '100m')] },
      { containerStatuses: [given('main', '500m', '100m')] },
      500,
    ],
    [
      'what the kubelet has granted and not given yet',
      { containers: [container('main', '100m')] },
      { containerStatuses: [given('main', '100m', '300m')] },
      300,
    ],
    [
      'what it has, where its node can never give more',
      { containers: [container('main', '64')] },
      { containerStatuses: [given('main', '100m')], ...infeasible },
      100,
    ],
    [
      'each container by its name',
      { containers: [container('a', '100m'), container('b', '200m')] },
      { containerStatuses: [given('b', '250m'), given('a', '150m')] },
      400,
    ],
    [
      'a sidecar in the same way',
      {
        containers: [container('main', '100m')],
        initContainers: [sidecar('proxy', '50m')],
      },
      { initContainerStatuses: [given('proxy', '80m')] },
      180,
    ],
    [
      'of an init container what its manifest says',
      {
        containers: [container('main', '100m')],
        initContainers: [container('migrate', '200m')],
      },
      { initContainerStatuses: [given('migrate', '900m')] },
      200,
    ],
    [
      'the pod as a whole in the same way',
      {
        containers: [container('main', '100m')],
        resources: { requests: requests('1') },
      },
      { resources: { requests: requests('2') }, allocatedResources: {} },
      2000,
    ],
  ])('is %s', (_, spec, status, cpuMillicores) => {
    expect(pod(spec, status).requests.cpuMillicores).toBe(cpuMillicores);
  });

  it('is what its manifest says where the kubelet reports nothing', () => {
    expect(
      pod(
        { containers: [container('main', '100m')] },
        { containerStatuses: [{ name: 'main', restartCount: 0 }] },
      ).requests,
    ).toEqual({ cpuMillicores: 100, memoryBytes: 0 });
  });
});

describe('The row of a pod with sidecars and init containers', () => {
  const ended = (name: string, exitCode: number, reason = 'Error') => ({
    name,
    restartCount: 0,
    state: {
      terminated: { reason, exitCode, finishedAt: '2026-01-01T00:01:00Z' },
    },
  });

  it('counts the restarts of sidecars, and not the tries of init containers', () => {
    expect(
      pod(
        {
          containers: [{ name: 'main' }],
          initContainers: [{ name: 'migrate' }, sidecar('proxy')],
        },
        {
          containerStatuses: [{ name: 'main', restartCount: 1 }],
          initContainerStatuses: [
            { name: 'migrate', restartCount: 5 },
            { name: 'proxy', restartCount: 3 },
          ],
        },
      ).restarts,
    ).toBe(4);
  });

  it('tells when and how one ended whose init container failed', () => {
    expect(
      pod(
        {
          containers: [{ name: 'main' }],
          initContainers: [{ name: 'migrate' }],
        },
        {
          phase: 'Failed',
          initContainerStatuses: [ended('migrate', 7)],
          containerStatuses: [
            { name: 'main', state: { waiting: { reason: 'PodInitializing' } } },
          ],
        },
      ),
    ).toMatchObject({
      endedAt: '2026-01-01T00:01:00Z',
      exitCode: 7,
      reason: 'Error',
    });
  });

  it('holds a sidecar that was stopped at the end against nobody', () => {
    const spec = {
      containers: [{ name: 'main' }],
      initContainers: [sidecar('proxy')],
    };
    const initContainerStatuses = [ended('proxy', 143)];
    const succeeded = pod(spec, {
      phase: 'Succeeded',
      initContainerStatuses,
      containerStatuses: [ended('main', 0, 'Completed')],
    });
    expect(succeeded.exitCode).toBeUndefined();
    expect(succeeded.reason).toBeUndefined();
    expect(
      pod(spec, {
        phase: 'Failed',
        initContainerStatuses,
        containerStatuses: [ended('main', 137, 'OOMKilled')],
      }),
    ).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  it('says what a sidecar waits for while the others wait for it', () => {
    expect(
      pod(
        {
          containers: [{ name: 'main' }],
          initContainers: [sidecar('proxy')],
        },
        {
          phase: 'Pending',
          initContainerStatuses: [
            { name: 'proxy', state: { waiting: { reason: 'ErrImagePull' } } },
          ],
          containerStatuses: [
            { name: 'main', state: { waiting: { reason: 'PodInitializing' } } },
          ],
        },
      ).reason,
    ).toBe('ErrImagePull');
  });
});
