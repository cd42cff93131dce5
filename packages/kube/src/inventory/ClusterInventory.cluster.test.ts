import { randomBytes } from 'node:crypto';
import { ClusterClient, Manifest, V1Pod } from '../client';
import { labelsOf } from '../naming/labelsOf';
import { describeClusters, eventually } from '../testUtils';
import { ClusterInventory, InventoryHint } from './ClusterInventory';

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
  let client: ClusterClient;
  let inventory: ClusterInventory;

  beforeAll(async () => {
    client = ClusterClient.create(cluster);
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
});
