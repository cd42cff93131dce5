import { randomBytes } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStore, Store } from '@flytower/durable';
import { ClusterClient, SYSTEM_NAMESPACE } from '@flytower/kube';
import {
  describeClusters,
  eventually,
  TestCluster,
} from '@flytower/kube/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { tenantAccounts } from '@flytower/plugin-tenancy-common';
import { copyTenants } from '../../__testUtils__/copyTenants';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
  OpenTenancy,
} from '../../__testUtils__/openTenancy';
import { installationIdOf } from '../tenants/installationIdOf';

jest.setTimeout(120_000);

const LABEL = 'flytower.dev/installation-id';

describeClusters('Two installations as one user in real clusters', clusters => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  const slugs: string[] = [];
  const clients: ClusterClient[] = [];

  afterAll(async () => {
    await Promise.all(
      clusters.flatMap(({ admin }) =>
        slugs.flatMap(slug => [
          admin.delete(namespaceRef(slug)),
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

  async function openPortal(): Promise<{ tenancy: OpenTenancy; store: Store }> {
    const store = await openStore({
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
    return { store, tenancy: openTenancy({ store, fleet: fleet.service }) };
  }

  /** A tenant of the first, of which the second has a copy. */
  async function open() {
    const slug = `t-${randomBytes(4).toString('hex')}`;
    slugs.push(slug);
    const [first, second] = [await openPortal(), await openPortal()];
    const { id } = await first.tenancy.onboarding.onboard(
      onboardingOf({ slug, clusters: clusters.map(({ name }) => name) }),
      olivia(slug),
    );
    expect(await first.tenancy.settle(id)).toMatchObject({
      state: 'succeeded',
    });
    await copyTenants(first.store, second.store);
    const ids = await Promise.all(
      [first, second].map(({ store }) => installationIdOf(store.knex)),
    );
    return { slug, first: first.tenancy, second: second.tenancy, ids };
  }

  const keeperIn = async ({ admin }: TestCluster, slug: string) =>
    (await admin.get(namespaceRef(slug)))?.metadata?.labels?.[LABEL];

  const latest = async (tenancy: OpenTenancy, kind: string) => {
    const { items } = await tenancy.operations.list({
      scope: { kind: 'all' },
      kind,
      limit: 1,
    });
    tenancy.clock.advance(600_000);
    return tenancy.settle(items[0].id);
  };

  it('have one winner of each race for a namespace, and the other is told', async () => {
    const { slug, first, second, ids } = await open();
    const [{ admin, name }] = clusters;
    const winners = new Set<string | undefined>();
    for (let race = 0; race < 8; race++) {
      // Whoever keeps it gives it up, as an administrator would have it.
      await admin.raw(`/api/v1/namespaces/${slug}--prod`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ metadata: { labels: { [LABEL]: null } } }),
      });
      await Promise.all([first, second].map(({ drift }) => drift.check(slug)));
      const look = () =>
        Promise.all(
          [first, second].map(tenancy => latest(tenancy, 'tenant.repair')),
        );
      await look();
      const winner = await keeperIn(clusters[0], slug);
      winners.add(winner);
      expect(ids).toContain(winner);
      const [one, other] = await look();
      const loser = winner === ids[0] ? other : one;
      expect(loser.reason).toContain(
        `Namespace ${slug}--prod in ${name} is kept by another Flytower installation (${winner})`,
      );
      expect(await keeperIn(clusters[0], slug)).toBe(winner);
    }
    expect(winners).not.toContain(undefined);
  });

  it('let one take over what the other kept, and the other remove nothing of it', async () => {
    const { slug, first, second, ids } = await open();
    const [cluster, other] = clusters;
    await second.drift.check(slug);
    await latest(second, 'tenant.repair');
    await second.bindings.takeOver(
      slug,
      cluster.name,
      ids[0],
      olivia(`take ${slug}`),
    );
    expect(await latest(second, 'tenant.take-over')).toMatchObject({
      state: 'succeeded',
      reason: `${slug} is kept by this installation of Flytower in ${cluster.name}`,
    });
    expect(await keeperIn(cluster, slug)).toBe(ids[1]);
    expect(await keeperIn(other, slug)).toBe(ids[0]);
    await first.bindings.unbind(slug, cluster.name, olivia(`leave ${slug}`));
    expect(await latest(first, 'tenant.unbind-cluster')).toMatchObject({
      state: 'succeeded',
    });
    expect(await keeperIn(cluster, slug)).toBe(ids[1]);
    expect(
      await cluster.admin.get({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace: SYSTEM_NAMESPACE,
        name: `${slug}-deployer`,
      }),
    ).toBeDefined();
  });

  it('look at all that rights allow before a namespace goes', async () => {
    const { slug, first } = await open();
    const [{ admin, name }] = clusters;
    const namespace = `${slug}--prod`;
    const by = { fieldManager: 'somebody' };
    const pod = {
      metadata: { labels: { app: 'db' } },
      spec: { containers: [{ name: 'db', image: 'db:1' }] },
    };
    await admin.create(
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'db', namespace },
        spec: {
          serviceName: 'db',
          selector: { matchLabels: { app: 'db' } },
          template: pod,
        },
      },
      by,
    );
    for (const [kind, spec] of [
      ['ConfigMap', undefined],
      ['Service', { ports: [{ port: 80 }], selector: { app: 'db' } }],
      [
        'PersistentVolumeClaim',
        {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      ],
    ] as const) {
      await admin.create(
        {
          apiVersion: 'v1',
          kind,
          metadata: { name: 'hand-made', namespace },
          ...(spec ? { spec } : {}),
        },
        by,
      );
    }
    await eventually('the pod of the StatefulSet is there', async () => {
      const { items } = await admin.list({
        apiVersion: 'v1',
        kind: 'Pod',
        namespace,
      });
      return items.length > 0;
    });
    await expect(
      first.bindings.unbind(slug, name, olivia(`unbind ${slug}`)),
    ).rejects.toThrow(
      new RegExp(
        `^Namespace ${namespace} in ${name} still holds StatefulSet db, PersistentVolumeClaim hand-made, Service hand-made and ConfigMap hand-made; unpublish .*Secrets and custom resources in it cannot be looked at$`,
      ),
    );
    expect(await keeperIn(clusters[0], slug)).toBeDefined();
  });
});

function namespaceRef(slug: string) {
  return { apiVersion: 'v1', kind: 'Namespace', name: `${slug}--prod` };
}
