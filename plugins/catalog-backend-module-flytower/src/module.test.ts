import { Entity } from '@backstage/catalog-model';
import { eventually } from '@flytower/durable/testUtils';
import {
  applicationOf,
  bindingOf,
  CLUSTER,
  DATA_CENTRE,
  instanceOf,
  serviceOf,
  teamOf,
  tenantOf,
} from './__testUtils__/samples';
import { startCatalog } from './__testUtils__/startCatalog';

jest.setTimeout(60_000);

/** "ownedBy group:flytower/payments", in order. */
function relationsOf(entity: Entity | undefined): string[] {
  return (entity?.relations ?? [])
    .map(({ type, targetRef }) => `${type} ${targetRef}`)
    .sort();
}

describe('the catalog, with the real catalog backend', () => {
  let catalog: Awaited<ReturnType<typeof startCatalog>>;
  beforeAll(async () => {
    catalog = await startCatalog();
  });

  const refs = async () => [...(await catalog.entities()).keys()].sort();

  it('has what every source holds, with owners and relations, within ten seconds', async () => {
    const began = Date.now();
    const { fleet, tenancy, delivery, publicServices, entities } = catalog;
    fleet.change({ dataCentres: [DATA_CENTRE], clusters: [CLUSTER] });
    tenancy.change({
      tenants: [
        tenantOf('payments', { teams: [teamOf('payments', 'checkout')] }),
      ],
    });
    delivery.change({
      applications: [applicationOf('payments', 'shop')],
      services: [serviceOf('payments', 'shop', 'checkout')],
    });
    publicServices.change({
      instances: [instanceOf('payments', 'orders')],
      bindings: [bindingOf('payments', 'orders', 'checkout')],
    });
    await eventually(
      async () =>
        expect(
          relationsOf((await entities()).get('component:payments/checkout')),
        )
          // Both sides of the binding have been stitched.
          .toEqual([
            'dependsOn resource:payments/orders',
            'ownedBy group:flytower/payments',
            'partOf system:payments/shop',
          ]),
      10_000,
    );
    expect(Date.now() - began).toBeLessThan(10_000);
    await eventually(async () =>
      expect(await refs()).toEqual([
        'component:payments/checkout',
        'group:flytower/payments',
        'group:payments/checkout',
        'resource:flytower/data-centre--east',
        'resource:flytower/east',
        'resource:payments/orders',
        'system:payments/shop',
      ]),
    );
    const all = await entities();
    expect(relationsOf(all.get('group:flytower/payments'))).toEqual([
      'hasMember user:default/dan',
      'hasMember user:default/tara',
      'ownerOf component:payments/checkout',
      'ownerOf resource:payments/orders',
      'ownerOf system:payments/shop',
      'parentOf group:payments/checkout',
    ]);
    expect(relationsOf(all.get('resource:flytower/east'))).toEqual([
      'dependsOn resource:flytower/data-centre--east',
      'ownedBy group:default/operations',
    ]);
  });

  it('shows nobody but its people what a tenant has, by the annotation', async () => {
    for (const [ref, { metadata }] of await catalog.entities()) {
      expect([ref, metadata.annotations?.['flytower.dev/tenant']]).toEqual([
        ref,
        ref.startsWith('resource:flytower/') ? undefined : 'payments',
      ]);
    }
  });

  it('tells no address, account, variable or Secret', async () => {
    const text = JSON.stringify([...(await catalog.entities()).values()]);
    for (const secret of [
      '10.9.8.7',
      'payments_orders',
      'u_orders',
      'hunter2',
      'orders-v1',
      'MYSQL_PASSWORD',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('links each entity to its page', async () => {
    const all = await catalog.entities();
    expect(all.get('component:payments/checkout')?.metadata.links).toEqual([
      expect.objectContaining({
        url: 'https://portal.example.com/applications/payments/shop/checkout',
      }),
      expect.objectContaining({
        url: 'https://portal.example.com/applications/payments/shop/checkout/releases',
      }),
    ]);
  });

  it('keeps everything of a source that is down, while the others go on', async () => {
    const { fleet, delivery, entities } = catalog;
    delivery.down = true;
    delivery.change({ applications: [], services: [] });
    fleet.change({ clusters: [{ ...CLUSTER, displayName: 'East one' }] });
    await eventually(async () =>
      expect(
        (await entities()).get('resource:flytower/east')?.metadata.title,
      ).toBe('East one'),
    );
    expect(await refs()).toContain('component:payments/checkout');
  });

  it('takes out what is gone, and nothing else', async () => {
    const { delivery } = catalog;
    delivery.down = false;
    await eventually(
      async () =>
        expect(await refs()).toEqual([
          'group:flytower/payments',
          'group:payments/checkout',
          'resource:flytower/data-centre--east',
          'resource:flytower/east',
          'resource:payments/orders',
        ]),
      10_000,
    );
  });

  it('reads of a source what a change is of, and nothing else', async () => {
    const { tenancy, delivery, entities } = catalog;
    const asked = {
      tenancy: tenancy.asked.length,
      delivery: delivery.asked.length,
    };
    const desk = applicationOf('payments', 'desk');
    delivery.change(
      { applications: [desk] },
      {
        type: 'application.created.v1',
        subject: { kind: 'application', id: desk.id, name: desk.slug },
      },
    );
    const held = tenancy.held.tenants[0];
    tenancy.change(
      { tenants: [{ ...held, teams: [] }] },
      {
        type: 'team.deleted.v1',
        subject: { kind: 'team', id: 'team-checkout', name: 'checkout' },
        tenant: 'payments',
      },
    );
    await eventually(async () => {
      const all = await entities();
      expect(all.has('system:payments/desk')).toBe(true);
      expect(all.has('group:payments/checkout')).toBe(false);
      expect(all.has('group:flytower/payments')).toBe(true);
    }, 10_000);
    expect(delivery.asked.slice(asked.delivery)).toEqual([desk.id]);
    expect(tenancy.asked.slice(asked.tenancy)).toEqual(['payments']);
  });

  it('takes no harm from what people write', async () => {
    const { delivery, entities } = catalog;
    const hostile = [
      '"); DROP TABLE final_entities; --',
      '<img src=x onerror=alert(1)>',
      '${{ secrets.TOKEN }}',
      'NUL\u0000 and half a pair \ud800',
      '用户😀'.repeat(16),
    ];
    delivery.change({
      applications: hostile.map((displayName, n) =>
        applicationOf('payments', `hostile-${n}`, {
          displayName,
          description: displayName,
        }),
      ),
    });
    await eventually(async () => {
      const all = await entities();
      expect(
        hostile.map(
          (_, n) => all.get(`system:payments/hostile-${n}`)?.metadata.title,
        ),
      ).toEqual([...hostile.slice(0, 3), 'NUL and half a pair', hostile[4]]);
    }, 10_000);
  });
});
