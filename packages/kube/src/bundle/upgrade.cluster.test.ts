/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { randomBytes } from 'node:crypto';
import { Manifest } from '../client/ClusterClient';
import { probeCluster } from '../probe';
import { applyBundle, describeClusters, eventually } from '../testUtils';
import { bundleFile, readBundle } from '../testUtils/applyBundle';
import { BUNDLE_VERSION } from './bundle';
import { BundleScene, BY, DRY } from './__testUtils__/BundleScene';
import { pathOf, remove } from './__testUtils__/calls';
import {
  answerTo,
  expectRefused,
  NO_RIGHT,
} from './__testUtils__/expectRefused';
import { Kubectl } from './__testUtils__/Kubectl';
import { sample } from './__testUtils__/objects';

jest.setTimeout(120_000);

/** From version 2 to today's, with kubectl, by an administrator who is not system:masters. */
describeClusters('A cluster with version 2 of the bundle', ([, cluster]) => {
  const { admin } = cluster;
  const name = `upgrade-${randomBytes(4).toString('hex')}`;
  const administrator: Manifest = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'cluster-admin',
    },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
  };
  const upgrade = [
    'apply',
    '--server-side',
    '--force-conflicts',
    '-f',
    bundleFile(),
  ];
  let kubectl: Kubectl;

  beforeAll(async () => {
    await admin.apply(administrator, BY);
    kubectl = new Kubectl(cluster, await cluster.signCertificate({ cn: name }));
  });
  afterAll(async () => {
    kubectl.close();
    await applyBundle(cluster);
    await remove(admin, administrator, false);
  });

  /** All but the namespace, which others live in. */
  const withoutNamespace = readBundle().filter(
    ({ kind }) => kind !== 'Namespace',
  );
  const probe = async () => {
    const result = await probeCluster({
      connection: cluster.connection,
      guard: cluster.guard,
      clock: { now: () => new Date() },
    });
    if (!result.ok) {
      throw new Error(result.problem.sentence);
    }
    return {
      ...result,
      states: Object.fromEntries(
        result.readiness.map(({ id, state }) => [id, state]),
      ),
    };
  };
  const found = async (manifest: Manifest) =>
    JSON.parse((await admin.raw(pathOf(manifest))).body);
  const versionsOf = async () =>
    Object.fromEntries(
      await Promise.all(
        readBundle().map(async manifest => {
          const { metadata } = await found(manifest);
          // Of policies the cluster itself writes the status.
          return [
            pathOf(manifest),
            metadata.generation ?? metadata.resourceVersion,
          ];
        }),
      ),
    );

  it.each([
    ['kubectl apply --server-side', ['--server-side', '--force-conflicts']],
    ['kubectl apply', []],
  ])(
    'that was applied by %s goes on as it is, and is upgraded',
    async (_, how) => {
      for (const manifest of withoutNamespace) {
        await remove(admin, manifest, false);
      }
      await kubectl.run('apply', ...how, '-f', bundleFile(2));
      const scene = await BundleScene.open(cluster);
      try {
        const deployer = scene.as('deployer');
        const web = sample(scene, 'Deployment');
        await deployer.apply(web, BY);
        const before = (await found(web)).metadata;
        const queue = sample(scene, 'StatefulSet');
        await expectRefused(deployer.apply(queue, DRY), NO_RIGHT);

        const old = await probe();
        expect(old).toMatchObject({ mode: 'managed', bundleVersion: 2 });
        expect(old.states).toMatchObject({
          bundle: 'warning',
          'admission-policies': 'ready',
          'policies-in-force': 'ready',
          'right-to-bind-roles': 'ready',
          'no-more-rights-than-needed': 'ready',
        });

        await kubectl.run(...upgrade);

        await eventually('the new rights count', () =>
          answerTo(deployer.apply(queue, DRY)).then(
            answer => answer === 'accepted',
          ),
        );
        const fresh = await probe();
        expect(fresh).toMatchObject({
          mode: 'managed',
          bundleVersion: BUNDLE_VERSION,
        });
        expect(fresh.states).toMatchObject({
          bundle: 'ready',
          'admission-policies': 'ready',
          'right-to-bind-roles': 'ready',
        });
        await eventually('the new policies are in force', () =>
          answerTo(
            deployer.apply(
              sample(scene, 'Deployment', {
                spec: { template: { metadata: {}, spec: {} } },
              }),
              DRY,
            ),
          ).then(answer => /carry its tenant's|Required/.test(answer)),
        );
        // Nothing of the old version stays in an object that both have, such as a condition under another name.
        for (const manifest of readBundle()) {
          expect(await found(manifest)).toMatchObject(manifest);
        }
        // What ran before runs on untouched.
        const { uid, generation } = (await found(web)).metadata;
        expect({ uid, generation }).toEqual({
          uid: before.uid,
          generation: before.generation,
        });
        // And applying it again changes nothing.
        const applied = await versionsOf();
        await kubectl.run(...upgrade);
        await expect(versionsOf()).resolves.toEqual(applied);
      } finally {
        await scene.close();
      }
    },
  );

  it('holds nothing of Flytower’s afterwards that today’s file does not name', async () => {
    const named = new Set(readBundle().map(manifest => pathOf(manifest)));
    const left: string[] = [];
    for (const [apiVersion, kind] of [
      ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
      ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
    ]) {
      const { items } = await admin.list({ apiVersion, kind });
      for (const { metadata } of items) {
        const path = pathOf({
          apiVersion,
          kind,
          metadata: { name: metadata?.name ?? '' },
        });
        if (metadata?.name?.startsWith('flytower-') && !named.has(path)) {
          left.push(path);
        }
      }
    }
    expect(left).toEqual([]);
  });
});
