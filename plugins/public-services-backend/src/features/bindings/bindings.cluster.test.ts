import { randomBytes } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStore } from '@flytower/durable';
import { ClusterClient, SYSTEM_NAMESPACE, V1Secret } from '@flytower/kube';
import {
  describeClusters,
  offboardTenant,
  onboardTenant,
} from '@flytower/kube/testUtils';
import {
  openPublicServices,
  OpenPublicServices,
  orderOf,
} from '../../__testUtils__/openPublicServices';

jest.setTimeout(120_000);

describeClusters('the Secret of a binding in real clusters', clusters => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  const tenant = `t-${randomBytes(4).toString('hex')}`;
  const namespace = `${tenant}--prod`;
  const links = clusters.map(cluster => ClusterClient.create(cluster));
  let services: OpenPublicServices;

  const refOf = (version: number) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    name: `checkout-orders-v${version}`,
  });

  beforeAll(async () => {
    await Promise.all(clusters.map(one => onboardTenant(one, tenant)));
    services = await openPublicServices({
      store: await openStore({
        database: mockServices.database({
          knex: await databases.init('SQLITE_3'),
        }),
        migrations: `${__dirname}/../../../migrations`,
        logger: mockServices.logger.mock(),
      }),
      tenants: [{ slug: tenant, clusters: clusters.map(({ name }) => name) }],
      clusters: links,
    });
    const ordered = await services.instances.create(
      tenant,
      orderOf(),
      services.asking(),
    );
    await services.settled(ordered);
  });

  afterAll(async () => {
    links.forEach(link => link.close());
    await Promise.all(clusters.map(one => offboardTenant(one, tenant)));
  });

  const settled = async (
    start: Parameters<OpenPublicServices['settled']>[0],
  ) => {
    const operation = await services.settled(start);
    expect(operation).toMatchObject({ state: 'succeeded' });
  };

  it('arrives in every cluster, immutable, with the tenant’s labels', async () => {
    await settled(
      await services.bindings.create(
        tenant,
        'orders',
        { service: 'checkout' },
        services.askingPerson(),
      ),
    );
    for (const { admin } of clusters) {
      const secret = await admin.get<V1Secret>(refOf(1));
      expect(secret).toMatchObject({
        immutable: true,
        metadata: {
          labels: {
            'app.kubernetes.io/managed-by': 'flytower',
            'flytower.dev/tenant': tenant,
            'flytower.dev/service-id': 'id-of-checkout',
          },
        },
      });
      expect(secret?.metadata?.managedFields).toMatchObject([
        { manager: 'flytower-binding', operation: 'Apply' },
      ]);
      expect(Object.keys(secret?.data ?? {}).sort()).toEqual([
        'database',
        'host',
        'password',
        'port',
        'uri',
        'username',
      ]);
    }
  });

  it.each(['developer', 'deployer'])(
    'can be read by no %s of the tenant',
    async role => {
      for (const link of links) {
        const account = link.as({
          serviceAccount: {
            namespace: SYSTEM_NAMESPACE,
            name: `${tenant}-${role}`,
          },
          user: 'user:default/dan',
        });
        await expect(account.get(refOf(1))).rejects.toMatchObject({
          kind: 'forbidden',
        });
      }
    },
  );

  it('is replaced by the next version, and goes with its binding', async () => {
    await settled(
      await services.bindings.changePassword(
        tenant,
        'checkout-orders',
        { graceSeconds: 60, releaseService: true },
        services.askingPerson(),
      ),
    );
    await services.sweeper.sweep();
    await services.pass(1);
    for (const { admin } of clusters) {
      expect(await admin.get(refOf(1))).toBeUndefined();
      expect(await admin.get(refOf(2))).toMatchObject({ immutable: true });
    }
    await settled(
      await services.bindings.delete(
        tenant,
        'checkout-orders',
        false,
        services.asking(),
      ),
    );
    for (const { admin } of clusters) {
      expect(await admin.get(refOf(2))).toBeUndefined();
    }
  });
});
