import { randomBytes } from 'node:crypto';
import {
  ClusterClient,
  Manifest,
  V1Pod,
  V1ResourceQuota,
  V1Service,
} from '../client';
import { labelsOf } from '../naming/labelsOf';
import { CuttableProxy, describeClusters, eventually } from '../testUtils';
import { ClusterInventory } from './ClusterInventory';
import { InventoryHint } from './InventoryHint';
import { millicores, parseQuantity } from './quantity';

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

const RUNTIME_CLASSES = '/apis/node.k8s.io/v1/runtimeclasses';

describeClusters('An inventory with rights of its own', ([cluster]) => {
  const user = `reader-${randomBytes(4).toString('hex')}`;
  const namespace = `${user}--test`;
  const serviceId = `svc-${user}`;
  const labels = labelsOf({ serviceId });
  const { admin } = cluster;
  const hints: InventoryHint[] = [];
  let client: ClusterClient;
  let inventory: ClusterInventory;

  const apply = (manifest: Manifest) =>
    admin.apply(manifest, { fieldManager: 'test', force: true });

  const may = (...resources: [group: string, resource: string][]) => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: user },
      rules: resources.map(([group, resource]) => ({
        apiGroups: [group],
        resources: [resource],
        verbs: ['get', 'list', 'watch'],
      })),
    };
    return apply(role);
  };
  const CORE: [string, string][] = [
    ['', 'nodes'],
    ['', 'namespaces'],
    ['', 'pods'],
    ['apps', 'deployments'],
  ];

  const service = (name: string, own: Record<string, string>) =>
    apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: own },
      spec: {
        selector: { 'flytower.dev/service-id': serviceId },
        ports: [{ name: 'http', port: 80, targetPort: 'web' }],
      },
    });

  beforeAll(async () => {
    await may(...CORE);
    await apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: user,
      },
      subjects: [
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user },
      ],
    });
    await apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels,
        annotations: {
          'flytower.dev/installation-id': 'of-the-test',
          'example.com/other': 'x',
        },
      },
    });
    await admin.raw(RUNTIME_CLASSES, {
      method: 'POST',
      body: JSON.stringify({
        metadata: { name: user },
        handler: 'any',
        overhead: { podFixed: { cpu: '30m', memory: '7Mi' } },
      }),
    });
    client = ClusterClient.create({
      ...cluster,
      connection: {
        ...cluster.connection,
        credential: await cluster.signCertificate({ cn: user }),
      },
    });
    inventory = ClusterInventory.create({
      client,
      onChange: hint => hints.push(hint),
    });
    inventory.start();
  });

  afterAll(async () => {
    await inventory.stop();
    client.close();
    for (const kind of ['ClusterRoleBinding', 'ClusterRole']) {
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      await admin.delete({ apiVersion, kind, name: user });
    }
    await admin.raw(`${RUNTIME_CLASSES}/${user}`, { method: 'DELETE' });
    await admin.delete({
      apiVersion: 'v1',
      kind: 'Namespace',
      name: namespace,
    });
  });

  it('is live without what it may not watch, and says that this is not seen', async () => {
    await eventually('it is live', () => inventory.age().state === 'live');
    await eventually('each was refused', () => {
      const { services, autoscalers, claims, cronJobs } = inventory.health();
      return [services, autoscalers, claims, cronJobs].every(
        ({ failures }) => failures > 0,
      );
    });
    expect(inventory.health().services.lastError).toMatch(/services/);
    expect(inventory.services()).toBeUndefined();
    expect(inventory.autoscalers()).toBeUndefined();
    expect(inventory.sees('cronJobs')).toBe(false);
    expect(inventory.namespace(namespace)?.annotations).toEqual({
      'flytower.dev/installation-id': 'of-the-test',
    });
  });

  it('sees Services and autoscalers when it is given the right to', async () => {
    await apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'checkout', namespace, labels },
      spec: {
        paused: true,
        minReadySeconds: 1,
        selector: { matchLabels: { app: 'checkout' } },
        template: {
          metadata: { labels: { app: 'checkout' } },
          spec: { containers: [{ name: 'main', image: 'checkout:1' }] },
        },
      },
    });
    await service('checkout', labels);
    await service('foreign', {});
    await apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'hand-made', namespace },
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'checkout',
        },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [
          {
            type: 'Resource',
            resource: {
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: 80 },
            },
          },
        ],
      },
    });
    await may(
      ...CORE,
      ['', 'services'],
      ['autoscaling', 'horizontalpodautoscalers'],
    );
    await eventually('both are seen', () =>
      Boolean(
        inventory.services({ serviceId })?.length &&
          inventory.autoscalers({ namespace })?.length,
      ),
    );
    const present = await admin.get<V1Service>({
      apiVersion: 'v1',
      kind: 'Service',
      namespace,
      name: 'checkout',
    });
    expect(inventory.services({ namespace })).toEqual([
      {
        namespace,
        name: 'checkout',
        uid: present?.metadata?.uid,
        resourceVersion: present?.metadata?.resourceVersion,
        labels,
        annotations: {},
        type: 'ClusterIP',
        selector: { 'flytower.dev/service-id': serviceId },
        ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'web' }],
        deleting: false,
      },
    ]);
    expect(inventory.services()?.map(({ name }) => name)).not.toContain(
      'foreign',
    );
    expect(inventory.workloads({ serviceId })).toMatchObject([
      {
        name: 'checkout',
        paused: true,
        suspended: false,
        minReadySeconds: 1,
        deleting: false,
      },
    ]);
    expect(inventory.autoscalers({ namespace })).toMatchObject([
      {
        name: 'hand-made',
        target: { group: 'apps', kind: 'Deployment', name: 'checkout' },
        minimum: 2,
        maximum: 5,
      },
    ]);
    expect(inventory.sees('cronJobs')).toBe(false);
    await admin.raw(
      `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/hand-made/status`,
      {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({
          status: { currentReplicas: 3, desiredReplicas: 4 },
        }),
      },
    );
    await eventually('what it wishes is seen', () => {
      const [row] = inventory.autoscalers({ namespace }) ?? [];
      return row.current === 3 && row.desired === 4;
    });
    expect(hints).toContainEqual({
      kind: 'autoscaler',
      namespace,
      serviceIds: [serviceId],
    });
  }, 60_000);

  it('sees a Service go that loses the label of Flytower', async () => {
    hints.length = 0;
    await service('checkout', { 'flytower.dev/service-id': serviceId });
    await eventually(
      'it is gone',
      () => inventory.services({ namespace })?.length === 0,
    );
    expect(hints).toContainEqual({
      kind: 'service',
      namespace,
      serviceIds: [serviceId],
    });
    await service('checkout', labels);
    await eventually(
      'it is back',
      () => inventory.services({ serviceId })?.length === 1,
    );
  });

  it('counts what pods request as the cluster counts it for a quota', async () => {
    const wants = (cpu: string, memory: string) => ({
      image: 'any:1',
      resources: { requests: { cpu, memory } },
    });
    const quota = 'pods-of-many-kinds';
    await apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: quota, namespace },
      spec: { hard: { 'requests.cpu': '100', 'requests.memory': '100Gi' } },
    });
    const ref = { apiVersion: 'v1', kind: 'ResourceQuota', namespace };
    const used = async () => {
      const found = await admin.get<V1ResourceQuota>({ ...ref, name: quota });
      return found?.status?.used;
    };
    await eventually('the quota is counted', used);
    const countedAlike = async (name: string) => {
      const counted = await used();
      const seen = inventory
        .pods({ namespace })
        .filter(row => row.phase !== 'Succeeded' && row.phase !== 'Failed');
      const sum = (of: 'cpuMillicores' | 'memoryBytes') =>
        seen.reduce((total, row) => total + row.requests[of], 0);
      return (
        seen.some(row => row.name === name) &&
        millicores(counted?.['requests.cpu']) === sum('cpuMillicores') &&
        parseQuantity(counted?.['requests.memory'] ?? '') === sum('memoryBytes')
      );
    };
    const pods: Record<string, object> = {
      plain: { containers: [{ name: 'a', ...wants('100m', '10Mi') }] },
      started: {
        containers: [{ name: 'a', ...wants('100m', '10Mi') }],
        initContainers: [
          { name: 'b', ...wants('50m', '90Mi') },
          { name: 'c', restartPolicy: 'Always', ...wants('25m', '5Mi') },
          { name: 'd', ...wants('400m', '1Mi') },
          { name: 'e', restartPolicy: 'Always', ...wants('35m', '6Mi') },
        ],
      },
      whole: {
        containers: [
          { name: 'a', ...wants('100m', '10Mi') },
          { name: 'b', ...wants('100m', '10Mi') },
        ],
        resources: { requests: { cpu: '700m' } },
      },
      wrapped: {
        runtimeClassName: user,
        containers: [{ name: 'a', ...wants('100m', '10Mi') }],
      },
    };
    for (const [name, spec] of Object.entries(pods)) {
      await admin.create(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace, labels: { app: 'counted' } },
          spec,
        },
        { fieldManager: 'test' },
      );
      await eventually(`${name} is counted alike`, () => countedAlike(name));
    }
    // 100m + 25m + 35m run together; 25m + 400m start together.
    expect(
      inventory
        .pods({ namespace })
        .filter(({ labels: { app } }) => app === 'counted')
        .map(({ name, requests }) => [name, requests.cpuMillicores])
        .sort(),
    ).toEqual([
      ['plain', 100],
      ['started', 425],
      ['whole', 700],
      ['wrapped', 130],
    ]);
  }, 60_000);
});
