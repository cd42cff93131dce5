import { applicationSlugSchema } from '@flytower/contract';
import { Manifest } from '@flytower/kube';
import fc from 'fast-check';
import golden from './__fixtures__/payments.json';
import { keyOf, TENANT_ID_LABEL } from './TenantObject';
import { tenantObjects } from './tenantObjects';

const quota = { cpuMillicores: 4_000, memoryBytes: 8 * 2 ** 30, pods: 40 };

/** Slugs of every legal shape, up to their longest. */
function slug(max: number) {
  return fc
    .stringMatching(/^[a-z]([a-z0-9]|-[a-z0-9])*$/)
    .filter(text => text.length <= max)
    .filter(text => applicationSlugSchema.safeParse(text).success);
}

const wanted = fc.record({
  tenant: fc.record({
    id: fc.stringMatching(/^[0-9A-Z]{26}$/),
    slug: slug(30),
    installationId: fc.stringMatching(/^[0-9A-Z]{26}$/),
  }),
  quota: fc.record({
    cpuMillicores: fc.integer({ min: 1, max: 1_000_000 }),
    memoryBytes: fc.integer({ min: 1, max: 2 ** 50 }),
    pods: fc.integer({ min: 1, max: 1_000 }),
  }),
  environments: fc.uniqueArray(slug(16), { minLength: 1, maxLength: 5 }),
});

describe('the objects of a tenant in a cluster', () => {
  it('are for payments in prod exactly these', () => {
    const objects = tenantObjects({
      tenant: {
        id: '01JD0000000000000000000000',
        slug: 'payments',
        installationId: '01JC0000000000000000000000',
      },
      quota,
      environments: ['prod'],
    });
    expect(objects.map(({ manifest }) => manifest)).toEqual(golden);
  });

  it('have names that Kubernetes takes, and no two the same', () => {
    fc.assert(
      fc.property(wanted, world => {
        const manifests = tenantObjects(world).map(({ manifest }) => manifest);
        for (const { metadata } of manifests) {
          expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        }
        expect(new Set(manifests.map(keyOf)).size).toBe(manifests.length);
      }),
    );
  });

  it('all carry the id by which they are known', () => {
    fc.assert(
      fc.property(wanted, world => {
        const ids = tenantObjects(world).map(
          ({ manifest }) => manifest.metadata.labels?.[TENANT_ID_LABEL],
        );
        expect(new Set(ids)).toEqual(new Set([world.tenant.id]));
      }),
    );
  });

  it('say with each namespace which installation keeps it', () => {
    fc.assert(
      fc.property(wanted, world => {
        const claimed = tenantObjects(world)
          .filter(
            ({ manifest: { metadata } }) =>
              metadata.labels?.['flytower.dev/installation-id'] ===
              world.tenant.installationId,
          )
          .map(({ manifest }) => manifest.kind);
        expect(claimed).toEqual(world.environments.map(() => 'Namespace'));
      }),
    );
  });

  it('come in an order in which they can be made: no object before its namespace', () => {
    fc.assert(
      fc.property(wanted, world => {
        const made = new Set(['flytower-system']);
        for (const { manifest } of tenantObjects(world)) {
          expect(made).toContain(spaceOf(manifest));
          made.add(manifest.metadata.name);
        }
      }),
    );
  });
});

/** Where an object lives; what lives nowhere is treated as if in the system's own namespace. */
function spaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? 'flytower-system';
}
