import { serviceSpecSchema } from '@flytower/plugin-delivery-common';
import { renderDeployment } from './renderDeployment';
import { renderPodSpec, revisionHashOf } from './renderPodSpec';
import { renderService } from './renderService';
import deployment from './__fixtures__/deployment.json';
import service from './__fixtures__/service.json';

const identity = {
  tenant: 'payments',
  tenantId: '01JD0000000000000000000000',
  application: 'shop',
  service: 'checkout',
  serviceId: '01JE0000000000000000000000',
  environment: 'prod',
  namespace: 'payments--prod',
};
const spec = serviceSpecSchema.parse({
  image: 'payments/checkout:1.4.2',
  args: ['--port=8080'],
  variables: [{ name: 'LOG_LEVEL', value: 'info' }],
  ports: [{ name: 'http', port: 8080 }],
  resources: { cpuMillicores: 250, memoryBytes: 268_435_456 },
  probes: { readiness: { kind: 'http', port: 'http', path: '/readyz' } },
});
const ordersDb = (version: number) => ({
  id: 'binding-1',
  binding: 'orders-db',
  instance: 'orders',
  version,
  secretName: `orders-db-v${version}`,
  variables: [
    { name: 'MYSQL_HOST', key: 'host' },
    { name: 'MYSQL_PASSWORD', key: 'password' },
  ],
});
const east = { name: 'east', dataCentre: 'frankfurt-1' };
const revision = { hash: '0123456789abcdef', spec };
const release = {
  id: '01JF0000000000000000000000',
  requester: 'user:default/dan',
};

describe('a service in a cluster', () => {
  it('is this Deployment when it is made', () => {
    expect(
      renderDeployment({
        identity,
        cluster: east,
        revision,
        bindings: [],
        release,
        replicas: 6,
      }),
    ).toEqual(deployment);
  });

  it('is this Kubernetes Service', () => {
    expect(renderService(identity, spec)).toEqual(service);
  });

  it('has no Kubernetes Service where it listens on no port', () => {
    expect(
      renderService(identity, { ...spec, ports: [], probes: {} }),
    ).toBeUndefined();
  });

  it('has the same pod template whoever releases it, whenever, with how many instances', () => {
    const template = (change: object) =>
      renderDeployment({
        identity,
        cluster: east,
        revision,
        bindings: [],
        release,
        ...change,
      }).spec.template;
    const usual = template({});
    expect(
      template({
        release: { id: 'another', requester: 'user:default/tara' },
        replicas: 11,
        paused: true,
      }),
    ).toEqual(usual);
  });

  it('takes variables of a binding from its Secret, and says so by a label of the pods', () => {
    const rendered = (version: number) =>
      renderDeployment({
        identity,
        cluster: east,
        revision,
        bindings: [ordersDb(version)],
      }).spec.template;
    const { metadata, spec: pod } = rendered(2);
    expect(pod.containers[0].env).toEqual([
      { name: 'LOG_LEVEL', value: 'info' },
      {
        name: 'MYSQL_HOST',
        valueFrom: { secretKeyRef: { name: 'orders-db-v2', key: 'host' } },
      },
      {
        name: 'MYSQL_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'orders-db-v2', key: 'password' } },
      },
    ]);
    expect(metadata.labels['flytower.dev/revision']).toBe(revision.hash);
    expect(metadata.labels['flytower.dev/credentials']).toMatch(
      /^[0-9a-f]{16}$/,
    );
    expect(rendered(2)).toEqual(rendered(2));
    expect(rendered(3).metadata.labels['flytower.dev/credentials']).not.toBe(
      metadata.labels['flytower.dev/credentials'],
    );
  });

  it('sends no replicas after it was made', () => {
    const { spec: sent } = renderDeployment({
      identity,
      cluster: east,
      revision,
      bindings: [],
      release,
    });
    expect(Object.keys(sent)).toEqual(['selector', 'strategy', 'template']);
  });
});

describe('the hash of a revision', () => {
  it('stays the same however the specification was written down', () => {
    const reordered = Object.fromEntries(Object.entries(spec).reverse());
    expect(revisionHashOf(serviceSpecSchema.parse(reordered))).toBe(
      revisionHashOf(spec),
    );
  });

  it.each([
    ['image', { image: 'payments/checkout:1.4.3' }],
    ['argument', { args: [] }],
    ['variable', { variables: [{ name: 'LOG_LEVEL', value: 'debug' }] }],
    ['memory', { resources: { cpuMillicores: 250, memoryBytes: 2 ** 29 } }],
    ['probe', { probes: {} }],
  ])('changes with its %s', (_, change) => {
    expect(revisionHashOf({ ...spec, ...change })).not.toBe(
      revisionHashOf(spec),
    );
  });

  it('fits into a label', () => {
    expect(revisionHashOf(spec)).toMatch(/^[0-9a-f]{16}$/);
  });
});

it('gives a container what it asks for and no more', () => {
  const [container] = renderPodSpec(spec).containers;
  expect(container.resources.limits).toEqual(container.resources.requests);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
  });
});
