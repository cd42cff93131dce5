/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { ClusterClient } from '../client/ClusterClient';
import { describeClusters } from '../testUtils';
import { BundleScene, BY, DRY } from './__testUtils__/BundleScene';
import { patch, pathOf, put, remove } from './__testUtils__/calls';
import {
  answerTo,
  expectAccepted,
  expectRefused,
} from './__testUtils__/expectRefused';
import { provideRoutes } from './__testUtils__/gatewayApi';
import { sample, samples } from './__testUtils__/objects';

jest.setTimeout(60_000);

const KINDS = samples({}).map(({ kind }) => kind);
const FLYTOWERS = /Flytower made this/;
const REFUSED = /Flytower made this|say whose this is/;

/**
 * What the bundle keeps from everybody else in Flytower's namespaces: from a cluster's administrator who is not
 * system:masters. And whom it lets do their work there.
 */
describeClusters('Others than Flytower', ([cluster]) => {
  let scene: BundleScene;
  let other: ClusterClient;
  let deployer: ClusterClient;
  let takeOut: () => Promise<unknown>;
  const { admin } = cluster;

  const foreign = (kind: string) =>
    sample(scene, kind, {
      name: `foreign-${kind.toLowerCase()}`,
      labels: { app: 'theirs' },
      ...(/Deployment|Set$/.test(kind)
        ? { spec: { selector: { matchLabels: { app: 'theirs' } } } }
        : {}),
    });

  beforeAll(async () => {
    takeOut = await provideRoutes(admin);
    scene = await BundleScene.open(cluster);
    deployer = scene.as('deployer');
    other = await scene.clusterAdmin();
    for (const kind of KINDS) {
      await deployer.apply(sample(scene, kind), BY);
      await admin.apply(foreign(kind), BY);
    }
  });
  afterAll(async () => {
    await scene.close();
    await takeOut();
  });

  const labels = (change: Record<string, string | null>) => ({
    metadata: { labels: change },
  });

  it.each(KINDS)('neither change nor delete a %s of Flytower’s', async kind => {
    const ours = sample(scene, kind);
    const service = { 'flytower.dev/service-id': null };
    const managed = { 'app.kubernetes.io/managed-by': null };
    for (const change of [
      service,
      managed,
      { 'flytower.dev/tenant-id': 'x' },
    ]) {
      await expectRefused(patch(other, ours, labels(change)), REFUSED);
    }
    await expectRefused(remove(other, ours), FLYTOWERS);
  });

  it.each(KINDS)('make no %s that passes for Flytower’s', async kind => {
    const theirs = foreign(kind);
    const forged: Record<string, string>[] = [
      { 'app.kubernetes.io/managed-by': 'flytower' },
      { 'flytower.dev/service-id': 'id-of-checkout' },
      { 'flytower.dev/anything': '' },
    ];
    for (const change of forged) {
      await expectRefused(patch(other, theirs, labels(change)), REFUSED);
    }
    await expectRefused(
      other.create(sample(scene, kind, { name: 'forged' }), DRY),
      REFUSED,
    );
  });

  it.each(KINDS)('do with a %s of their own what they like', async kind => {
    const theirs = foreign(kind);
    await expectAccepted(patch(other, theirs, labels({ app: 'new' })));
    await expectAccepted(remove(other, theirs));
    await expectAccepted(
      other.apply(
        { ...theirs, metadata: { ...theirs.metadata, name: 'one-more' } },
        DRY,
      ),
    );
    // And with one that looks like Flytower's, where nothing is.
    await expectAccepted(
      other.apply(
        sample(scene, kind, { namespace: scene.foreignNamespace }),
        DRY,
      ),
    );
  });

  it.each(['Deployment', 'StatefulSet'])(
    'scale a %s of their own, and none of Flytower’s, by its scale too',
    async kind => {
      const scale = { spec: { replicas: 2 } };
      await expectRefused(
        patch(other, sample(scene, kind), scale, { part: '/scale' }),
        FLYTOWERS,
      );
      await patch(other, foreign(kind), scale, { part: '/scale' });
    },
  );

  it.each([
    ['Deployment', { status: { replicas: 0 } }],
    ['StatefulSet', labels({ 'flytower.dev/service-id': 'x' })],
    ['DaemonSet', labels({ 'flytower.dev/service-id': 'x' })],
    ['Job', labels({ 'flytower.dev/service-id': 'x' })],
    ['CronJob', labels({ 'flytower.dev/service-id': 'x' })],
    ['HorizontalPodAutoscaler', labels({ 'flytower.dev/service-id': 'x' })],
    ['PodDisruptionBudget', labels({ 'flytower.dev/service-id': 'x' })],
    ['PersistentVolumeClaim', labels({ 'flytower.dev/service-id': 'x' })],
    ['Service', labels({ 'flytower.dev/service-id': 'x' })],
  ])('reach a %s of Flytower’s by its status no more', async (kind, body) => {
    await expectRefused(
      patch(other, sample(scene, kind), body, { part: '/status' }),
      REFUSED,
    );
  });

  it('note on a claim and on the status of a Service what they must', async () => {
    const claim = sample(scene, 'PersistentVolumeClaim');
    await patch(other, claim, {
      metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'n' } },
    });
    await patch(
      other,
      claim,
      { status: { phase: 'Pending' } },
      { part: '/status' },
    );
    await expectRefused(
      patch(other, claim, { spec: { volumeName: 'of-somebody' } }),
      FLYTOWERS,
    );
    await patch(
      other,
      sample(scene, 'Service'),
      { metadata: { annotations: { 'example.com/seen': 'yes' } } },
      { part: '/status' },
    );
  });

  it('among them the cluster’s own controllers, which do their work', async () => {
    const ours = sample(scene, 'Deployment');
    for (const [controller, part, change] of [
      ['horizontal-pod-autoscaler', '/scale', { spec: { replicas: 2 } }],
      ['deployment-controller', '/status', { status: { replicas: 0 } }],
    ] as const) {
      const { body } = await admin.raw(pathOf(ours, part));
      await expectAccepted(
        put(scene.controller(controller), ours, part, {
          ...JSON.parse(body),
          ...change,
        }),
      );
    }
    await scene.controller('deployment-controller').create(
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          namespace: scene.namespace,
          name: 'of-ours',
          labels: scene.labels('web'),
        },
        spec: ours.spec ? { ...ours.spec } : {},
      },
      DRY,
    );
    for (const kind of ['Deployment', 'Secret', 'PersistentVolumeClaim']) {
      await remove(
        scene.controller('generic-garbage-collector'),
        sample(scene, kind),
      );
    }
    await remove(admin, ours);
  });

  it('not even another tenant’s deployer, nor Flytower itself', async () => {
    for (const client of [scene.platform(), scene.as('deployer', 'another')]) {
      await expect(
        answerTo(remove(client, sample(scene, 'Secret'))),
      ).resolves.not.toBe('accepted');
    }
  });
});
