import { randomBytes } from 'node:crypto';
import { ClusterClient } from '@flytower/kube';
import { CuttableProxy, describeClusters } from '@flytower/kube/testUtils';
import request from 'supertest';
import {
  KubernetesTab,
  openKubernetesTab,
} from './__testUtils__/openKubernetesTab';
import { componentOf, SERVICE_ID } from './__testUtils__/components';
import { workloads } from './__testUtils__/workloads';

jest.setTimeout(120_000);

const dan = 'user:default/dan';
const shen = 'user:default/shen';
const olivia = 'user:default/olivia';

/**
 * Backstage's own catalog, permission and Kubernetes backends with Flytower's policy and module, over real clusters. Dan
 * builds `payments`, Shen builds `logistics`, Olivia is an operations admin.
 */
describeClusters('The Kubernetes tab', ([east, west]) => {
  const run = randomBytes(3).toString('hex');
  const payments = `kt-payments-${run}`;
  const logistics = `kt-logistics-${run}`;
  const clients: ClusterClient[] = [];
  let proxy: CuttableProxy;
  let tab: KubernetesTab;

  beforeAll(async () => {
    proxy = await CuttableProxy.open(west.server);
    await Promise.all(
      [east, west].flatMap(cluster =>
        [payments, logistics].map(tenant =>
          workloads(cluster, tenant).create(SERVICE_ID),
        ),
      ),
    );
    const link = (options: Parameters<typeof ClusterClient.create>[0]) => {
      const client = ClusterClient.create(options);
      clients.push(client);
      return { name: options.name, client };
    };
    tab = await openKubernetesTab({
      clusters: [
        link(east),
        link({
          ...west,
          connection: { ...west.connection, server: proxy.server },
        }),
      ],
      tenants: [{ slug: payments }, { slug: logistics }],
      members: [
        { person: dan, tenant: payments, role: 'developer' },
        { person: shen, tenant: logistics, role: 'owner' },
      ],
      // What Flytower's own provider emits.
      emitted: [payments, logistics].map(tenant => componentOf(tenant)),
      // What lies in a repository that somebody registered: each tries another way to somebody else's workloads.
      registered: [
        componentOf(payments, { name: 'forged' }),
        componentOf('default', {
          name: 'foreign-namespace',
          annotations: {
            'flytower.dev/service-id': SERVICE_ID,
            'backstage.io/kubernetes-id': 'checkout',
            'backstage.io/kubernetes-namespace': `${payments}--prod`,
          },
        }),
        componentOf('default', {
          name: 'wide-selector',
          annotations: {
            'backstage.io/kubernetes-id': 'checkout',
            'backstage.io/kubernetes-label-selector':
              'app.kubernetes.io/managed-by=flytower',
          },
        }),
        componentOf('default', {
          name: 'empty-selector',
          annotations: {
            'backstage.io/kubernetes-id': 'checkout',
            'backstage.io/kubernetes-label-selector': '',
            'backstage.io/kubernetes-cluster': 'east',
          },
        }),
      ],
    });
  });

  afterEach(() => proxy.restore());
  afterAll(async () => {
    await tab?.stop();
    clients.forEach(client => client.close());
    proxy.close();
    await Promise.all(
      [east, west].flatMap(cluster =>
        [payments, logistics].map(tenant =>
          workloads(cluster, tenant).remove(),
        ),
      ),
    );
  });

  const workloadsOf = (person: string, entityRef: string) =>
    tab
      .as(person)
      .post('/api/kubernetes/resources/workloads/query', { entityRef });

  it('shows a developer the workloads of both clusters, of his service alone', async () => {
    const { status, body } = await workloadsOf(
      dan,
      `component:${payments}/checkout`,
    );
    expect(status).toBe(200);
    expect(
      body.items.map((item: { cluster: { name: string } }) => item.cluster),
    ).toEqual([
      { name: east.name, title: east.name },
      { name: west.name, title: west.name },
    ]);
    for (const { resources, errors } of body.items) {
      expect(errors).toEqual([]);
      const names = Object.fromEntries(
        resources.map((one: Response) => [
          one.type,
          one.resources.map(({ metadata }) => metadata.name),
        ]),
      );
      expect(names).toEqual({
        pods: ['checkout-1'],
        services: ['checkout'],
        deployments: ['checkout'],
        replicasets: ['checkout-1'],
      });
      expect(
        new Set(
          resources.flatMap((one: Response) =>
            one.resources.map(({ metadata }) => metadata.namespace),
          ),
        ),
      ).toEqual(new Set([`${payments}--prod`]));
    }
    // Neither the Secret nor the ConfigMap that carry the same labels.
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('reads on behalf of an operations admin too, who is asked for help', async () => {
    const { status, body } = await workloadsOf(
      olivia,
      `component:${payments}/checkout`,
    );
    expect(status).toBe(200);
    expect(body.items).toHaveLength(2);
  });

  it('reads as the viewer of the tenant and no more: its account sees no other namespace and no Secret', async () => {
    const viewer = ClusterClient.create(east).as({
      serviceAccount: {
        namespace: 'flytower-system',
        name: `${payments}-viewer`,
      },
      user: dan,
    });
    await expect(
      viewer.list({
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: `${logistics}--prod`,
      }),
    ).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(
      viewer.list({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: `${payments}--prod`,
      }),
    ).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it.each(['workloads', 'services'])(
    'answers Shen by the route of %s as if there were no such entity',
    async route => {
      const ask = (name: string) => {
        const metadata = { namespace: payments, name };
        return route === 'workloads'
          ? workloadsOf(shen, `component:${payments}/${name}`)
          : tab.as(shen).post(`/api/kubernetes/services/${name}`, {
              entity: { kind: 'Component', metadata },
            });
      };
      const [real, absent] = await Promise.all([
        ask('checkout'),
        ask('nothing'),
      ]);
      expect(real.status).toBe(absent.status);
      expect(real.status).toBeGreaterThanOrEqual(400);
      expect(real.body.error.message).toBe(
        absent.body.error.message.replace('nothing', 'checkout'),
      );
      expect(real.body.items).toBeUndefined();
    },
  );

  it.each(['foreign-namespace', 'wide-selector', 'empty-selector'])(
    'shows nothing for an entity of a repository: %s',
    async name => {
      for (const person of [dan, shen, olivia]) {
        const { status, body } = await workloadsOf(
          person,
          `component:default/${name}`,
        );
        expect([status, body]).toEqual([200, { items: [] }]);
      }
    },
  );

  it('shows nothing for an entity that says it is Flytower’s, in the namespace of the tenant itself', async () => {
    const { status, body } = await workloadsOf(
      dan,
      `component:${payments}/forged`,
    );
    expect([status, body]).toEqual([200, { items: [] }]);
  });

  it('reads the entity of the catalog, not the one in the request', async () => {
    const forged = componentOf(payments, { name: 'wide-selector' });
    const { status, body } = await tab
      .as(shen)
      .post('/api/kubernetes/services/checkout', {
        entity: {
          ...forged,
          metadata: { ...forged.metadata, namespace: 'default' },
        },
      });
    expect([status, body]).toEqual([200, { items: [] }]);
    const none = await tab
      .as(dan)
      .post('/api/kubernetes/services/checkout', {});
    expect(none.status).toBe(403);
  });

  it('counts a membership that was taken away at once', async () => {
    tab.setMembers([{ person: shen, tenant: logistics, role: 'owner' }]);
    try {
      const { body } = await workloadsOf(dan, `component:${payments}/checkout`);
      expect(body.items).toBeUndefined();
    } finally {
      tab.setMembers([
        { person: dan, tenant: payments, role: 'developer' },
        { person: shen, tenant: logistics, role: 'owner' },
      ]);
    }
  });

  it('names the clusters of one’s tenants, without address and credential', async () => {
    const { body } = await tab.as(dan).get('/api/kubernetes/clusters');
    expect(body.items).toEqual([
      { name: east.name, title: east.name, authProvider: 'serviceAccount' },
      { name: west.name, title: west.name, authProvider: 'serviceAccount' },
    ]);
    const stranger = await tab
      .as('user:default/nobody')
      .get('/api/kubernetes/clusters');
    expect(stranger.body.items).toEqual([]);
  });

  it.each([
    ['get', '/api/kubernetes/proxy/api/v1/namespaces'],
    ['get', '/api/kubernetes/PROXY/api/v1/secrets'],
    ['post', '/api/kubernetes/proxy'],
    ['get', '/api/kubernetes/services/%2e%2e/proxy/api/v1/secrets'],
    ['post', '/api/kubernetes/resources/custom/query'],
  ] as const)('has no route for %s %s', async (method, path) => {
    for (const person of [dan, olivia]) {
      const caller = tab.as(person, { 'backstage-kubernetes-cluster': 'east' });
      const { status, body } = await (method === 'get'
        ? caller.get(path)
        : caller.post(path, {
            entityRef: `component:${payments}/checkout`,
            customResources: [
              { group: '', apiVersion: 'v1', plural: 'secrets' },
            ],
          }));
      expect(status).toBe(404);
      expect(body.error.message).toContain('only reads workloads');
    }
  });

  it('lets nobody in who is not signed in', async () => {
    const { status } = await request(tab.server)
      .post('/api/kubernetes/resources/workloads/query')
      .set('authorization', 'Bearer none')
      .send({ entityRef: `component:${payments}/checkout` });
    expect(status).toBe(401);
  });

  it('shows the other cluster, and one line, while one of them hangs', async () => {
    proxy.hang();
    const started = Date.now();
    const { status, body } = await workloadsOf(
      dan,
      `component:${payments}/checkout`,
    );
    expect(Date.now() - started).toBeLessThan(9_000);
    expect(status).toBe(200);
    const [first, second] = body.items;
    expect(first.errors).toEqual([]);
    expect(first.resources).toHaveLength(4);
    expect(second).toEqual({
      cluster: { name: west.name, title: west.name },
      resources: [],
      podMetrics: [],
      errors: [
        {
          errorType: 'FETCH_ERROR',
          message: `Cluster "${west.name}" did not answer within 5 s`,
        },
      ],
    });
  });

  it('says in one line that a cluster is dead', async () => {
    proxy.cut();
    const { body } = await workloadsOf(dan, `component:${payments}/checkout`);
    expect(body.items[0].errors).toEqual([]);
    expect(body.items[1].errors).toEqual([
      {
        errorType: 'FETCH_ERROR',
        message: expect.stringContaining(
          `Cluster "${west.name}" cannot be reached`,
        ),
      },
    ]);
  });
});

interface Response {
  type: string;
  resources: { metadata: { name: string; namespace: string } }[];
}
