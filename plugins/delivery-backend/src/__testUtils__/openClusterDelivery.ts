import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { Store, systemClock } from '@flytower/durable';
import {
  ClusterClient,
  ClusterInventory,
  labelsOf,
  SYSTEM_NAMESPACE,
} from '@flytower/kube';
import { eventually, TestCluster } from '@flytower/kube/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { mockBindings } from '@flytower/plugin-public-services-node/testUtils';
import { createDelivery } from '../createDelivery';
import { dan, specOf } from './openDelivery';

const ACCOUNTS = ['developer', 'deployer'];

/** What tenancy makes of a tenant in a cluster, as far as releases need it. */
async function onboard({ admin }: TestCluster, tenant: string): Promise<void> {
  const namespace = `${tenant}--prod`;
  const labels = labelsOf({
    tenant,
    tenantId: `id-of-${tenant}`,
    environment: 'prod',
  });
  const as = { fieldManager: 'test' };
  await admin.apply(
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: {
          ...labels,
          'pod-security.kubernetes.io/enforce': 'baseline',
        },
      },
    },
    as,
  );
  for (const account of ACCOUNTS) {
    const name = `${tenant}-${account}`;
    await admin.apply(
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { namespace: SYSTEM_NAMESPACE, name, labels },
      },
      as,
    );
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace, name: `flytower-${account}`, labels },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: `flytower-${account}`,
      },
      subjects: [{ kind: 'ServiceAccount', namespace: SYSTEM_NAMESPACE, name }],
    };
    await admin.apply(binding, as);
  }
}

async function offboard({ admin }: TestCluster, tenant: string) {
  await admin.delete({
    apiVersion: 'v1',
    kind: 'Namespace',
    name: `${tenant}--prod`,
  });
  for (const account of ACCOUNTS) {
    await admin.delete({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      namespace: SYSTEM_NAMESPACE,
      name: `${tenant}-${account}`,
    });
  }
}

/** Delivery over real clusters, with a tenant of its own in them and its service checkout. The engine runs. */
export async function openClusterDelivery(options: {
  store: Store;
  clusters: TestCluster[];
}) {
  const { store, clusters } = options;
  const tenant = `t-${randomBytes(4).toString('hex')}`;
  await Promise.all(clusters.map(cluster => onboard(cluster, tenant)));
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
  return {
    ...delivery,
    bindings,
    fleet,
    tenant,
    namespace: `${tenant}--prod`,
    close: async () => {
      await delivery.engine.stop();
      await Promise.all(links.map(({ inventory }) => inventory.stop()));
      links.forEach(({ client }) => client.close());
      await Promise.all(clusters.map(cluster => offboard(cluster, tenant)));
    },
  };
}

export type OpenClusterDelivery = Awaited<
  ReturnType<typeof openClusterDelivery>
>;
