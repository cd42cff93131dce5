/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { ClusterClient, Manifest } from '../client/ClusterClient';
import { labelsOf, SYSTEM_NAMESPACE } from '../naming';
import { missingRights } from '../probe/rights';
import { describeClusters } from '../testUtils';
import { BundleScene, BY, DRY } from './__testUtils__/BundleScene';
import { patch, remove } from './__testUtils__/calls';
import { expectRefused, NO_RIGHT } from './__testUtils__/expectRefused';

jest.setTimeout(60_000);

/** What a cluster remembers of which Flytower it belongs to, so that a second one, or an older database, is told. */
describeClusters('A cluster’s memory of its Flytower', ([cluster]) => {
  let scene: BundleScene;
  let platform: ClusterClient;

  beforeAll(async () => {
    scene = await BundleScene.open(cluster);
    platform = scene.platform();
  });
  afterAll(() => scene.close());

  describe('as leases', () => {
    const lease = (
      name: string,
      transitions: number,
      change: object = {},
    ): Manifest => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        namespace: SYSTEM_NAMESPACE,
        name,
        labels: labelsOf({}),
        ...change,
      },
      spec: { holderIdentity: 'installation-1', leaseTransitions: transitions },
    });
    const mine = () => lease(`flytower-${scene.suffix}`, 4);

    afterAll(() => remove(scene.admin, mine(), false));

    it('in its own namespace, whose count never goes down and which it never removes', async () => {
      await platform.apply(mine(), BY);
      await platform.apply(lease(mine().metadata.name, 4), BY);
      await platform.apply(lease(mine().metadata.name, 5), BY);
      await expectRefused(
        platform.apply(lease(mine().metadata.name, 4), DRY),
        /never goes down/,
      );
      await expectRefused(
        patch(platform, mine(), { spec: { leaseTransitions: null } }),
        /never goes down/,
      );
      await expectRefused(remove(platform, mine()), NO_RIGHT);
    });

    it('of its own names and marks', async () => {
      await expectRefused(
        platform.apply(lease('kube-scheduler', 1), DRY),
        /are named flytower-/,
      );
      await expectRefused(
        platform.apply(
          lease(`flytower-x-${scene.suffix}`, 1, { labels: {} }),
          DRY,
        ),
        /carry app.kubernetes.io\/managed-by=flytower/,
      );
      const foreign = lease(`flytower-theirs-${scene.suffix}`, 1, {
        labels: {},
      });
      await scene.admin.apply(foreign, BY);
      try {
        await expectRefused(
          platform.apply(
            {
              ...foreign,
              metadata: { ...foreign.metadata, labels: labelsOf({}) },
            },
            { ...DRY, force: true },
          ),
          /others it leaves alone/,
        );
      } finally {
        await remove(scene.admin, foreign, false);
      }
    });

    it('nowhere else: not those by which the cluster leads, nor those of its nodes', async () => {
      for (const namespace of [
        'kube-system',
        'kube-node-lease',
        scene.namespace,
      ]) {
        await expectRefused(
          platform.apply(lease('flytower-a', 1, { namespace }), DRY),
          NO_RIGHT,
        );
      }
      // Who leads it may see, of these two alone.
      await expect(
        missingRights(platform, [
          ...['kube-scheduler', 'kube-controller-manager', 'other'].map(
            name => ({
              verb: 'get',
              group: 'coordination.k8s.io',
              resource: 'leases',
              namespace: 'kube-system',
              name,
            }),
          ),
        ]),
      ).resolves.toMatchObject([{ name: 'other' }]);
    });

    it('that nobody else changes, not the tenants’ accounts and not an administrator', async () => {
      const other = await scene.clusterAdmin();
      for (const act of [
        patch(other, mine(), { spec: { holderIdentity: 'other' } }),
        patch(other, mine(), {
          metadata: { labels: { 'app.kubernetes.io/managed-by': null } },
        }),
        remove(other, mine()),
        other.create(lease(`flytower-new-${scene.suffix}`, 1), DRY),
      ]) {
        await expectRefused(act, /nobody else changes it/);
      }
      await other.create(lease('of-somebody', 1, { labels: {} }), DRY);
      await expectRefused(
        patch(scene.as('deployer'), mine(), { spec: { holderIdentity: 'x' } }),
        NO_RIGHT,
      );
    });
  });

  it('is the mark on its namespaces, which Flytower alone gives, takes over and takes off', async () => {
    const ours: Manifest = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: scene.namespace },
    };
    const other = await scene.clusterAdmin();
    const mark = (id: string | null) => ({
      metadata: { labels: { 'flytower.dev/installation-id': id } },
    });
    for (const id of ['one', 'two', null]) {
      await patch(platform, ours, mark(id), { dryRun: false });
      await expectRefused(
        patch(other, ours, mark('three')),
        /Flytower's alone to change/,
      );
    }
  });
});
