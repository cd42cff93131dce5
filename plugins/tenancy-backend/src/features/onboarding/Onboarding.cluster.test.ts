import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  ClusterClient,
  KubernetesObject,
  SYSTEM_NAMESPACE,
} from '@flytower/kube';
import {
  describeClusters,
  eventually,
  TestCluster,
} from '@flytower/kube/testUtils';
import { openStore, Store } from '@flytower/durable';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { tenantAccounts } from '@flytower/plugin-tenancy-common';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
  OpenTenancy,
} from '../../__testUtils__/openTenancy';

jest.setTimeout(60_000);

describeClusters('Onboarding in real clusters', clusters => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  const slugs: string[] = [];
  const clients: ClusterClient[] = [];
  let tenancy: OpenTenancy;
  let store: Store;

  beforeAll(async () => {
    store = await openStore({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      migrations,
      logger: mockServices.logger.mock(),
    });
    const fleet = mockFleet({
      clusters: clusters.map(cluster => {
        const client = ClusterClient.create(cluster);
        clients.push(client);
        return { name: cluster.name, client };
      }),
    });
    tenancy = openTenancy({ store, fleet: fleet.service });
  });

  afterAll(async () => {
    await Promise.all(
      clusters.flatMap(({ admin }) =>
        slugs.flatMap(slug => [
          admin.delete(namespaceRef(`${slug}--prod`)),
          ...tenantAccounts.map(account =>
            admin.delete({
              apiVersion: 'v1',
              kind: 'ServiceAccount',
              namespace: SYSTEM_NAMESPACE,
              name: `${slug}-${account}`,
            }),
          ),
        ]),
      ),
    );
    clients.forEach(client => client.close());
  });

  function newSlug(): string {
    const slug = `t-${randomBytes(4).toString('hex')}`;
    slugs.push(slug);
    return slug;
  }

  async function onboard(slug: string) {
    const request = onboardingOf({
      slug,
      clusters: clusters.map(({ name }) => name),
    });
    const { id } = await tenancy.onboarding.onboard(request, olivia(slug));
    return tenancy.settle(id);
  }

  it('shows in the review that the API servers accept what they can be asked', async () => {
    const plan = await tenancy.onboarding.plan(
      onboardingOf({
        slug: newSlug(),
        clusters: clusters.map(({ name }) => name),
      }),
    );
    expect(plan.problems).toEqual([]);
    const asked = plan.objects.filter(({ dryRun }) => dryRun !== 'not-yet');
    expect(asked).toHaveLength(clusters.length * 5);
    expect(new Set(asked.map(({ dryRun }) => dryRun))).toEqual(
      new Set(['accepted']),
    );
  });

  it('makes everything, and a second look finds nothing to do', async () => {
    const slug = newSlug();
    expect(await onboard(slug)).toMatchObject({ state: 'succeeded' });
    for (const { admin } of clusters) {
      const namespace = `${slug}--prod`;
      const quota = await admin.get<
        {
          spec?: { hard?: Record<string, string> };
        } & KubernetesObject
      >({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        namespace,
        name: 'flytower',
      });
      expect(quota?.spec?.hard).toEqual({
        'requests.cpu': '4',
        'requests.memory': '8Gi',
        pods: '40',
      });
      const policies = await admin.list({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        namespace,
      });
      expect(policies.items.map(({ metadata }) => metadata?.name)).toEqual([
        'allow-dns',
        'allow-same-tenant',
        'default-deny',
      ]);
    }
    expect(await tenancy.drift.check(slug)).toEqual([]);
  });

  it('puts right what somebody changed or took away', async () => {
    const slug = newSlug();
    await onboard(slug);
    const { admin, name } = clusters[0];
    const namespace = `${slug}--prod`;
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      namespace,
      name: 'default-deny',
    };
    await admin.delete(policy);
    await admin.apply(
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'flytower', namespace },
        spec: { hard: { pods: '9999' } },
      },
      { fieldManager: 'somebody', force: true },
    );
    expect(await tenancy.drift.check(slug)).toEqual([slug]);
    const { items } = await tenancy.operations.list({
      scope: { kind: 'some', tenants: [slug] },
      kind: 'tenant.repair',
      limit: 1,
    });
    const repair = await tenancy.settle(items[0].id);
    expect(repair).toMatchObject({
      state: 'succeeded',
      reason: `All objects of ${slug} are as they should be in ${name}`,
    });
    expect(await admin.get(policy)).toBeDefined();
    expect(await tenancy.drift.check(slug)).toEqual([]);
  });

  it("keeps another tenant's account out, and lets its own in", async () => {
    const [ours, theirs] = [newSlug(), newSlug()];
    await onboard(ours);
    await onboard(theirs);
    for (const cluster of clusters) {
      const flytower = ClusterClient.create(cluster);
      clients.push(flytower);
      const list = (tenant: string) =>
        flytower
          .as({
            serviceAccount: {
              namespace: SYSTEM_NAMESPACE,
              name: `${tenant}-owner`,
            },
            user: 'user:default/tara',
          })
          .list({
            apiVersion: 'v1',
            kind: 'Pod',
            namespace: `${ours}--prod`,
          });
      await eventually('its own account may look', () => list(ours));
      await expect(list(theirs)).rejects.toMatchObject({ kind: 'forbidden' });
    }
  });

  it('has a privileged pod refused', async () => {
    const slug = newSlug();
    await onboard(slug);
    await expect(
      clusters[0].admin.create(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'rogue', namespace: `${slug}--prod` },
          spec: {
            containers: [
              {
                name: 'rogue',
                image: 'rogue:1',
                securityContext: { privileged: true },
              },
            ],
          },
        },
        { fieldManager: 'test', dryRun: true },
      ),
    ).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('baseline'),
    });
  });

  it('leaves a foreign namespace alone', async () => {
    const slug = newSlug();
    const { admin, name } = clusters[1];
    await admin.create(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: `${slug}--prod`, labels: { team: 'somebody' } },
      },
      { fieldManager: 'somebody' },
    );
    await expect(onboard(slug)).rejects.toThrow(
      `${name} has a Namespace ${slug}--prod that Flytower did not make`,
    );
    const left = await admin.get(namespaceRef(`${slug}--prod`));
    expect(left?.metadata?.labels).toEqual({
      team: 'somebody',
      'kubernetes.io/metadata.name': `${slug}--prod`,
    });
    await expectNoNamespace(clusters[0], slug);
  });

  it('finishes in one cluster while another accepts connections and never answers', async () => {
    const slug = newSlug();
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const [alive, hung] = clusters;
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const client = ClusterClient.create({
      ...hung,
      timeoutMs: 2_000,
      connection: { ...hung.connection, server: `https://127.0.0.1:${port}` },
    });
    clients.push(client);
    const patient = openTenancy({
      store,
      fleet: mockFleet({
        clusters: [
          { name: alive.name, client: clients[0] },
          { name: hung.name, client },
        ],
      }).service,
      patienceMs: 1_000,
    });
    const { id } = await patient.onboarding.onboard(
      onboardingOf({ slug, clusters: [alive.name, hung.name] }),
      olivia(slug),
    );
    const operation = await patient.settle(id);
    expect(operation).toMatchObject({ state: 'waiting' });
    expect(operation.reason).toContain(`${alive.name}: done.`);
    expect(patient.hub.tenant(slug)?.environments).toMatchObject([
      { clusters: [alive.name, hung.name], readyClusters: [alive.name] },
    ]);
    silent.close();
  });

  it('leaves a cluster without a trace when it is unbound', async () => {
    const slug = newSlug();
    await onboard(slug);
    const leaving = clusters[1];
    const { id } = await tenancy.bindings.unbind(
      slug,
      leaving.name,
      olivia(`unbind ${slug}`),
    );
    const operation = await eventually('the cluster is left', async () => {
      tenancy.clock.advance(5_000);
      const now = await tenancy.settle(id);
      expect(now.state).toBe('succeeded');
      return now;
    });
    expect(operation.reason).toBe(
      `Nothing of ${slug} is left in ${leaving.name}`,
    );
    await expectNoNamespace(leaving, slug);
    expect(tenancy.hub.tenant(slug)?.clusters).toEqual([clusters[0].name]);
  });
});

function namespaceRef(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', name };
}

async function expectNoNamespace({ admin }: TestCluster, slug: string) {
  expect(await admin.get(namespaceRef(`${slug}--prod`))).toBeUndefined();
}
