import { NotFoundError } from '@backstage/errors';
import {
  mockFleet,
  mockNamespace,
  mockNode,
  mockPod,
} from '@flytower/plugin-fleet-node/testUtils';
import { FakeClock } from '@flytower/durable/testUtils';
import {
  frankfurt,
  newCluster,
  oslo,
  testSealer,
  usable,
} from '../../__testUtils__/fixtures';
import { keptOf } from '../registrations/ClusterChecker';
import { RegisteredCluster } from '../registrations/registeredCluster';
import { FleetViews } from './FleetViews';

const GIB = 1024 ** 3;
const sealer = testSealer();

function setUp() {
  const clock = new FakeClock('2026-01-10T12:00:00.000Z');
  const fleet = mockFleet({
    now: () => clock.now(),
    clusters: [
      {
        name: 'east',
        dataCentre: frankfurt,
        nodes: [
          mockNode({
            name: 'e1',
            requested: { cpuMillicores: 500, memoryBytes: GIB, pods: 2 },
            labels: {
              'flytower.dev/security-zone': 'dmz',
              'topology.kubernetes.io/zone': 'fra-1',
              'topology.kubernetes.io/region': 'eu-central',
            },
          }),
          mockNode({ name: 'e2' }),
        ],
        namespaces: [
          mockNamespace({
            name: 'payments--prod',
            labels: { 'flytower.dev/tenant': 'payments' },
          }),
          mockNamespace({ name: 'kube-system' }),
        ],
        pods: [
          mockPod({ name: 'ok', node: 'e1' }),
          mockPod({
            name: 'broken',
            node: 'e1',
            ready: false,
            reason: 'ImagePullBackOff',
            message: 'not found',
            labels: {
              'flytower.dev/tenant': 'payments',
              'flytower.dev/service': 'checkout',
            },
          }),
          mockPod({ name: 'elsewhere', node: 'e2' }),
        ],
      },
      {
        name: 'west',
        dataCentre: oslo,
        nodes: [mockNode({ name: 'w1' })],
      },
    ],
  });
  const rows = ['east', 'west'].map(name => {
    const {
      check,
      dataCentre: _,
      ...row
    } = newCluster(sealer, {
      id: `id-${name}`,
      name,
      displayName: name,
      server: `https://${name}:6443`,
      uid: `uid-${name}`,
    });
    const cluster: RegisteredCluster = {
      ...row,
      dataCentre: name === 'east' ? frankfurt : oslo,
      uid: `uid-${name}`,
      connectionVersion: 1,
      credentialChangedAt: clock.now(),
      checked: {
        at: clock.now(),
        facts: keptOf(usable(row.server, `uid-${name}`)).facts,
      },
      generation: 1,
      registeredAt: clock.now(),
    };
    return cluster;
  });
  const views = FleetViews.create({
    hub: fleet.hub,
    registered: () => rows,
    dataCentres: async () => [frankfurt, oslo],
    clock,
  });
  const loseWest = () => {
    fleet.cluster('west').setAge({
      state: 'stale',
      lastContactAt: '2026-01-10T11:59:20.000Z',
      sentence: 'connection refused.',
    });
  };
  return { clock, fleet, loseWest, rows, views };
}

describe('FleetViews', () => {
  it('adds up what the nodes have and what is asked of them', () => {
    const [east] = setUp().views.clusters({ dataCentre: 'frankfurt' });
    expect(east).toMatchObject({
      name: 'east',
      version: 'v1.36.3',
      server: 'https://east:6443',
      simulated: true,
      health: { status: 'healthy', sentence: 'All 2 nodes are ready' },
      data: { state: 'live', ageSeconds: 0 },
      nodes: { total: 2, ready: 2, simulated: 2 },
      pods: { total: 3, troubled: 1 },
      capacity: { cpuMillicores: 64_000, memoryBytes: 512 * GIB, pods: 220 },
      requested: { cpuMillicores: 500, memoryBytes: GIB, pods: 2 },
      problemCount: 1,
      problems: [
        {
          severity: 'warning',
          subject: { kind: 'pod', name: 'broken', namespace: 'payments--prod' },
          sentence: 'ImagePullBackOff: not found',
        },
      ],
    });
  });

  it('keeps the page whole when a cluster is dead, and puts it first', () => {
    const { loseWest, views } = setUp();
    loseWest();
    expect(
      views.clusters({}).map(({ name, health, data, nodes }) => ({
        name,
        status: health.status,
        age: data.ageSeconds,
        nodes: nodes.total,
      })),
    ).toEqual([
      { name: 'west', status: 'unknown', age: 40, nodes: 1 },
      { name: 'east', status: 'healthy', age: 0, nodes: 2 },
    ]);
    expect(views.nodes({ limit: 10 })).toMatchObject({
      total: 3,
      items: [
        {
          name: 'w1',
          health: {
            status: 'unknown',
            sentence: 'The data is 40 s old: connection refused.',
          },
        },
        { name: 'e1' },
        { name: 'e2' },
      ],
      clusters: [
        { name: 'east', data: { state: 'live' } },
        { name: 'west', data: { state: 'stale' } },
      ],
    });
  });

  it('shows what the last check found of a cluster whose nodes were never read', () => {
    const { fleet, views } = setUp();
    fleet.cluster('west').show({ nodes: [] });
    fleet
      .cluster('west')
      .setAge({ state: 'syncing', sentence: 'It is being read' });
    expect(views.cluster('west')).toMatchObject({
      health: { status: 'progressing', sentence: 'It is being read' },
      simulated: false,
      nodes: { total: 0 },
      capacity: { cpuMillicores: 96_000, pods: 330 },
    });
  });

  it.each([
    ['2026-01-10T11:00:00.000Z', 'error', 'has expired'],
    ['2026-01-10T20:00:00.000Z', 'error', 'expires within a day'],
    ['2026-01-11T20:00:00.000Z', 'error', 'expires in 1 day'],
    ['2026-01-16T13:00:00.000Z', 'error', 'expires in 6 days'],
    ['2026-02-08T13:00:00.000Z', 'warning', 'expires in 29 days'],
  ])('warns of a certificate that ends at %s', (end, severity, words) => {
    const { rows, views } = setUp();
    if (rows[1].checked) {
      rows[1].checked.facts.certificateExpiresAt = end;
    }
    expect(views.cluster('west').problems).toEqual([
      {
        severity,
        subject: { kind: 'cluster', name: 'west' },
        sentence: `Flytower's client certificate ${words}; give the cluster a new credential`,
      },
    ]);
  });

  it('does not warn of a certificate that is good for 30 days', () => {
    const { rows, views } = setUp();
    if (rows[1].checked) {
      rows[1].checked.facts.certificateExpiresAt = '2026-02-09T12:00:00.000Z';
    }
    expect(views.cluster('west').problems).toEqual([]);
  });

  it('tells identity and expiry of a credential, and nothing of the credential', () => {
    const detail = setUp().views.cluster('east');
    expect(detail.credential).toEqual({
      kind: 'certificate',
      identity: 'flytower',
      groups: ['system:authenticated'],
      expiresAt: '2027-01-01T00:00:00.000Z',
      sealedWithKey: 'test',
      changedAt: '2026-01-10T12:00:00.000Z',
    });
    expect(JSON.stringify(detail)).not.toContain('v1.test.');
    expect(detail.tenantNamespaces).toEqual(['payments--prod']);
  });

  it('takes the security zone of a node from the node, else from its cluster', () => {
    const { views } = setUp();
    const names = (securityZone: string) =>
      views.nodes({ limit: 10, securityZone }).items.map(({ name }) => name);
    expect(names('dmz')).toEqual(['e1']);
    expect(names('core')).toEqual(['e2', 'w1']);
    expect(views.node('east', 'e1')).toMatchObject({
      zone: 'fra-1',
      region: 'eu-central',
      dataCentre: 'frankfurt',
    });
  });

  it('lists only nodes that are not well where that is asked for', () => {
    const { fleet, views } = setUp();
    fleet.cluster('east').show({
      nodes: [
        mockNode({ name: 'e1', unschedulable: true }),
        mockNode({ name: 'e2' }),
      ],
    });
    expect(
      views.nodes({ limit: 10, problems: 'only' }).items.map(n => n.name),
    ).toEqual(['e1']);
  });

  it('lists the pods of a node, problems first, with tenant and service', () => {
    const page = setUp().views.podsOf('east', 'e1', { limit: 10 });
    expect(page).toMatchObject({
      total: 2,
      items: [
        {
          name: 'broken',
          tenant: 'payments',
          service: 'checkout',
          health: { status: 'degraded' },
        },
        { name: 'ok', health: { status: 'healthy' } },
      ],
      data: { state: 'live' },
    });
  });

  it('adds up data centres, the worst first, and says which cluster it is', async () => {
    const { loseWest, views } = setUp();
    loseWest();
    expect(await views.dataCentres()).toMatchObject([
      {
        name: 'oslo',
        health: {
          status: 'unknown',
          sentence: 'west: The data is 40 s old: connection refused.',
        },
        clusters: ['west'],
        nodes: 1,
      },
      {
        name: 'frankfurt',
        health: { status: 'healthy', sentence: 'Its cluster is healthy' },
        nodes: 2,
        pods: 3,
      },
    ]);
  });

  it('leaves a lost cluster out of lists and sums, and shows it to whoever asks for it', async () => {
    const { fleet, loseWest, views } = setUp();
    loseWest();
    const lost = { since: '2026-01-10T12:00:00.000Z', reason: 'It burnt down' };
    fleet.setLost('west', lost);
    const names = (items: { name: string }[]) => items.map(one => one.name);
    expect(names(views.clusters({}))).toEqual(['east']);
    expect(names(views.targets())).toEqual(['east']);
    expect(names(views.nodes({ limit: 10 }).items)).toEqual(['e1', 'e2']);
    expect(await views.dataCentre('oslo')).toMatchObject({
      clusters: [],
      nodes: 0,
      pods: 0,
      allocatable: { cpuMillicores: 0, memoryBytes: 0, pods: 0 },
      health: { status: 'stopped', sentence: 'Its cluster is declared lost' },
    });

    const health = {
      status: 'stopped',
      sentence:
        'It is declared lost since 2026-01-10 12:00 UTC: what was there counts as gone',
    };
    expect(names(views.clusters({ lost: 'include' }))).toEqual([
      'west',
      'east',
    ]);
    expect(views.targets({ lost: 'include' })[1]).toMatchObject({
      lost: { state: 'lost', since: lost.since },
      health,
    });
    expect(JSON.stringify(views.targets({ lost: 'include' }))).not.toContain(
      'burnt',
    );
    expect(views.cluster('west')).toMatchObject({
      lost,
      health,
      data: { state: 'stale' },
      problems: [],
    });
    expect(views.nodes({ limit: 10, cluster: 'west' }).items).toMatchObject([
      { name: 'w1', health },
    ]);
  });

  it('shows what is in a lost cluster that answers as it is, and counts it no more for that', () => {
    const { fleet, views } = setUp();
    fleet.setLost('west', {});
    expect(views.cluster('west').health.status).toBe('waiting');
    expect(views.node('west', 'w1').health.status).toBe('healthy');
    expect(views.nodes({ limit: 10 }).total).toBe(2);
    fleet.setLost('west', undefined);
    expect(views.nodes({ limit: 10 }).total).toBe(3);
  });

  it.each([
    ['cluster', (views: FleetViews) => views.cluster('north')],
    ['node', (views: FleetViews) => views.node('east', 'e9')],
    [
      'node of a pod list',
      (views: FleetViews) => views.podsOf('east', 'e9', { limit: 1 }),
    ],
  ])('says that there is no such %s', (_, look) => {
    expect(() => look(setUp().views)).toThrow(NotFoundError);
  });

  it('gives people who place applications nothing but what they need', () => {
    expect(setUp().views.targets()).toEqual([
      {
        id: 'id-east',
        name: 'east',
        displayName: 'east',
        dataCentre: frankfurt,
        securityZone: 'core',
        simulated: true,
        health: { status: 'healthy', sentence: 'All 2 nodes are ready' },
        bundle: { version: 3, newest: 3, missing: [] },
      },
      expect.objectContaining({ name: 'west' }),
    ]);
  });
});
