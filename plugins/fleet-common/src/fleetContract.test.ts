import { openApiDocument } from '@flytower/contract';
import { fleetContract } from './fleetContract';
import { fleetPermissions } from './permissions';
import { registerClusterRequestSchema } from './registration';

describe('the fleet contract', () => {
  it('can be written as an OpenAPI document', () => {
    const { paths } = openApiDocument(fleetContract, { version: '1' });
    expect(Object.keys(paths as object)).toContain(
      '/v1/clusters/{cluster}/nodes/{node}/pods',
    );
  });

  it('asks for every permission somewhere, and for no other', () => {
    const asked = Object.values(fleetContract.routes).flatMap(({ access }) =>
      access.kind === 'permission' ? [access.permission.name] : [],
    );
    expect([...new Set(asked)].sort()).toEqual(
      fleetPermissions.map(({ name }) => name).sort(),
    );
  });

  it('keeps what other plugins read for those plugins', () => {
    const { listChanges, getSnapshot } = fleetContract.routes;
    expect([listChanges.access, getSnapshot.access]).toEqual([
      { kind: 'service', callers: ['audit', 'catalog'] },
      { kind: 'service', callers: ['catalog'] },
    ]);
  });

  it('requires an idempotency key of every write that saves', () => {
    const without = Object.entries(fleetContract.routes)
      .filter(([, r]) => r.status === 202 && r.idempotencyKey === 'none')
      .map(([id]) => id);
    expect(without).toEqual([]);
  });
});

describe('a registration', () => {
  const request = {
    name: 'west',
    dataCentre: 'frankfurt',
    securityZone: 'core',
    access: { kind: 'kubeconfig', kubeconfig: 'apiVersion: v1' },
  };

  const refusals = (change: object) =>
    registerClusterRequestSchema
      .safeParse({ ...request, ...change })
      .error?.issues.map(({ message }) => message)
      .join() ?? '';

  it('with everything in order is taken', () => {
    expect(refusals({})).toBe('');
  });

  it.each([
    ['a name in capitals', { name: 'West' }, 'small letters'],
    [
      'a security zone with a blank',
      { securityZone: 'the core' },
      'like "core"',
    ],
    [
      'an empty key',
      {
        access: {
          kind: 'certificate',
          server: 'https://a:6443',
          caPem: 'ca',
          certificatePem: 'cert',
          keyPem: ' ',
        },
      },
      'Paste the private key',
    ],
  ])('with %s is refused in words', (_, change, sentence) => {
    expect(refusals(change)).toContain(sentence);
  });
});
