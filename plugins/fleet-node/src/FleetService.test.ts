import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { FleetHint } from './FleetService';
import { mockAutoscaler, mockFleet, mockNode, mockService } from './testUtils';

const facts = {
  id: 'id-north',
  name: 'north',
  displayName: 'North',
  dataCentre: {
    name: 'oslo',
    displayName: 'Oslo',
    region: 'eu-north',
    role: 'production' as const,
    provider: 'self-built',
  },
  securityZone: 'core',
  mode: 'managed' as const,
  generation: 1,
};

describe('FleetService', () => {
  it('lists clusters by name with their health', () => {
    const { service } = mockFleet({
      clusters: [
        { name: 'west', nodes: [mockNode({ name: 'w1', ready: false })] },
        { name: 'east', nodes: [mockNode({ name: 'e1' })] },
      ],
    });
    expect(
      service
        .clusters()
        .map(({ name, simulated, health }) => [name, simulated, health.status]),
    ).toEqual([
      ['east', true, 'healthy'],
      ['west', true, 'failed'],
    ]);
  });

  it('tells an unknown cluster from a fleet that was not read yet', () => {
    const before = mockFleet({ ready: false }).service;
    const after = mockFleet({}).service;
    expect([before.ready, after.ready]).toEqual([false, true]);
    expect(() => before.inventory('east')).toThrow(ServiceUnavailableError);
    expect(() => before.cluster('east')).toThrow(ServiceUnavailableError);
    expect(() => after.inventory('east')).toThrow(NotFoundError);
    expect(after.clusterFacts('east')).toBeUndefined();
  });

  it('says which bundle a cluster holds: as it shows now, else as it was last checked', () => {
    const system = (version: string) => ({
      name: 'flytower-system',
      uid: 'uid-system',
      labels: { 'flytower.dev/bundle-version': version },
      annotations: {},
      phase: 'Active',
    });
    const { cluster, service } = mockFleet({
      clusters: [{ name: 'east', bundleVersion: 2 }],
    });
    const bundle = () => service.clusterFacts('east')?.bundle;
    expect(bundle()?.version).toBe(2);
    expect(bundle()?.missing).toContain('stateful-services');
    expect(bundle()?.missing).not.toContain('scheduled-jobs');
    cluster('east').show({ namespaces: [system('3')] });
    expect(bundle()).toEqual({ version: 3, missing: [] });
    cluster('east').show({ namespaces: [system('1')] });
    expect(bundle()?.missing).toContain('scheduled-jobs');
  });

  it('says nothing of the bundle of a cluster that nobody has looked at', () => {
    const { hub, service } = mockFleet({});
    hub.put({ facts });
    expect(service.clusterFacts('north')?.bundle).toEqual({ missing: [] });
  });

  it('shows an empty inventory, and no way in, for a cluster whose credential cannot be used', () => {
    const { hub, service } = mockFleet({});
    hub.put({ facts, problem: 'The key "a" is missing' });
    expect(service.inventory('north').age()).toEqual({
      state: 'syncing',
      sentence: 'The key "a" is missing',
    });
    expect(() => service.cluster('north')).toThrow(
      'The cluster "north" cannot be used: The key "a" is missing',
    );
    expect(service.clusterFacts('north')?.health).toMatchObject({
      status: 'failed',
      sentence: 'The key "a" is missing',
    });
  });

  it('never says that a cluster is simulated before it saw a node', () => {
    const { service } = mockFleet({ clusters: [{ name: 'east' }] });
    expect(service.clusterFacts('east')?.simulated).toBe(false);
  });

  it('tells that a cluster was declared lost, whether it answers or not, until it has returned', () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }] });
    const heard: FleetHint[] = [];
    fleet.service.onChange(hint => heard.push(hint));
    fleet.setLost('east', { since: '2026-01-10T12:00:00.000Z' });
    const east = fleet.service.clusterFacts('east');
    expect(east?.lost).toMatchObject({
      state: 'lost',
      since: '2026-01-10T12:00:00.000Z',
    });
    expect(east?.health).toMatchObject({
      status: 'waiting',
      data: { state: 'live' },
    });
    fleet.setLost('east', { state: 'returning' });
    expect(fleet.service.clusterFacts('east')?.lost?.state).toBe('returning');
    fleet.setLost('east', undefined);
    expect(fleet.service.clusterFacts('east')?.lost).toBeUndefined();
    expect(heard).toHaveLength(3);
  });

  it('speaks as Flytower, as the deployer and as a person with their name', async () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }] });
    const east = fleet.service.cluster('east');
    for (const client of [
      east.asPlatform('to look at the quota'),
      east.asDeployer({ tenant: 'payments', requester: 'user:default/dan' }),
      east.asPerson({
        tenant: 'payments',
        role: 'lead',
        person: 'user:default/lee',
      }),
    ]) {
      await client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'x' });
    }
    expect(fleet.cluster('east').api.requests.map(r => r.headers)).toEqual([
      {},
      {
        'Impersonate-User':
          'system:serviceaccount:flytower-system:payments-deployer',
        'Impersonate-Extra-flytower.dev%2Fuser': 'user:default/dan',
      },
      {
        'Impersonate-User':
          'system:serviceaccount:flytower-system:payments-viewer',
        'Impersonate-Extra-flytower.dev%2Fuser': 'user:default/lee',
      },
    ]);
  });

  it('tells what is not seen from what is not there', () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }] });
    const inventory = fleet.service.inventory('east');
    expect(inventory.services()).toBeUndefined();
    expect(inventory.autoscalers()).toBeUndefined();
    expect(inventory.sees('services')).toBe(false);
    expect(inventory.sees('cronJobs')).toBe(true);

    const labels = { 'flytower.dev/service-id': 's1' };
    fleet.cluster('east').show({
      services: [
        mockService({ name: 'checkout', labels }),
        mockService({ name: 'search' }),
      ],
      autoscalers: [mockAutoscaler({ name: 'checkout' })],
      seesCronJobs: false,
    });
    expect(
      inventory.services({ serviceId: 's1' })?.map(({ name }) => name),
    ).toEqual(['checkout']);
    expect(inventory.autoscalers({ namespace: 'other' })).toEqual([]);
    expect(inventory.autoscalers()).toHaveLength(1);
    expect(inventory.sees('autoscalers')).toBe(true);
    expect(inventory.sees('cronJobs')).toBe(false);
  });

  it('hints to every listener, also after one that throws, until it stops listening', () => {
    const logger = mockServices.logger.mock();
    const fleet = mockFleet({ clusters: [{ name: 'east' }], logger });
    const heard: FleetHint[] = [];
    fleet.service.onChange(() => {
      throw new Error('broken');
    });
    const stop = fleet.service.onChange(hint => heard.push(hint));
    fleet.cluster('east').show({}, { kind: 'node' });
    stop();
    fleet.cluster('east').show({}, { kind: 'node' });
    expect(heard).toEqual([{ cluster: 'east', kind: 'node' }]);
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });
});
