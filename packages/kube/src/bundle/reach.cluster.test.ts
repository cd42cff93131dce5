/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { ClusterClient } from '../client/ClusterClient';
import { describeClusters } from '../testUtils';
import { BundleScene, DRY } from './__testUtils__/BundleScene';
import { answerTo, expectRefused } from './__testUtils__/expectRefused';
import { provideRoutes } from './__testUtils__/gatewayApi';
import { sample, template } from './__testUtils__/objects';

jest.setTimeout(60_000);

const APPS = ['Deployment', 'StatefulSet', 'DaemonSet'];
const WORKLOADS = [...APPS, 'Job', 'CronJob'];

/** What a tenant's deployer cannot write into its objects: pods that pass for another's, and ways out of the namespace. */
describeClusters('What the deployer of a tenant writes', ([cluster]) => {
  let scene: BundleScene;
  let deployer: ClusterClient;
  let takeOut: () => Promise<unknown>;

  beforeAll(async () => {
    takeOut = await provideRoutes(cluster.admin);
    scene = await BundleScene.open(cluster);
    deployer = scene.as('deployer');
  });
  afterAll(async () => {
    await scene.close();
    await takeOut();
  });

  /** A workload of the service "mine" with these pods, selected so that nothing but the policy can object. */
  const workload = (
    kind: string,
    pods: { labels?: Record<string, string>; spec?: object },
  ) => {
    const labels = scene.labels('mine');
    const marks = { ...labels, ...pods.labels };
    const made = template(marks, {
      ...pods.spec,
      ...(APPS.includes(kind) ? {} : { restartPolicy: 'Never' }),
    });
    const id = 'flytower.dev/service-id';
    return sample(scene, kind, {
      labels,
      spec:
        kind === 'CronJob'
          ? { jobTemplate: { spec: { template: made } } }
          : {
              template: made,
              ...(APPS.includes(kind)
                ? { selector: { matchLabels: { [id]: marks[id] } } }
                : {}),
            },
    });
  };

  it.each(WORKLOADS)(
    'is no %s whose pods say that they are another’s',
    async kind => {
      const forged: Record<string, string>[] = [
        { 'flytower.dev/service-id': 'another' },
        { 'flytower.dev/tenant-id': 'another' },
        { 'flytower.dev/instance-id': 'orders' },
        { 'flytower.dev/instance-id': '' },
        { 'app.kubernetes.io/managed-by': 'Helm' },
      ];
      for (const labels of forged) {
        await expectRefused(
          deployer.apply(workload(kind, { labels }), DRY),
          /carry its tenant's/,
        );
      }
    },
  );

  it.each(WORKLOADS)('is no %s of nobody, nor of two at once', async kind => {
    const { 'flytower.dev/service-id': _, ...ofNobody } = scene.labels('mine');
    const ofTwo = {
      ...scene.labels('mine'),
      ...scene.labels('mine', 'instance'),
    };
    for (const labels of [ofNobody, ofTwo]) {
      await expectRefused(
        deployer.apply(sample(scene, kind, { labels }), DRY),
        /of one service or of one instance|Required value|empty selector/,
      );
    }
    await deployer.apply(
      sample(scene, kind, { labels: scene.labels('orders', 'instance') }),
      DRY,
    );
  });

  it.each(WORKLOADS)(
    'is no %s that runs as a foreign account, or before the cluster’s own',
    async kind => {
      const as = (spec: object) =>
        deployer.apply(workload(kind, { spec }), DRY);
      await as({ serviceAccountName: 'default' });
      for (const field of ['serviceAccountName', 'serviceAccount']) {
        await expectRefused(
          as({ [field]: 'operator' }),
          /runs as the account "default"/,
        );
      }
      await expectRefused(
        as({ priorityClassName: 'system-node-critical' }),
        /priorities system-/,
      );
    },
  );

  it.each(WORKLOADS)(
    'is no %s that goes where it likes or mounts what is not its own',
    async kind => {
      const as = (spec: object) =>
        deployer.apply(workload(kind, { spec }), DRY);
      await expectRefused(as({ nodeName: 'any' }), /the scheduler says/);
      const mounting = (source: object) =>
        as({ volumes: [{ name: 'data', ...source }] });
      for (const source of [
        { nfs: { server: '10.0.0.1', path: '/of-others' } },
        { csi: { driver: 'example.com' } },
        { iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2026-01.a:b', lun: 0 } },
      ]) {
        await expectRefused(mounting(source), /comes from their own namespace/);
      }
      for (const source of [
        { emptyDir: {} },
        { secret: { secretName: 'orders-v1' } },
        { persistentVolumeClaim: { claimName: 'data' } },
      ]) {
        await mounting(source);
      }
    },
  );

  it('is no Secret by which the cluster hands out a token', async () => {
    const secret = sample(scene, 'Secret');
    for (const account of ['default', 'operator']) {
      await expectRefused(
        deployer.apply(
          {
            ...secret,
            metadata: {
              ...secret.metadata,
              annotations: { 'kubernetes.io/service-account.name': account },
            },
            type: 'kubernetes.io/service-account-token',
          },
          DRY,
        ),
        /asks for no token/,
      );
    }
    await deployer.apply(
      {
        ...secret,
        stringData: { '.dockerconfigjson': '{"auths":{}}' },
        type: 'kubernetes.io/dockerconfigjson',
      },
      DRY,
    );
  });

  it.each(APPS)('is no %s that selects others’ pods too', async kind => {
    await expectRefused(
      deployer.apply(
        sample(scene, kind, {
          labels: scene.labels('mine'),
          spec: {
            selector: { matchLabels: { 'flytower.dev/stage': 'stable' } },
          },
        }),
        DRY,
      ),
      /selects its pods by the id/,
    );
  });

  describe('keeps to its namespace', () => {
    const route = (rule: object, spec: object = {}) =>
      deployer.apply(
        sample(scene, 'HTTPRoute', { spec: { rules: [rule], ...spec } }),
        DRY,
      );

    it('with Services', async () => {
      await expectRefused(
        deployer.apply(
          sample(scene, 'Service', {
            spec: { ports: [{ port: 80 }], externalIPs: ['10.0.0.1'] },
          }),
          DRY,
        ),
        /takes no addresses of others/,
      );
    });

    it('with autoscalers and budgets', async () => {
      await expectRefused(
        deployer.apply(
          sample(scene, 'HorizontalPodAutoscaler', {
            spec: {
              scaleTargetRef: {
                apiVersion: 'example.com/v1',
                kind: 'Database',
                name: 'any',
              },
            },
          }),
          DRY,
        ),
        /scale Deployments and StatefulSets/,
      );
      for (const selector of [
        {},
        { matchLabels: { app: 'theirs' } },
        { matchLabels: { 'flytower.dev/service-id': 'another' } },
        {
          matchExpressions: [
            { key: 'flytower.dev/service-id', operator: 'Exists' },
          ],
        },
      ]) {
        await expectRefused(
          deployer.apply(
            sample(scene, 'PodDisruptionBudget', { spec: { selector } }),
            DRY,
          ),
          /for the pods of its own/,
        );
      }
    });

    it('with routes', async () => {
      const { foreignNamespace: namespace } = scene;
      const backend = { name: 'theirs', port: 80, namespace };
      await expectRefused(
        route({ backendRefs: [{ name: 'mine', port: 80 }, backend] }),
        /leads to Services of its own namespace/,
      );
      await expect(
        answerTo(
          route({
            backendRefs: [{ name: 'mine', namespace: scene.namespace }],
            filters: [{ type: 'URLRewrite', urlRewrite: {} }],
          }),
        ),
      ).resolves.toBe('accepted');
      const mirror = {
        type: 'RequestMirror',
        requestMirror: { backendRef: backend },
      };
      for (const rule of [
        { filters: [mirror] },
        { backendRefs: [{ name: 'mine', port: 80, filters: [mirror] }] },
        { filters: [{ type: 'ExternalAuth', externalAuth: {} }] },
        { filters: [{ type: 'ExtensionRef', extensionRef: {} }] },
      ]) {
        await expectRefused(route(rule), /send nothing elsewhere/);
      }
      await expectRefused(
        route(
          {},
          {
            parentRefs: [
              { group: '', kind: 'Service', name: 'theirs', namespace },
            ],
          },
        ),
        /belong to Gateways/,
      );
    });
  });
});
