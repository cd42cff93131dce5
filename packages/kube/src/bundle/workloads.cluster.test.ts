/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect*"] }] */
import { ClusterClient } from '../client/ClusterClient';
import { describeClusters } from '../testUtils';
import { BundleScene, BY, DRY } from './__testUtils__/BundleScene';
import { patch } from './__testUtils__/calls';
import {
  expectAccepted,
  expectRefused,
  NO_RIGHT,
} from './__testUtils__/expectRefused';
import { provideRoutes } from './__testUtils__/gatewayApi';
import { sample, samples } from './__testUtils__/objects';

jest.setTimeout(60_000);

const KINDS = samples({}).map(({ kind }) => kind);

/** As another field manager: one that sends less takes nothing away. */
const OTHER = { ...DRY, fieldManager: 'other' };

/** Where several policies refuse the same, any of them may be the one that is told of. */
const WHOSE =
  /not Flytower's|never becomes another's|pods of its own|pods of a workload|its pods by the id|of one service or of one instance/;

/** What a tenant's deployer may write, and what it may not write into it. */
describeClusters('The deployer of a tenant', ([cluster]) => {
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

  it.each(KINDS)('makes, changes and removes a %s of a service', async kind => {
    const manifest = sample(scene, kind);
    await deployer.apply(manifest, BY);
    await deployer.apply(
      sample(scene, kind, { annotations: { 'flytower.dev/release-id': 'r2' } }),
      BY,
    );
    const { apiVersion, metadata } = manifest;
    await expectAccepted(deployer.delete({ apiVersion, kind, ...metadata }));
  });

  it.each(KINDS)(
    'writes no %s without its labels, for another tenant, or elsewhere',
    async kind => {
      const own = scene.labels('a');
      const { 'app.kubernetes.io/managed-by': _, ...bare } = own;
      for (const labels of [
        bare,
        { ...own, 'flytower.dev/tenant-id': 'another' },
      ]) {
        await expectRefused(
          deployer.apply(sample(scene, kind, { labels }), DRY),
          /carries app.kubernetes.io\/managed-by=flytower and the tenant's id/,
        );
      }
      await expectRefused(
        deployer.apply(
          sample(scene, kind, { namespace: scene.foreignNamespace }),
          DRY,
        ),
        NO_RIGHT,
      );
      await expectRefused(
        scene.as('deployer', 'another').apply(sample(scene, kind), DRY),
        NO_RIGHT,
      );
    },
  );

  it.each(KINDS)('leaves a %s alone that somebody else made', async kind => {
    const manifest = sample(scene, kind, {
      name: `foreign-${kind.toLowerCase()}`,
      labels: { app: 'theirs' },
    });
    await scene.admin.apply(manifest, BY);
    await expectRefused(
      deployer.delete(
        {
          apiVersion: manifest.apiVersion,
          kind,
          namespace: scene.namespace,
          name: manifest.metadata.name,
        },
        { dryRun: true },
      ),
      /not Flytower's/,
    );
    const { apiVersion, metadata } = manifest;
    const taken = {
      apiVersion,
      kind,
      metadata: { ...metadata, labels: scene.labels('mine') },
    };
    await expectRefused(
      deployer.apply(taken, { ...OTHER, force: true }),
      WHOSE,
    );
  });

  it.each(KINDS)(
    'makes of a %s no other service’s and no instance’s',
    async kind => {
      const name = `fixed-${kind.toLowerCase()}`;
      const manifest = sample(scene, kind, { name });
      await deployer.apply(manifest, BY);
      const { apiVersion, metadata } = manifest;
      for (const labels of [
        scene.labels('another'),
        { 'flytower.dev/instance-id': name },
      ]) {
        const changed = { apiVersion, kind, metadata: { ...metadata, labels } };
        await expectRefused(
          deployer.apply(changed, { ...OTHER, force: true }),
          WHOSE,
        );
      }
    },
  );

  it.each(KINDS)('puts a mark of a %s back that was taken off', async kind => {
    const manifest = sample(scene, kind, {
      name: `lost-${kind.toLowerCase()}`,
    });
    await deployer.apply(manifest, BY);
    await patch(
      scene.admin,
      manifest,
      { metadata: { labels: { 'flytower.dev/service-id': null } } },
      { dryRun: false },
    );
    await expectAccepted(deployer.apply(manifest, { ...BY, force: true }));
  });

  describe('cannot put a cluster back', () => {
    const at = (generation: string | undefined, name = 'kept') =>
      deployer.apply(
        sample(scene, 'Deployment', {
          name,
          ...(generation === undefined
            ? {}
            : { annotations: { 'flytower.dev/generation': generation } }),
        }),
        { ...BY, force: true },
      );

    it('to an older generation, whatever it sends', async () => {
      await at(undefined);
      await at('9');
      await at('9');
      await at('10');
      for (const older of ['9', '1', '-11', 'x', '', '1e9', undefined]) {
        await expectRefused(
          at(older),
          /of generation 10, newer than what was sent|a whole number/,
        );
      }
      await at('123456789012345678');
      await expectRefused(at('11'), /of generation 123456789012345678/);
    });

    it('nor by another field manager, but it scales as before', async () => {
      await at('5', 'scaled');
      const { apiVersion, kind, metadata } = sample(scene, 'Deployment', {
        name: 'scaled',
      });
      const { namespace, name } = metadata;
      const scale = { apiVersion, kind, metadata: { namespace, name } };
      await deployer.apply(
        { ...scale, spec: { replicas: 0 } },
        { fieldManager: 'flytower-scale', force: true },
      );
      await expectRefused(
        deployer.apply(
          {
            ...scale,
            metadata: {
              ...scale.metadata,
              annotations: { 'flytower.dev/generation': '4' },
            },
          } as typeof scale,
          { fieldManager: 'flytower-scale', force: true },
        ),
        /of generation 5/,
      );
    });
  });
});
