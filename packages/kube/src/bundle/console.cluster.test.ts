/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { describeClusters } from '../testUtils';
import { BundleScene, BY, DRY } from './__testUtils__/BundleScene';
import { pathOf } from './__testUtils__/calls';
import {
  answerTo,
  expectRefused,
  NO_RIGHT,
} from './__testUtils__/expectRefused';
import { debug, enter, runPods, ScenePods } from './__testUtils__/podActs';

jest.setTimeout(60_000);

const METHODS = ['GET', 'POST'] as const;
const NOT_OURS = /not of a service of the tenant's/;

/** Consoles and debug containers: nobody has them but where the role is bound, and then in pods of services alone. */
describeClusters('A console in a tenant’s namespace', ([cluster]) => {
  let scene: BundleScene;
  let pods: ScenePods;

  beforeAll(async () => {
    scene = await BundleScene.open(cluster);
    pods = await runPods(scene);
  });
  afterAll(() => scene.close());

  it('is nobody’s where the role is not bound', async () => {
    for (const client of [
      ...['owner', 'developer', 'viewer', 'deployer'].map(role =>
        scene.as(role),
      ),
      scene.platform(),
    ]) {
      for (const method of METHODS) {
        await expectRefused(enter(client, pods.ofService, method), NO_RIGHT);
      }
      await expectRefused(debug(client, pods.ofService), NO_RIGHT);
    }
  });

  describe('where it is bound to developers', () => {
    beforeAll(async () => {
      await scene
        .platform()
        .apply(scene.roleBinding('console', ['developer']), BY);
    });

    it.each(METHODS)(
      'opens in containers of services alone, by %s',
      async method => {
        const developer = scene.as('developer');
        // A simulated pod has no container to enter: that is the kubelet's answer, after the API server let the call through.
        await expect(
          answerTo(enter(developer, pods.ofService, method)),
        ).resolves.toMatch(/Upgrade request required|no exec found/);
        for (const pod of [pods.ofInstance, pods.foreign]) {
          await expectRefused(enter(developer, pod, method), NOT_OURS);
        }
        await expectRefused(
          enter(scene.as('owner'), pods.ofService, method),
          NO_RIGHT,
        );
      },
    );

    it.each(['/attach', '/portforward', '/proxy'])(
      'reaches a pod by no %s',
      async part => {
        await expectRefused(
          scene
            .as('developer')
            .raw(pathOf(pods.ofService, part), { method: 'POST' }),
          NO_RIGHT,
        );
      },
    );

    it('adds debug containers to pods of services alone', async () => {
      const developer = scene.as('developer');
      await debug(developer, pods.ofService, {
        targetContainerName: 'main',
        env: [{ name: 'LEVEL', value: 'debug' }],
      });
      await expectRefused(
        debug(developer, pods.ofInstance),
        /of an instance of a public service/,
      );
      await expectRefused(debug(developer, pods.foreign), NOT_OURS);
    });

    it.each<[string, object, RegExp]>([
      [
        'a Secret',
        { envFrom: [{ secretRef: { name: 'orders-root' } }] },
        /takes no further Secrets/,
      ],
      [
        'a part of a Secret',
        {
          env: [
            {
              name: 'PASSWORD',
              valueFrom: { secretKeyRef: { name: 'orders-root', key: 'p' } },
            },
          ],
        },
        /takes no further Secrets/,
      ],
      ['the node', { securityContext: { privileged: true } }, /PodSecurity/],
    ])('adds none that takes %s', async (_, container, words) => {
      await expectRefused(
        debug(scene.as('developer'), pods.ofService, container),
        words,
      );
    });
  });

  it('is bound to those who may build alone', async () => {
    for (const account of ['viewer', 'lead', 'deployer', 'console']) {
      await expectRefused(
        scene.platform().apply(scene.roleBinding('console', [account]), {
          ...DRY,
          force: true,
        }),
        /goes to the account of that role of its own tenant/,
      );
    }
  });

  it('is never bound cluster-wide, not even by system:masters', async () => {
    const { roleRef, subjects } = scene.roleBinding('console', ['owner']);
    const everywhere = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `console-${scene.suffix}` },
      roleRef,
      subjects,
    };
    await expectRefused(scene.platform().apply(everywhere, BY), NO_RIGHT);
    await expectRefused(
      scene.admin.apply(everywhere, DRY),
      /never in the whole cluster/,
    );
  });
});
