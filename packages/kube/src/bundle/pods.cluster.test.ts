/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { describeClusters } from '../testUtils';
import { BundleScene, BY } from './__testUtils__/BundleScene';
import { patch, pathOf, remove } from './__testUtils__/calls';
import {
  expectAccepted,
  expectRefused,
  NO_RIGHT,
} from './__testUtils__/expectRefused';
import { sample } from './__testUtils__/objects';
import {
  debug,
  enter,
  evict,
  isolate,
  ISOLATING,
  podManifest,
  runPods,
  ScenePods,
  STAGE,
} from './__testUtils__/podActs';

jest.setTimeout(60_000);

const PEOPLE = ['owner', 'developer'];
const NOTHING_ELSE = /changes nothing else of a pod/;

/** What Flytower's accounts may do to pods: to those of services, of instances of public services, and of others. */
describeClusters('Of pods in a tenant’s namespace', ([cluster]) => {
  let scene: BundleScene;
  let pods: ScenePods;

  beforeAll(async () => {
    scene = await BundleScene.open(cluster);
    pods = await runPods(scene);
  });
  afterAll(() => scene.close());

  describe('people who build', () => {
    it.each(PEOPLE)(
      'delete, evict and isolate those of services, as %s',
      async role => {
        const person = scene.as(role);
        for (const act of [remove, evict, isolate]) {
          await expectAccepted(act(person, pods.ofService));
        }
      },
    );

    it.each(PEOPLE)(
      'keep off those of instances and foreign ones, as %s',
      async role => {
        const person = scene.as(role);
        for (const [pod, words] of [
          [pods.ofInstance, /of an instance of a public service/],
          [pods.foreign, /not of a service of the tenant's/],
        ] as const) {
          await expectRefused(remove(person, pod), words);
          await expectRefused(isolate(person, pod), words);
          await expectRefused(
            evict(person, pod),
            /not of a service of the tenant's/,
          );
        }
      },
    );

    it('are no viewers, no leads, no other tenant’s, and not Flytower itself', async () => {
      for (const client of [
        scene.as('viewer'),
        scene.as('lead'),
        scene.as('developer', 'another'),
        scene.platform(),
      ]) {
        for (const act of [remove, evict, isolate, debug, enter]) {
          await expectRefused(act(client, pods.ofService), NO_RIGHT);
        }
      }
    });
  });

  describe('isolation', () => {
    it('takes a pod out of its workload, sets its end, and leaves it its service', async () => {
      const developer = scene.as('developer');
      const name = 'isolated';
      await scene
        .as('deployer')
        .apply(
          sample(scene, 'Deployment', { name, spec: { replicas: 1 } }),
          BY,
        );
      const own = { 'flytower.dev/service-id': `id-of-${name}` };
      const pod = podManifest(scene, await scene.podOf(own));
      await patch(
        developer,
        pod,
        {
          metadata: { labels: ISOLATING },
          spec: { activeDeadlineSeconds: 3600 },
        },
        { dryRun: false },
      );
      // Its workload has let go of it and has started another.
      await scene.podOf({ ...own, [STAGE]: 'stable' });
      const { metadata, spec } = JSON.parse(
        (await scene.admin.raw(pathOf(pod))).body,
      );
      expect(metadata.labels).toMatchObject(own);
      expect(metadata.labels).not.toHaveProperty([STAGE]);
      expect(metadata.ownerReferences).toBeUndefined();
      expect(spec.activeDeadlineSeconds).toBe(3600);
      // Its end may be brought forward, and nothing brings it back.
      await patch(developer, pod, { spec: { activeDeadlineSeconds: 60 } });
      await expectRefused(
        patch(developer, pod, { metadata: { labels: { [STAGE]: 'stable' } } }),
        NOTHING_ELSE,
      );
      await remove(scene.as('deployer'), pod, false);
    });

    it.each<[string, object, object?]>([
      ['its service', { labels: { 'flytower.dev/service-id': null } }],
      ['another stage', { labels: { [STAGE]: 'gray' } }],
      ['a label more', { labels: { ...ISOLATING, extra: 'x' } }],
      ['an instance', { labels: { 'flytower.dev/instance-id': 'x' } }],
      ['annotations', { labels: ISOLATING, annotations: { a: 'b' } }],
      ['finalizers', { labels: ISOLATING, finalizers: ['example.com/x'] }],
      [
        'its image',
        { labels: ISOLATING },
        { containers: [{ name: 'main', image: 'example.com/evil:1' }] },
      ],
      [
        'its tolerations',
        { labels: ISOLATING },
        { tolerations: [{ key: 'a', operator: 'Exists' }] },
      ],
      ['the end of one that serves', {}, { activeDeadlineSeconds: 60 }],
    ])('changes nothing else of it: %s', async (_, metadata, spec = {}) => {
      await expectRefused(
        patch(scene.as('developer'), pods.ofService, { metadata, spec }),
        NOTHING_ELSE,
      );
    });

    it('leaves it its owner, which lets go by itself', async () => {
      const { body } = await scene.admin.raw(pathOf(pods.ofService));
      const [{ uid }] = JSON.parse(body).metadata.ownerReferences;
      await expectRefused(
        patch(scene.as('developer'), pods.ofService, {
          metadata: {
            labels: ISOLATING,
            ownerReferences: [{ uid, $patch: 'delete' }],
          },
        }),
        NOTHING_ELSE,
      );
    });

    it('is not for pods whose place no new one could take', async () => {
      await expectRefused(
        isolate(scene.as('developer'), pods.ofStatefulService),
        /Only a pod of a Deployment is isolated/,
      );
    });

    it.each(['/status', '/resize'])('reaches no %s', async part => {
      await expectRefused(
        patch(
          scene.as('developer'),
          pods.ofService,
          { metadata: { labels: ISOLATING } },
          { part },
        ),
        NO_RIGHT,
      );
    });
  });

  describe('the deployer', () => {
    it('deletes those of services and of instances, and does nothing else to them', async () => {
      const deployer = scene.as('deployer');
      await remove(deployer, pods.ofStatefulService);
      await remove(deployer, pods.ofInstance);
      await expectRefused(
        remove(deployer, pods.foreign),
        /not of a service of the tenant's/,
      );
      for (const act of [evict, isolate, debug, enter]) {
        await expectRefused(act(deployer, pods.ofService), NO_RIGHT);
      }
    });

    it('makes none by hand', async () => {
      const made = podManifest(scene, 'made');
      await expectRefused(
        scene.as('deployer').create(
          {
            ...made,
            metadata: { ...made.metadata, labels: scene.labels('web') },
            spec: pods.foreign.spec,
          },
          BY,
        ),
        NO_RIGHT,
      );
    });
  });
});
