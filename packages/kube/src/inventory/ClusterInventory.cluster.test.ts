import { randomBytes } from 'node:crypto';
import { ClusterClient, Manifest, V1Pod } from '../client';
import { labelsOf } from '../naming/labelsOf';
import { CuttableProxy, describeClusters, eventually } from '../testUtils';
import { ClusterInventory } from './ClusterInventory';
import { InventoryHint } from './InventoryHint';

describeClusters('The inventory of a real cluster', ([cluster]) => {
  const tenant = `t-${randomBytes(4).toString('hex')}`;
  const namespace = `${tenant}--test`;
  const belonging = {
    tenant,
    tenantId: `id-${tenant}`,
    application: 'shop',
    service: 'checkout',
    serviceId: `svc-${tenant}`,
    environment: 'test',
  };
  const { admin } = cluster;
  const hints: InventoryHint[] = [];
  let proxy: CuttableProxy;
  let client: ClusterClient;
  let inventory: ClusterInventory;

  beforeAll(async () => {
    proxy = await CuttableProxy.open(cluster.server);
    client = ClusterClient.create({
      ...cluster,
      connection: { ...cluster.connection, server: proxy.server },
    });
    inventory = ClusterInventory.create({
      client,
      onChange: hint => hints.push(hint),
    });
    inventory.start();
    await eventually('the inventory is synced', () => inventory.synced);
    await admin.apply(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: labelsOf(belonging) },
      },
      { fieldManager: 'test' },
    );
    await admin.apply(deployment(3), { fieldManager: 'test' });
  });

  afterAll(async () => {
    await inventory.stop();
    client.close();
    proxy.close();
    await admin.delete({
      apiVersion: 'v1',
      kind: 'Namespace',
      name: namespace,
    });
  });

  function deployment(replicas: number): Manifest {
    const labels = labelsOf({ ...belonging, stage: 'stable' });
    const selector = {
      'flytower.dev/service-id': belonging.serviceId,
      'flytower.dev/stage': 'stable',
    };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'checkout', namespace, labels },
      spec: {
        replicas,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'main',
                image: 'registry.example.com/checkout:1',
                resources: { requests: { cpu: '100m', memory: '64Mi' } },
              },
            ],
          },
        },
      },
    };
  }

  it('shows a service as it comes up, with what it requests on its nodes', async () => {
    await eventually(
      'three pods are ready',
      () =>
        inventory
          .pods({ serviceId: belonging.serviceId })
          .filter(({ ready }) => ready).length === 3,
    );
    const pods = inventory.pods({ namespace });
    expect(pods.map(({ requests }) => requests)).toEqual(
      Array(3).fill({ cpuMillicores: 100, memoryBytes: 67108864 }),
    );
    await eventually('the deployment says so too', () =>
      inventory
        .workloads({ serviceId: belonging.serviceId })
        .some(({ ready, replicas }) => ready === 3 && replicas === 3),
    );
    await eventually('the node holds what its pods request', async () => {
      const node = inventory.node(pods[0].node ?? '');
      const { items } = await admin.list<V1Pod>({
        apiVersion: 'v1',
        kind: 'Pod',
      });
      const placed = items.filter(({ spec }) => spec?.nodeName === node?.name);
      return node?.simulated && node.requested.pods === placed.length;
    });
    expect(inventory.age().state).toBe('live');
  });

  it('keeps the events of Flytower namespaces, and says which services a change concerns', async () => {
    await eventually(
      'events are there',
      () => inventory.events({ namespace }).length > 0,
    );
    expect(
      hints.some(
        hint =>
          hint.kind === 'pod' &&
          hint.serviceIds?.includes(belonging.serviceId) &&
          hint.namespace === namespace,
      ),
    ).toBe(true);
    expect(
      inventory.events().every(event => event.namespace.includes('--')),
    ).toBe(true);
  });

  /** What the cluster itself says, against what the inventory says: the same pods in the same state. */
  async function equalsTheCluster(): Promise<boolean> {
    const { items } = await admin.list<V1Pod>({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace,
    });
    const shown = inventory
      .pods({ namespace })
      .map(pod => `${pod.uid} ${pod.phase} ${pod.ready} ${pod.deleting}`);
    const real = items.map(({ metadata, status }) => {
      const ready = status?.conditions?.some(
        ({ type, status: is }) => type === 'Ready' && is === 'True',
      );
      return `${metadata?.uid} ${status?.phase} ${ready ?? false} ${Boolean(
        metadata?.deletionTimestamp,
      )}`;
    });
    return (
      JSON.stringify(shown.sort()) === JSON.stringify(real.sort()) &&
      inventory.workloads({ namespace })[0]?.ready === items.length
    );
  }

  it('says that it is old while the cluster is away, and catches up without a new list', async () => {
    const before = inventory.health();
    proxy.cut();
    await admin.apply(deployment(5), { fieldManager: 'test' });
    await eventually(
      'the inventory is stale',
      () => inventory.age().state === 'stale',
    );
    expect(inventory.age().sentence).toMatch(
      /; what is shown is what was seen last$/,
    );
    expect(inventory.pods({ namespace })).toHaveLength(3);
    proxy.restore();
    await eventually('five pods are shown', async () => {
      const pods = inventory.pods({ namespace });
      return pods.length === 5 && equalsTheCluster();
    });
    await eventually('it is live', () => inventory.age().state === 'live');
    expect(inventory.health().pods).toMatchObject({ lists: before.pods.lists });
  }, 60_000);

  it('notices in seconds that a cluster answers no longer, though nothing was closed', async () => {
    proxy.hang();
    await eventually(
      'the inventory is stale',
      () => inventory.age().state === 'stale',
    );
    expect(inventory.age().sentence).toMatch(/did not answer within 4 s/);
    await admin.apply(deployment(2), { fieldManager: 'test' });
    proxy.restore();
    await eventually('two pods are shown', async () => {
      const pods = inventory.pods({ namespace });
      return pods.length === 2 && equalsTheCluster();
    });
    await eventually('it is live', () => inventory.age().state === 'live');
  }, 60_000);
});
