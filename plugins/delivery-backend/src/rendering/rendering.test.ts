import { serviceSpecSchema } from '@flytower/plugin-delivery-common';
import { hashOfObjects, stamped, stampless } from '../workloads/stamp';
import { renderDeployment } from './renderDeployment';
import { Rendering } from './renderPodTemplate';
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
  installationId: '01JG0000000000000000000000',
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
const usual: Rendering = {
  identity,
  stage: 'stable',
  cluster: east,
  revision,
  bindings: [],
  instances: 6,
  paused: false,
};

describe('a service in a cluster', () => {
  it('is this Deployment when it is made', () => {
    expect(renderDeployment(usual)).toEqual(deployment);
  });

  it('is this Kubernetes Service', () => {
    expect(renderService(identity, spec)).toEqual(service);
  });

  it('has no Kubernetes Service where it listens on no port', () => {
    expect(
      renderService(identity, { ...spec, ports: [], probes: {} }),
    ).toBeUndefined();
  });

  it('has the same pod template with how many instances whatsoever, also paused', () => {
    expect(
      renderDeployment({ ...usual, instances: 11, paused: true }).spec.template,
    ).toEqual(renderDeployment(usual).spec.template);
  });

  it('says on its workload by which manifest and release it stands, and its pods do not know', () => {
    const objects = [renderDeployment(usual)];
    const stamp = {
      generation: 7,
      hash: hashOfObjects(objects),
      releaseId: '01JF0000000000000000000000',
      requester: 'user:default/dan',
      spec,
    };
    const [sent] = stamped(objects, stamp);
    expect(sent.metadata.annotations).toEqual({
      'flytower.dev/generation': '7',
      'flytower.dev/manifest': stamp.hash,
      'flytower.dev/release-id': stamp.releaseId,
      'flytower.dev/requester': stamp.requester,
      'flytower.dev/spec': JSON.stringify(spec),
    });
    expect(sent.spec).toEqual(objects[0].spec);
    expect(hashOfObjects([sent])).toBe(stamp.hash);
    expect(stampless([sent])).toEqual(objects);
  });

  it('takes variables of a binding from its Secret, and says so by a label of the pods', () => {
    const rendered = (version: number) =>
      renderDeployment({ ...usual, bindings: [ordersDb(version)] }).spec
        .template;
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

  it('counts an instance only after it was ready for a while, where that is asked for', () => {
    const patient = { ...spec, minReadySeconds: 30 };
    expect(
      renderDeployment({
        ...usual,
        revision: { ...revision, spec: patient },
      }).spec,
    ).toMatchObject({ minReadySeconds: 30 });
    expect(revisionHashOf(patient)).not.toBe(revisionHashOf(spec));
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
