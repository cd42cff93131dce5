import {
  ReleaseRequest,
  serviceSpecSchema,
} from '@flytower/plugin-delivery-common';
import fc from 'fast-check';
import { DeploymentRecord, RevisionRecord } from '../../../domain/records';
import { revisionHashOf } from '../../../rendering/renderPodSpec';
import { boundTo } from '../../../__testUtils__/boundTo';
import { carriedOf } from '../../../domain/bindings';
import { PlanCluster, PlanContext, planRelease } from './planRelease';

function specOf(image: string) {
  return serviceSpecSchema.parse({
    image,
    ports: [{ name: 'http', port: 8080 }],
    resources: { cpuMillicores: 500, memoryBytes: 2 ** 30 },
  });
}

function revisionOf(number: number, image: string): RevisionRecord {
  const spec = specOf(image);
  return {
    id: `revision-${number}`,
    serviceId: 'service-1',
    number,
    hash: revisionHashOf(spec),
    spec,
    createdBy: 'user:default/dan',
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

function clusterOf(name: string, change: Partial<PlanCluster> = {}) {
  return [
    name,
    {
      id: `id-${name}`,
      name,
      displayName: name,
      dataCentre: `${name}-dc`,
      reachable: true,
      sentence: 'Changes arrive as they happen',
      room: () => 1_000,
      ...change,
    },
  ] as const;
}

/** Revision 1 runs 6:4 in east and west; the draft says the same. */
function published(change: Partial<PlanContext> = {}): PlanContext {
  const revision = revisionOf(1, 'payments/checkout:1');
  const placement = {
    instances: 10,
    clusters: [
      { cluster: 'east', weight: 6 },
      { cluster: 'west', weight: 4 },
    ],
  };
  const deployed = (cluster: string, instances: number): DeploymentRecord => ({
    serviceId: 'service-1',
    environment: 'prod',
    cluster,
    wanted: instances,
    instances,
    revisionId: revision.id,
    bindings: [],
    settled: true,
  });
  const clusters = ['east', 'west', 'north'];
  return {
    tenant: {
      id: 'tenant-1',
      slug: 'payments',
      displayName: 'Payments',
      state: 'active',
      quota: { cpuMillicores: 10_000, memoryBytes: 20 * 2 ** 30, pods: 20 },
      clusters,
      environments: [
        {
          id: 'environment-1',
          name: 'prod',
          displayName: 'Production',
          namespace: 'payments--prod',
          clusters,
          readyClusters: ['east', 'west'],
          approval: false,
        },
      ],
      teams: [],
      installationId: 'installation-1',
      generation: 1,
    },
    service: {
      id: 'service-1',
      tenant: 'payments',
      applicationId: 'application-1',
      application: 'shop',
      slug: 'checkout',
      displayName: 'Checkout',
      kind: 'web',
      draft: revision.spec,
      draftHash: revision.hash,
      createdBy: 'user:default/dan',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      generation: 1,
    },
    current: {
      revision,
      placement: {
        serviceId: 'service-1',
        environment: 'prod',
        revisionId: revision.id,
        placement,
        releaseId: 'release-1',
      },
    },
    ofDraft: revision,
    bindings: [],
    latestNumber: 1,
    deployments: [deployed('east', 6), deployed('west', 4)],
    revisions: new Map([[revision.id, revision]]),
    clusters: new Map(clusters.map(name => clusterOf(name))),
    usage: {
      limit: { cpuMillicores: 10_000, memoryBytes: 20 * 2 ** 30, pods: 20 },
      used: { cpuMillicores: 5_000, memoryBytes: 10 * 2 ** 30, pods: 10 },
      reserved: { cpuMillicores: 0, memoryBytes: 0, pods: 0 },
      free: { cpuMillicores: 5_000, memoryBytes: 10 * 2 ** 30, pods: 10 },
    },
    ...change,
  };
}

/** The draft has another image than what runs. */
function withNewDraft(): PlanContext {
  const { service, ...rest } = published();
  const draft = specOf('payments/checkout:2');
  return {
    ...rest,
    ofDraft: undefined,
    service: { ...service, draft, draftHash: revisionHashOf(draft) },
  };
}

function release(
  instances: number,
  ratio: Record<string, number> = { east: 6, west: 4 },
): ReleaseRequest {
  return {
    kind: 'release',
    environment: 'prod',
    strategy: 'rolling',
    instances,
    clusters: Object.entries(ratio).map(([cluster, weight]) => ({
      cluster,
      weight,
    })),
  };
}

const codes = (plan: { problems: { code: string }[] }) =>
  plan.problems.map(({ code }) => code);

describe('a plan', () => {
  it('replaces what runs by the new revision, with surge in the quota', () => {
    const { plan } = planRelease(release(10), withNewDraft());
    expect(plan).toMatchObject({
      releasable: true,
      revision: { number: 2, isNew: true },
      changes: [
        {
          field: 'image',
          before: 'payments/checkout:1',
          after: 'payments/checkout:2',
        },
      ],
      clusters: [
        {
          cluster: 'east',
          action: 'update',
          restarts: 6,
          sentence: '6 instances are replaced one after the other',
        },
        { cluster: 'west', action: 'update', restarts: 4 },
      ],
      // 25 % of 6 is 1.5 and of 4 is 1: two and one pod more, of half a core each.
      quota: {
        before: { pods: 10 },
        peak: { pods: 13, cpuMillicores: 6_500 },
        after: { pods: 10 },
        fits: true,
      },
    });
    expect(
      plan.objects.map(({ cluster, kind, action }) => [cluster, kind, action]),
    ).toEqual([
      ['east', 'Deployment', 'update'],
      ['east', 'Service', 'update'],
      ['west', 'Deployment', 'update'],
      ['west', 'Service', 'update'],
    ]);
  });

  it('scales 10 to 11 by one more in east, sending the number alone', () => {
    const { plan } = planRelease(
      { kind: 'scale', environment: 'prod', instances: 11 },
      published(),
    );
    expect(plan.clusters).toMatchObject([
      {
        action: 'scale',
        from: 6,
        to: 7,
        restarts: 0,
        sentence: '1 instance more; the 6 that run stay',
      },
      { action: 'none', from: 4, to: 4, sentence: 'Stays as it is' },
    ]);
    expect(plan.objects).toEqual([
      {
        cluster: 'east',
        kind: 'Deployment',
        namespace: 'payments--prod',
        name: 'checkout',
        action: 'scale',
        manifest: expect.objectContaining({ spec: { replicas: 7 } }),
      },
    ]);
  });

  it('takes a cluster out that the new ratio does not name', () => {
    const { plan, targets } = planRelease(
      release(10, { east: 1 }),
      published(),
    );
    expect(targets).toMatchObject([
      { cluster: 'east', stays: true, from: 6, to: 10 },
      { cluster: 'west', stays: false, from: 4, to: 0 },
    ]);
    expect(plan.sentence).toBe(
      'Releases revision 1 (payments/checkout:1): 10 instances in east, out of west',
    );
    // Ten in east while the four in west are still there.
    expect(plan.quota?.peak.pods).toBe(14);
    expect(plan.quota?.after.pods).toBe(10);
  });

  it('says that nothing would change, and does not stand in the way', () => {
    const { plan } = planRelease(release(10), published());
    expect(codes(plan)).toContain('nothing-changes');
    expect(plan.releasable).toBe(true);
  });

  it('says how many do not fit, and which cluster has room for how many', () => {
    const { plan } = planRelease(
      release(12),
      published({
        clusters: new Map([
          clusterOf('east', { room: () => 0 }),
          clusterOf('west', { room: () => 1 }),
        ]),
      }),
    );
    expect(plan.releasable).toBe(false);
    expect(plan.problems.find(p => p.code === 'does-not-fit')?.sentence).toBe(
      '1 instance of 12 does not fit: east has room for 6 and no more; west has room for 5 and no more',
    );
  });

  it('is refused beyond the quota, with the numbers', () => {
    const { plan } = planRelease(release(21), published());
    expect(plan.quota?.fits).toBe(false);
    expect(plan.problems.find(p => p.code === 'quota-exceeded')?.sentence).toBe(
      'The quota of payments is 10 cores: 5 cores used, 0 cores reserved; 5.5 cores more do not fit. Ask for less, or have an operations admin raise the quota',
    );
  });

  it.each([
    ['cluster-not-ready', release(10, { north: 1 }), published()],
    ['cluster-not-in-environment', release(10, { south: 1 }), published()],
    [
      'environment-unknown',
      { ...release(10), environment: 'dev' } as ReleaseRequest,
      published(),
    ],
    [
      'revision-unknown',
      {
        kind: 'rollback',
        environment: 'prod',
        revision: 9,
      } as ReleaseRequest,
      published(),
    ],
    [
      'not-published',
      { kind: 'unpublish', environment: 'prod' } as ReleaseRequest,
      published({ current: undefined, deployments: [] }),
    ],
    [
      'tenant-not-active',
      release(10),
      published({ tenant: { ...published().tenant, state: 'frozen' } }),
    ],
  ])('stands in the way: %s', (code, request, context) => {
    const { plan } = planRelease(request, context);
    expect(plan.releasable).toBe(false);
    expect(codes(plan)).toContain(code);
  });

  it('only warns of a cluster that cannot be seen', () => {
    const { plan } = planRelease(
      release(10),
      published({
        clusters: new Map([
          clusterOf('east'),
          clusterOf('west', {
            reachable: false,
            sentence: 'Last seen 3 minutes ago',
            room: undefined,
          }),
        ]),
      }),
    );
    expect(plan.releasable).toBe(true);
    expect(
      plan.problems.find(p => p.code === 'cluster-unreachable')?.sentence,
    ).toBe(
      'Cluster "west" cannot be seen just now (Last seen 3 minutes ago); its part waits and goes on when it is back',
    );
  });

  it('places every instance or says which do not fit, and never plans beyond a peak that covers both ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 30 }),
        (instances, east, west, room) => {
          const { plan, targets } = planRelease(
            release(instances, { east, west }),
            published({
              clusters: new Map([
                clusterOf('east', { room: () => room }),
                clusterOf('west', { room: () => room }),
              ]),
            }),
          );
          const placed = targets.reduce((sum, { to }) => sum + to, 0);
          expect(placed + plan.unplaced.instances).toBe(instances);
          expect(plan.instances).toHaveLength(placed);
          for (const { amounts } of targets) {
            expect(amounts.peak.pods).toBeGreaterThanOrEqual(
              Math.max(amounts.held.pods, amounts.settled.pods),
            );
          }
        },
      ),
    );
  });
});

describe('a plan of a service with a binding', () => {
  const service = { id: 'service-1', tenant: 'payments' };
  const now = boundTo(service, { version: 2 });

  /** What runs carries these. */
  function carrying(
    ...bindings: ReturnType<typeof boundTo>[]
  ): PlanContext['deployments'] {
    return published().deployments.map(deployment => ({
      ...deployment,
      bindings: bindings.map(carriedOf),
    }));
  }

  it('restarts nothing where what runs carries today’s credentials', () => {
    const { plan } = planRelease(
      release(10),
      published({ bindings: [now], deployments: carrying(now) }),
    );
    expect(plan.clusters.map(c => c.action)).toEqual(['none', 'none']);
    expect(codes(plan)).toContain('nothing-changes');
    expect(plan.bindings).toEqual([
      {
        binding: 'orders-db',
        instance: 'orders',
        version: 2,
        variables: ['MYSQL_HOST', 'MYSQL_PASSWORD'],
        runningVersion: 2,
        waitsIn: [],
      },
    ]);
  });

  it('replaces what carries an old password, and says why', () => {
    const { plan } = planRelease(
      release(10),
      published({
        bindings: [now],
        deployments: carrying(boundTo(service, { version: 1 })),
      }),
    );
    expect(plan.clusters).toMatchObject([
      {
        action: 'update',
        restarts: 6,
        sentence:
          '6 instances are replaced one after the other (new password of orders-db)',
      },
      { action: 'update', restarts: 4 },
    ]);
    expect(plan.changes).toEqual([
      { field: 'binding orders-db', before: 'version 1', after: 'version 2' },
    ]);
    expect(plan.bindings).toMatchObject([{ version: 2, runningVersion: 1 }]);
    // The surge of a rolling update is in the quota.
    expect(plan.quota?.peak.pods).toBe(13);
  });

  it.each([
    ['is bound', [now], [], 'orders-db is bound'],
    ['is no longer bound', [], [now], 'orders-db is no longer bound'],
  ])('replaces what runs where a database %s', (_, bindings, before, words) => {
    const { plan } = planRelease(
      release(10),
      published({ bindings, deployments: carrying(...before) }),
    );
    expect(plan.clusters[0].sentence).toBe(
      `6 instances are replaced one after the other (${words})`,
    );
  });

  it('changes no template by scaling, whatever the credentials are', () => {
    const { plan } = planRelease(
      { kind: 'scale', environment: 'prod', instances: 11 },
      published({ bindings: [now] }),
    );
    expect(plan.clusters.map(c => [c.action, c.restarts])).toEqual([
      ['scale', 0],
      ['none', 0],
    ]);
    expect(plan.objects.map(({ manifest }) => manifest)).toEqual([
      expect.objectContaining({ spec: { replicas: 7 } }),
    ]);
  });

  it('says where the credentials are still awaited, and goes ahead', () => {
    const { plan } = planRelease(
      release(10),
      published({ bindings: [{ ...now, clusters: ['east'] }] }),
    );
    expect(plan.releasable).toBe(true);
    expect(plan.bindings[0].waitsIn).toEqual(['west']);
    expect(plan.problems.map(({ sentence }) => sentence)).toContain(
      'The credentials of binding orders-db are not in west yet; its part waits for them and goes on by itself',
    );
  });

  it('refuses a variable from two bindings, or from a binding and the draft, and names both', () => {
    const twice = planRelease(
      release(10),
      published({
        bindings: [
          now,
          boundTo(service, {
            binding: 'stock-db',
            variables: [{ name: 'MYSQL_HOST', key: 'host' }],
          }),
        ],
      }),
    ).plan;
    expect(twice.releasable).toBe(false);
    expect(twice.problems.find(p => p.blocks)?.sentence).toBe(
      'The variable MYSQL_HOST comes from binding orders-db and from binding stock-db: rename it in one, or bind with another prefix',
    );
    const { service: record, ...rest } = withNewDraft();
    const draft = {
      ...record.draft,
      variables: [{ name: 'MYSQL_PASSWORD', value: 'x' }],
    };
    const both = planRelease(release(10), {
      ...rest,
      service: { ...record, draft },
      bindings: [now],
    }).plan;
    expect(both.problems.find(p => p.blocks)?.sentence).toBe(
      'The variable MYSQL_PASSWORD comes from the plain variables and from binding orders-db: rename it in one, or bind with another prefix',
    );
  });
});

describe('a plan of a scheduled job', () => {
  /** The job runs nowhere yet. */
  function job(change: Partial<PlanContext> = {}): PlanContext {
    const { service, ...rest } = published({
      current: undefined,
      ofDraft: undefined,
      latestNumber: 0,
      deployments: [],
    });
    const draft = serviceSpecSchema.parse({
      ...specOf('payments/nightly:1'),
      ports: [],
      schedule: { cron: '0 2 * * *' },
    });
    return {
      ...rest,
      service: {
        ...service,
        kind: 'scheduled-job',
        draft,
        draftHash: revisionHashOf(draft),
      },
      ...change,
    };
  }

  it('goes to the cluster of the greatest weight alone, as one instance', () => {
    const { plan } = planRelease(release(5), job());
    expect(plan.clusters.map(({ cluster, to }) => [cluster, to])).toEqual([
      ['east', 1],
    ]);
    expect(plan.objects.map(({ kind, name }) => [kind, name])).toEqual([
      ['CronJob', 'checkout'],
    ]);
    expect(plan.problems.map(({ sentence }) => sentence)).toContain(
      'A scheduled job runs in one cluster: east, which has the greatest weight of those that can be seen',
    );
  });

  it('goes to the next where that one cannot be seen', () => {
    const { plan } = planRelease(
      release(1),
      job({
        clusters: new Map([
          clusterOf('east', { reachable: false }),
          clusterOf('west'),
        ]),
      }),
    );
    expect(plan.clusters.map(({ cluster }) => cluster)).toEqual(['west']);
  });

  it('stays where it is when the weights are equal', () => {
    const { plan } = planRelease(
      release(1, { east: 1, west: 1 }),
      job({
        deployments: [
          {
            serviceId: 'service',
            environment: 'prod',
            cluster: 'west',
            wanted: 1,
            instances: 1,
            settled: true,
            bindings: [],
          },
        ],
      }),
    );
    expect(plan.clusters.map(({ cluster }) => cluster)).toEqual(['west']);
  });

  it('speaks of its schedule, not of instances', () => {
    const { plan } = planRelease(release(5), job());
    expect(plan).toMatchObject({
      schedule: { cron: '0 2 * * *', timeZone: 'Etc/UTC' },
      sentence:
        'Releases revision 1 (payments/nightly:1): runs at 0 2 * * * (Etc/UTC) in east',
      instances: [],
      clusters: [
        { restarts: 0, sentence: 'Runs at 0 2 * * * (Etc/UTC) from then on' },
      ],
    });
  });

  it('is not scaled', () => {
    const { plan } = planRelease(
      { kind: 'scale', environment: 'prod', instances: 2 },
      published({ service: job().service }),
    );
    expect(plan).toMatchObject({ releasable: false });
    expect(plan.problems).toContainEqual(
      expect.objectContaining({ code: 'not-scalable', blocks: true }),
    );
  });
});
