import { clusterBundle } from '@flytower/plugin-fleet-common';
import { Binding } from '@flytower/plugin-public-services-common';
import {
  Application,
  Instances,
  OverviewItem,
  OverviewPage,
  Release,
  ReleasePlan,
  Revision,
  Service,
} from '@flytower/plugin-delivery-common';
import { Team, TenantDetail } from '@flytower/plugin-tenancy-common';

const GiB = 1024 ** 3;
const image = 'registry.example.com/payments/checkout:1.4.2';
const at = '2026-11-20T08:00:00Z';
const limit = { cpuMillicores: 8_000, memoryBytes: 16 * GiB, pods: 40 };
const nothing = { cpuMillicores: 0, memoryBytes: 0, pods: 0 };

export const memberships = {
  person: 'user:default/dan',
  memberships: [
    {
      tenant: 'payments',
      displayName: 'Payments',
      role: 'developer' as const,
    },
  ],
};

export const teams: Team[] = ['cards', 'ledger'].map(slug => ({
  id: `01TEAM-${slug}`,
  tenant: 'payments',
  slug,
  displayName: slug === 'cards' ? 'Cards' : 'Ledger',
  members: [],
  generation: 1,
  createdAt: at,
}));

export const webShop: Application = {
  id: '01WEBSHOP',
  tenant: 'payments',
  slug: 'web-shop',
  displayName: 'Web shop',
  description: 'Sells things',
  services: 1,
  createdBy: 'user:default/dan',
  createdAt: at,
  updatedAt: at,
  generation: 1,
};

export const unpublished: Service = {
  id: '01CHECKOUT',
  tenant: 'payments',
  application: 'web-shop',
  slug: 'checkout',
  displayName: 'Checkout',
  kind: 'web',
  draft: {
    image,
    command: [],
    args: [],
    variables: [],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    resources: { cpuMillicores: 100, memoryBytes: 134_217_728 },
    probes: {},
  },
  draftReleased: false,
  environments: [],
  createdBy: 'user:default/dan',
  createdAt: at,
  updatedAt: at,
  generation: 1,
};

export const checkout: Service = {
  ...unpublished,
  latestRevision: 2,
  draftReleased: true,
  environments: [
    {
      environment: 'prod',
      revision: 2,
      instances: 10,
      clusters: ['east', 'west'],
    },
  ],
};

export const revisions: Revision[] = [2, 1].map(number => ({
  id: `01REVISION${number}`,
  number,
  hash: `hash${number}`,
  spec: { ...unpublished.draft, image: `payments/checkout:1.${number}` },
  createdBy: 'user:default/dan',
  createdAt: at,
}));

const healthy = { status: 'healthy' as const, sentence: 'All are ready' };

export const running: Instances = {
  environment: 'prod',
  namespace: 'payments--prod',
  health: healthy,
  desired: 10,
  ready: 10,
  clusters: [
    { cluster: 'east', desired: 6 },
    { cluster: 'west', desired: 4 },
  ].map(({ cluster, desired }) => ({
    cluster,
    displayName: cluster,
    dataCentre: `${cluster} data centre`,
    simulated: true,
    health: healthy,
    data: {
      state: 'live' as const,
      ageSeconds: 1,
      lastContactAt: at,
      sentence: 'The data is 1 s old',
    },
    desired,
    current: desired,
    updated: desired,
    ready: desired,
    pods: [
      {
        name: `checkout-${cluster}-1`,
        uid: `uid-${cluster}-1`,
        node: `${cluster}-node-1`,
        health: healthy,
        ready: true,
        restarts: 0,
        revision: 2,
        images: [image],
        createdAt: at,
        events: [
          {
            type: 'normal' as const,
            reason: 'Scheduled',
            sentence: `Was given to ${cluster}-node-1`,
            count: 1,
            lastSeen: at,
          },
        ],
      },
    ],
  })),
};

/** West cannot be reached; what is known of it is old. */
export const westGone: Instances = {
  ...running,
  clusters: running.clusters.map(one =>
    one.cluster === 'west'
      ? {
          ...one,
          health: {
            status: 'unknown' as const,
            sentence: 'west has not answered for 3 minutes',
          },
          data: {
            state: 'stale' as const,
            sentence: 'The data is 3 minutes old: connection refused',
          },
        }
      : one,
  ),
};

export const overview: OverviewItem = {
  tenant: 'payments',
  application: 'web-shop',
  applicationName: 'Web shop',
  service: 'checkout',
  serviceName: 'Checkout',
  environment: 'prod',
  health: {
    status: 'degraded',
    sentence: '2 of 4 instances in west cannot pull the image: not found',
  },
  revision: 2,
  image,
  desired: 10,
  ready: 8,
  clusters: [
    { cluster: 'east', desired: 6, ready: 6 },
    { cluster: 'west', desired: 4, ready: 2 },
  ],
  release: { id: '01RELEASE', number: 3, state: 'succeeded' },
};

/** Answers with these lines of the overview, a page at a time. */
export function overviewOf(...items: OverviewItem[]) {
  return ({ query }: { query: URLSearchParams }): OverviewPage => {
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit') ?? 100);
    return {
      items: items.slice(from, to),
      total: items.length,
      services: items.length,
      published: items.length,
      ...(to < items.length ? { nextCursor: String(to) } : {}),
    };
  };
}

export const release: Release = {
  id: '01RELEASE',
  number: 3,
  tenant: 'payments',
  application: 'web-shop',
  service: 'checkout',
  serviceId: '01CHECKOUT',
  environment: 'prod',
  kind: 'release',
  strategy: 'rolling',
  revision: { number: 2, hash: 'hash2', image },
  previousRevision: {
    number: 1,
    hash: 'hash1',
    image: 'payments/checkout:1.1',
  },
  bindings: [],
  placement: {
    instances: 10,
    clusters: [
      { cluster: 'east', weight: 6 },
      { cluster: 'west', weight: 4 },
    ],
  },
  clusters: [
    {
      cluster: 'east',
      state: 'succeeded',
      action: 'update',
      from: 6,
      to: 6,
      current: 6,
      updated: 6,
      ready: 6,
      sentence: 'All 6 instances run the new revision',
    },
    {
      cluster: 'west',
      state: 'waiting',
      action: 'update',
      from: 4,
      to: 4,
      current: 4,
      updated: 1,
      ready: 3,
      sentence: 'Waiting for west: connection refused',
    },
  ],
  requester: 'user:default/dan',
  controls: ['pause', 'abort'],
  operation: {
    id: '01RELEASE',
    kind: 'service.release',
    subject: { kind: 'service', id: '01CHECKOUT', name: 'checkout' },
    tenant: 'payments',
    requester: 'user:default/dan',
    actor: 'payments-deployer',
    state: 'in-progress',
    steps: [],
    reason: 'east is done; west does not answer',
    attempts: 2,
    generation: 7,
    createdAt: at,
    updatedAt: at,
  },
  createdAt: at,
};

export const plan: ReleasePlan = {
  kind: 'release',
  environment: 'prod',
  namespace: 'payments--prod',
  sentence: 'Revision 3 goes to 6 instances in east and 4 in west',
  revision: { number: 3, hash: 'hash3', image, isNew: true },
  changes: [],
  bindings: [],
  clusters: [
    { cluster: 'east', weight: 6, to: 6 },
    { cluster: 'west', weight: 4, to: 4 },
  ].map(one => ({
    ...one,
    displayName: one.cluster,
    dataCentre: `${one.cluster} data centre`,
    action: 'create',
    from: 0,
    restarts: 0,
    sentence: `${one.to} of 10 by the ratio 6:4`,
  })),
  instances: [
    { ordinal: 1, cluster: 'east', sentence: 'east has the strongest claim' },
  ],
  unplaced: { instances: 0, sentences: [] },
  objects: [],
  quota: {
    limit,
    before: nothing,
    peak: { cpuMillicores: 1_000, memoryBytes: GiB, pods: 10 },
    after: { cpuMillicores: 1_000, memoryBytes: GiB, pods: 10 },
    fits: true,
    sentence: 'It fits: 7 cores stay free',
  },
  problems: [],
  releasable: true,
};

const target = (name: string) => ({
  name,
  state: 'ready' as const,
  sentence: 'All objects are there',
});

export const tenant: TenantDetail = {
  id: '01PAYMENTS',
  slug: 'payments',
  displayName: 'Payments',
  state: 'active',
  sentence: 'Everything is in place',
  quota: { limit, used: nothing, reserved: nothing, free: limit },
  clusters: ['east', 'west'],
  environments: [
    {
      id: '01PROD',
      name: 'prod',
      displayName: 'Production',
      namespace: 'payments--prod',
      approval: false,
      clusters: [target('east'), target('west')],
    },
  ],
  memberCount: 0,
  members: [],
  teams: [],
  generation: 1,
  createdAt: at,
};

export const targets = ['east', 'west'].map(name => ({
  id: `01TARGET${name}`,
  name,
  displayName: name,
  dataCentre: {
    name: `dc-${name}`,
    displayName: name,
    region: name,
    role: 'production' as const,
    provider: 'self-built' as const,
  },
  securityZone: 'core',
  simulated: true,
  health: { status: 'healthy' as const, sentence: 'Everything answers' },
  bundle: clusterBundle(3),
}));

/** One of ten instances still runs with the password before. */
export const ordersDb: Binding = {
  id: '01BINDING',
  tenant: 'payments',
  environment: 'prod',
  instance: 'orders',
  engine: 'mysql',
  name: 'orders-db',
  service: 'checkout',
  serviceId: '01CHECKOUT',
  application: 'web-shop',
  state: 'ready',
  health: { status: 'healthy', sentence: 'The account works' },
  version: 2,
  secretName: 'orders-db-v2',
  variables: [{ name: 'MYSQL_HOST', key: 'host' }],
  clusters: [
    {
      cluster: 'east',
      secret: 'ready',
      sentence: 'The Secret is there',
      pods: { current: 5, older: 1, without: 0 },
    },
  ],
  createdBy: 'user:default/dan',
  createdAt: at,
  updatedAt: at,
  generation: 1,
};

const schedule = {
  cron: '30 2 * * 1-5',
  timeZone: 'Europe/Berlin',
  concurrency: 'forbid' as const,
};

/** A scheduled job that is released nowhere. */
export const nightly: Service = {
  ...unpublished,
  kind: 'scheduled-job',
  draft: { ...unpublished.draft, ports: [], schedule },
};

/** The same in east; its last run failed. */
export const nightlyInEast: Service = {
  ...nightly,
  latestRevision: 1,
  draftReleased: true,
  environments: [
    { environment: 'prod', revision: 1, instances: 1, clusters: ['east'] },
  ],
};

const lastFailed = {
  status: 'degraded' as const,
  sentence: 'The last run in east failed on 2026-11-20 01:31 UTC: exit code 3',
};

export const nightlyRuns: Instances = {
  ...running,
  health: lastFailed,
  schedule,
  nextRun: '2026-11-23T01:30:00Z',
  desired: 0,
  ready: 0,
  runs: [
    {
      pod: 'checkout-2-x',
      cluster: 'east',
      outcome: 'failed',
      sentence: 'Has failed: exit code 3',
      startedAt: '2026-11-20T01:30:00Z',
      endedAt: '2026-11-20T01:31:00Z',
    },
    {
      pod: 'checkout-1-x',
      cluster: 'east',
      outcome: 'succeeded',
      sentence: 'Has succeeded',
      startedAt: '2026-11-19T01:30:00Z',
      endedAt: '2026-11-19T01:31:00Z',
    },
  ],
  clusters: [
    {
      ...running.clusters[0],
      health: lastFailed,
      desired: 0,
      current: 0,
      updated: 0,
      ready: 0,
      pods: [],
    },
  ],
};

export const nightlyOverview: OverviewItem = {
  ...overview,
  health: lastFailed,
  schedule,
  desired: 0,
  ready: 0,
  clusters: [{ cluster: 'east', desired: 0, ready: 0 }],
};

export const nightlyPlan: ReleasePlan = {
  ...plan,
  schedule,
  sentence:
    'Releases revision 1 (payments/nightly:1): runs at 30 2 * * 1-5 (Europe/Berlin) in east',
  clusters: [
    {
      ...plan.clusters[0],
      weight: 1,
      to: 1,
      sentence: 'Runs at 30 2 * * 1-5 (Europe/Berlin) from then on',
    },
  ],
  instances: [],
};
