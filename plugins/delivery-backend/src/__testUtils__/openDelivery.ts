import { mockServices } from '@backstage/backend-test-utils';
import { readRetention, Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { ClusterClient } from '@flytower/kube';
import {
  OverviewQuery,
  overviewQuerySchema,
  ReleaseRequest,
  ServiceSpec,
  serviceSpecSchema,
} from '@flytower/plugin-delivery-common';
import { mockFleet, mockNode } from '@flytower/plugin-fleet-node/testUtils';
import {
  mockTenancy,
  MockTenant,
} from '@flytower/plugin-tenancy-node/testUtils';
import { mockBindings } from '@flytower/plugin-public-services-node/testUtils';
import { createDelivery } from '../createDelivery';
import { SimulatedCluster } from './SimulatedCluster';

/** A specification of 100 millicores and 128 MiB with one port. */
export function specOf(image: string, change: object = {}): ServiceSpec {
  return serviceSpecSchema.parse({
    image,
    ports: [{ name: 'http', port: 8080 }],
    resources: { cpuMillicores: 100, memoryBytes: 128 * 2 ** 20 },
    ...change,
  });
}

export const dan = 'user:default/dan';
export const tara = 'user:default/tara';

/** Delivery over simulated clusters, with tenant payments (Dan develops, Tara owns) and its service checkout. */
export async function openDelivery(options: {
  store: Store;
  clusters?: string[];
  tenant?: Partial<MockTenant>;
  /** False: the bindings are still to be published. */
  bindingsReady?: boolean;
}) {
  const { store } = options;
  const clock = new FakeClock();
  const clusters = (options.clusters ?? ['east', 'west']).map(
    name => new SimulatedCluster(name),
  );
  const names = clusters.map(({ name }) => name);
  const fleet = mockFleet({
    now: () => clock.now(),
    clusters: clusters.map(cluster => ({
      name: cluster.name,
      nodes: [mockNode({ name: `${cluster.name}-node-1` })],
      client: ClusterClient.overTransport({
        name: cluster.name,
        transport: cluster,
      }),
    })),
  });
  const tenancy = mockTenancy({
    tenants: [{ slug: 'payments', clusters: names, ...options.tenant }],
    members: [
      { person: dan, tenant: 'payments', role: 'developer' },
      { person: tara, tenant: 'payments', role: 'owner' },
    ],
  });
  const bindings = mockBindings({ ready: options.bindingsReady ?? true });
  const delivery = createDelivery({
    store,
    retention: readRetention(mockServices.rootConfig()),
    fleet: fleet.service,
    tenancy: tenancy.tenancy,
    memberships: tenancy.memberships,
    bindings: bindings.service,
    clock,
    logger: mockServices.logger.mock(),
    deadlineMs: 60_000,
  });
  const act = { tenant: 'payments', person: dan };
  await delivery.applications.createApplication(
    { ...act, key: 'application' },
    { slug: 'shop', displayName: 'Shop', description: '' },
  );
  await delivery.applications.createService(
    { ...act, key: 'service', application: 'shop' },
    {
      slug: 'checkout',
      displayName: 'Checkout',
      spec: specOf('payments/checkout:1'),
    },
  );
  let keys = 0;

  /** The inventories catch up with the clusters. */
  function see(): void {
    for (const cluster of clusters) {
      if (cluster.reachable) {
        fleet.cluster(cluster.name).show({
          workloads: cluster.workloadRows(),
          pods: cluster.podRows(),
        });
      }
    }
  }

  /** Cuts a cluster off, or brings it back. */
  function reach(name: string, reachable: boolean): void {
    const cluster = clusters.find(one => one.name === name);
    if (cluster) {
      cluster.reachable = reachable;
      fleet.cluster(name).setAge(
        reachable
          ? { state: 'live', sentence: 'Changes arrive as they happen' }
          : {
              state: 'stale',
              sentence: `Cluster "${name}" cannot be reached: nothing listens at its address`,
            },
      );
    }
  }

  /** Time passes: controllers work, inventories follow, the engine does what is due. */
  async function pass(steps: number): Promise<void> {
    for (let i = 0; i < steps; i += 1) {
      clock.advance(2_000);
      clusters.forEach(cluster => cluster.step());
      see();
      await delivery.engine.runDue();
    }
  }

  /** Asks for a release and gives its id. */
  async function ask(request: ReleaseRequest, person = dan): Promise<string> {
    keys += 1;
    return delivery.releases.create({
      tenant: 'payments',
      person,
      key: `key-${keys}`,
      service: 'checkout',
      request,
    });
  }

  /** The overview as whoever sees all tenants. */
  async function overview(query: Partial<OverviewQuery> = {}) {
    return delivery.overviewViews.page(
      { kind: 'all' },
      overviewQuerySchema.parse(query),
    );
  }

  async function release(id: string) {
    return delivery.releaseViews.get('payments', id);
  }

  /** Passes time until the release is over, and gives it. */
  async function settled(id: string, steps = 60) {
    for (let i = 0; i < steps; i += 1) {
      await pass(1);
      const view = await release(id);
      if (view.operation.finishedAt !== undefined) {
        return view;
      }
    }
    return release(id);
  }

  /** Changes the draft's image. */
  async function draft(image: string, change: object = {}): Promise<void> {
    await delivery.applications.updateService(
      { ...act, service: 'checkout' },
      { spec: specOf(image, change) },
    );
  }

  /** Wished replicas by cluster; undefined where there is no Deployment. */
  function replicas(): Record<string, number | undefined> {
    return Object.fromEntries(
      clusters.map(cluster => [
        cluster.name,
        [...cluster.deployments.values()][0]?.replicas,
      ]),
    );
  }

  return {
    ...delivery,
    clock,
    clusters: Object.fromEntries(clusters.map(one => [one.name, one])),
    fleet,
    tenancy,
    bindings,
    see,
    reach,
    pass,
    ask,
    overview,
    release,
    settled,
    draft,
    replicas,
  };
}

export type OpenDelivery = Awaited<ReturnType<typeof openDelivery>>;

/** A release in the ratio 6:4. */
export function sixToFour(
  instances: number,
  change: Partial<Extract<ReleaseRequest, { kind: 'release' }>> = {},
): Extract<ReleaseRequest, { kind: 'release' }> {
  return {
    kind: 'release',
    environment: 'prod',
    instances,
    clusters: [
      { cluster: 'east', weight: 6 },
      { cluster: 'west', weight: 4 },
    ],
    strategy: 'rolling',
    ...change,
  };
}
