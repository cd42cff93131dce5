import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { readRetention, Store, systemClock } from '@flytower/durable';
import { ClusterClient, ClusterInventory } from '@flytower/kube';
import {
  eventually,
  offboardTenant,
  onboardTenant,
  TestCluster,
} from '@flytower/kube/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { mockBindings } from '@flytower/plugin-public-services-node/testUtils';
import { createDelivery } from '../createDelivery';
import { dan, specOf } from './openDelivery';

/** Delivery over real clusters, with a tenant of its own in them and its service checkout. The engine runs. */
export async function openClusterDelivery(options: {
  store: Store;
  clusters: TestCluster[];
}) {
  const { store, clusters } = options;
  const tenant = `t-${randomBytes(4).toString('hex')}`;
  await Promise.all(clusters.map(cluster => onboardTenant(cluster, tenant)));
  const { hub, service: fleet } = mockFleet({});
  const links = clusters.map(cluster => {
    const { name } = cluster;
    const client = ClusterClient.create(cluster);
    const inventory = ClusterInventory.create({
      client,
      onChange: hint => hub.hint({ ...hint, cluster: name }),
    });
    hub.put({
      facts: {
        id: `id-of-${name}`,
        name,
        displayName: name,
        dataCentre: {
          name: `${name}-dc`,
          displayName: name,
          region: 'eu-central',
          role: 'production',
          provider: 'self-built',
        },
        securityZone: 'core',
        mode: 'managed',
        generation: 1,
      },
      link: { inventory, client },
    });
    inventory.start();
    return { inventory, client };
  });
  const tenancy = mockTenancy({
    tenants: [{ slug: tenant, clusters: clusters.map(({ name }) => name) }],
    members: [{ person: dan, tenant, role: 'developer' }],
  });
  const bindings = mockBindings();
  const delivery = createDelivery({
    store,
    retention: readRetention(mockServices.rootConfig()),
    fleet,
    tenancy: tenancy.tenancy,
    memberships: tenancy.memberships,
    bindings: bindings.service,
    clock: systemClock,
    logger: mockServices.logger.mock(),
    deadlineMs: 60_000,
  });
  await delivery.applications.createApplication(
    { tenant, person: dan, key: 'application' },
    { slug: 'shop', displayName: 'Shop', description: '' },
  );
  await delivery.applications.createService(
    { tenant, person: dan, key: 'service', application: 'shop' },
    {
      slug: 'checkout',
      displayName: 'Checkout',
      spec: specOf('payments/checkout:1'),
    },
  );
  await eventually('the inventories are complete', () =>
    links.every(({ inventory }) => inventory.age().state === 'live'),
  );
  delivery.engine.start();
  delivery.keeper.start();
  return {
    ...delivery,
    bindings,
    fleet,
    tenant,
    namespace: `${tenant}--prod`,
    close: async () => {
      await delivery.keeper.stop();
      await delivery.engine.stop();
      await Promise.all(links.map(({ inventory }) => inventory.stop()));
      links.forEach(({ client }) => client.close());
      await Promise.all(
        clusters.map(cluster => offboardTenant(cluster, tenant)),
      );
    },
  };
}

export type OpenClusterDelivery = Awaited<
  ReturnType<typeof openClusterDelivery>
>;
