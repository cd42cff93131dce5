/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { ClusterClient, Manifest } from '../client/ClusterClient';
import { SYSTEM_NAMESPACE } from '../naming';
import { describeClusters } from '../testUtils';
import { BundleScene, BY, DRY } from './__testUtils__/BundleScene';
import { patch, pathOf, post, remove } from './__testUtils__/calls';
import {
  answerTo,
  expectAccepted,
  expectRefused,
} from './__testUtils__/expectRefused';
import { sample } from './__testUtils__/objects';
import { enter, evict, podManifest } from './__testUtils__/podActs';

jest.setTimeout(60_000);

const labels = (change: Record<string, string | null>) => ({
  metadata: { labels: change },
});

/** Labels that say whose a pod or a namespace is: Flytower gives them, and nobody else changes them. */
describeClusters('Others than Flytower leave its marks alone', ([cluster]) => {
  let scene: BundleScene;
  let other: ClusterClient;

  beforeAll(async () => {
    scene = await BundleScene.open(cluster);
    other = await scene.clusterAdmin();
  });
  afterAll(() => scene.close());

  describe('on pods', () => {
    const MARKS = /say whose this is/;
    let ours: Manifest;
    /** Waits for a scheduler that there is not. */
    let theirs: Manifest;

    beforeAll(async () => {
      await scene
        .as('deployer')
        .apply(
          sample(scene, 'Deployment', { name: 'web', spec: { replicas: 1 } }),
          BY,
        );
      ours = podManifest(
        scene,
        await scene.podOf({ 'flytower.dev/service-id': 'id-of-web' }),
      );
      theirs = {
        ...podManifest(scene, 'theirs'),
        spec: {
          schedulerName: 'none',
          containers: [{ name: 'main', image: 'example.com/app:1' }],
        },
      };
      await other.apply(theirs, BY);
    });

    it.each(['', '/status'])('which they change by pods%s', async part => {
      for (const [pod, change] of [
        [ours, { 'flytower.dev/service-id': null }],
        [ours, { 'app.kubernetes.io/managed-by': null }],
        [ours, { 'flytower.dev/traffic': null }],
        [ours, { 'flytower.dev/stage': 'gray' }],
        [theirs, { 'flytower.dev/service-id': 'id-of-web' }],
        [theirs, { 'flytower.dev/traffic': 'on' }],
        [theirs, { 'flytower.dev/instance-id': '' }],
        [theirs, { 'app.kubernetes.io/managed-by': 'flytower' }],
      ] as const) {
        await expectRefused(patch(other, pod, labels(change), { part }), MARKS);
      }
      await patch(other, ours, labels({ team: 'sre' }), { part });
    });

    it('which they make, or bind to a node', async () => {
      const marks = { 'flytower.dev/service-id': 'id-of-web' };
      const forged = podManifest(scene, 'forged');
      await expectRefused(
        other.create(
          {
            ...theirs,
            metadata: { ...forged.metadata, labels: marks },
          },
          DRY,
        ),
        MARKS,
      );
      const bind = (bound: Record<string, string>) =>
        post(other, theirs, '/binding', {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { ...theirs.metadata, labels: bound },
          target: { kind: 'Node', name: 'any' },
        });
      await expectRefused(bind(marks), MARKS);
      await bind({});
    });

    it('which they delete, evict and look into: it is their cluster', async () => {
      await remove(other, ours);
      await evict(other, ours);
      await expect(answerTo(enter(other, ours))).resolves.toMatch(
        /Upgrade request required|no exec found/,
      );
    });

    it('of which kubelets report as ever', async () => {
      const { body } = await scene.admin.raw(pathOf(ours));
      const { nodeName } = JSON.parse(body).spec;
      const kubelet = await scene.user(
        `system:node:${nodeName}`,
        'system:nodes',
      );
      await expectAccepted(
        patch(
          kubelet,
          ours,
          { status: { message: 'still here' } },
          { part: '/status' },
        ),
      );
    });
  });

  describe('on namespaces', () => {
    const ALONE = /Flytower alone says|Flytower's alone to change/;
    const namespace = (
      name: string,
      marks?: Record<string, string>,
    ): Manifest => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, ...(marks && { labels: marks }) },
    });

    it.each(['', '/status'])('of Flytower, by namespaces%s', async part => {
      const ours = namespace(scene.namespace);
      for (const metadata of [
        { labels: { 'app.kubernetes.io/managed-by': null } },
        { labels: { 'flytower.dev/tenant': 'another' } },
        { labels: { 'flytower.dev/tenant-id': null } },
        { labels: { 'flytower.dev/installation-id': 'mine' } },
        { annotations: { 'flytower.dev/installation-id': 'mine' } },
      ]) {
        await expectRefused(patch(other, ours, { metadata }, { part }), ALONE);
      }
      await patch(other, ours, labels({ team: 'sre' }), { part });
    });

    it('of their own, new ones too', async () => {
      const made = `new-${scene.suffix}`;
      const forged: Record<string, string>[] = [
        { 'app.kubernetes.io/managed-by': 'flytower' },
        { 'flytower.dev/tenant': 'payments' },
      ];
      for (const marks of forged) {
        await expectRefused(
          patch(other, namespace(scene.foreignNamespace), labels(marks)),
          ALONE,
        );
        await expectRefused(other.create(namespace(made, marks), DRY), ALONE);
      }
      await other.create(namespace(made, { team: 'sre' }), DRY);
    });

    it('but for system:masters, who mend what is broken', async () => {
      await expectAccepted(
        patch(
          scene.admin,
          namespace(scene.namespace),
          labels({ 'flytower.dev/installation-id': 'mended' }),
        ),
      );
    });

    it('but not on that of the bundle, which is marked by whoever applies it', async () => {
      await expectAccepted(
        patch(
          other,
          namespace(SYSTEM_NAMESPACE),
          labels({ 'flytower.dev/bundle-version': '4' }),
        ),
      );
    });
  });
});
