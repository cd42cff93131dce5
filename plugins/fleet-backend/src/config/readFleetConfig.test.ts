import { mockServices } from '@backstage/backend-test-utils';
import { readFleetConfig } from './readFleetConfig';

const frankfurt = {
  name: 'frankfurt',
  displayName: 'Frankfurt',
  region: 'eu-central',
  role: 'production',
  provider: 'self-built',
};
const east = {
  name: 'east',
  dataCentre: 'frankfurt',
  securityZone: 'core',
  server: 'https://east:6443',
  caFile: '/ca',
  certFile: '/cert',
  keyFile: '/key',
};
const read = (flytower: object) =>
  readFleetConfig(mockServices.rootConfig({ data: { flytower } }));

describe('readFleetConfig', () => {
  it('reads keys, ranges, data centres and clusters', () => {
    const config = read({
      seal: { keys: [{ id: 'a', key: 'c2VjcmV0' }] },
      egress: { allow: ['10.0.0.0/8'] },
      fleet: { dataCentres: [frankfurt], clusters: [east] },
    });
    expect(config).toMatchObject({
      egressAllow: ['10.0.0.0/8'],
      dataCentres: [frankfurt],
      clusters: [east],
    });
    expect(config.sealKeys[0].key.reveal()).toBe('c2VjcmV0');
    expect(JSON.stringify(config)).not.toContain('c2VjcmV0');
  });

  it('is content with nothing at all', () => {
    expect(read({})).toEqual({
      sealKeys: [],
      egressAllow: [],
      dataCentres: [],
      clusters: [],
    });
  });

  it.each([
    [
      'a role that is none',
      { fleet: { dataCentres: [{ ...frankfurt, role: 'main' }] } },
      'flytower.fleet.dataCentres.0.role',
    ],
    [
      'one name twice',
      { fleet: { dataCentres: [frankfurt, frankfurt] } },
      'The name "frankfurt" stands twice in flytower.fleet.dataCentres',
    ],
    [
      'a cluster in no data centre',
      { fleet: { clusters: [east] } },
      'The cluster "east" in flytower.fleet.clusters stands in the data centre "frankfurt", which is not in flytower.fleet.dataCentres',
    ],
  ])('refuses %s, and names the place', (_, flytower, sentence) => {
    expect(() => read(flytower)).toThrow(sentence);
  });
});
