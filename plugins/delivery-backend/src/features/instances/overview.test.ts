import {
  OverviewQuery,
  overviewQuerySchema,
} from '@flytower/plugin-delivery-common';
import { describeDatabases } from '@flytower/durable/testUtils';
import {
  dan,
  openDelivery,
  OpenDelivery,
  sixToFour,
  specOf,
} from '../../__testUtils__/openDelivery';

jest.setTimeout(60_000);

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('the overview', openTestStore => {
  let delivery: OpenDelivery;
  const act = { tenant: 'payments', person: dan };

  beforeEach(async () => {
    delivery = await openDelivery({ store: await openTestStore(migrations) });
    await delivery.applications.createApplication(
      { ...act, key: 'application-desk' },
      { slug: 'desk', displayName: 'The desk', description: '' },
    );
  });

  const names = async (query: Partial<OverviewQuery>) =>
    (await delivery.overview(query)).items.map(({ service }) => service);

  async function createServices(application: string, ...slugs: string[]) {
    for (const slug of slugs) {
      await delivery.applications.createService(
        { ...act, key: slug, application },
        { slug, displayName: slug, spec: specOf('a:1') },
      );
    }
  }

  it('shows each line once over pages of a hundred, and counts beyond the page', async () => {
    const slugs = Array.from({ length: 120 }, (_, n) => `s-${n}`);
    await createServices('desk', ...slugs);
    const first = await delivery.overview();
    expect(first).toMatchObject({ total: 121, services: 121, published: 0 });
    expect(first.items).toHaveLength(100);
    const second = await delivery.overview({ cursor: first.nextCursor });
    expect(second.nextCursor).toBeUndefined();
    expect(
      [...first.items, ...second.items].map(({ service }) => service).sort(),
    ).toEqual([...slugs, 'checkout'].sort());
    await expect(delivery.overview({ cursor: 'nonsense' })).rejects.toThrow(
      'none of this list',
    );
  });

  it('puts problems first, line by line or application by application', async () => {
    await createServices('desk', 'a-desk', 'b-desk');
    await delivery.settled(await delivery.ask(sixToFour(10)));
    delivery.clusters.east.badImages.add('payments/checkout:1');
    await delivery.pass(1);
    expect(
      (await delivery.overview()).items.map(({ service, health }) => [
        service,
        health.status,
      ]),
    ).toEqual([
      ['checkout', 'degraded'],
      ['a-desk', 'stopped'],
      ['b-desk', 'stopped'],
    ]);
    await createServices('shop', 'a-cart');
    expect(await names({ order: 'applications' })).toEqual([
      'a-cart',
      'checkout',
      'a-desk',
      'b-desk',
    ]);
    expect(await names({ order: 'services', limit: 2 })).toEqual([
      'checkout',
      'a-cart',
    ]);
  });

  it('shows what is asked for, and counts what the tenants have', async () => {
    await createServices('desk', 'a-desk', 'b-desk');
    await delivery.settled(await delivery.ask(sixToFour(10)));
    expect(await delivery.overview({ environment: 'prod' })).toMatchObject({
      items: [{ service: 'checkout', environment: 'prod', desired: 10 }],
      total: 1,
      services: 3,
      published: 1,
    });
    expect(await names({ application: 'desk' })).toEqual(['a-desk', 'b-desk']);
    expect(await names({ service: 'b-desk' })).toEqual(['b-desk']);
    expect(await names({ health: 'stopped' })).toEqual(['a-desk', 'b-desk']);
    expect(await names({ health: 'failed' })).toEqual([]);
    expect(await names({ q: 'SHOP' })).toEqual(['checkout']);
    expect(await names({ q: ' desk  the b' })).toEqual(['b-desk']);
    expect(await names({ q: '%' })).toEqual([]);
  });

  it('goes on behind a service that it cannot read', async () => {
    await createServices('desk', 'a-desk', 'b-desk');
    await delivery.store
      .knex('services')
      .where({ slug: 'a-desk' })
      .update({ draft: '{}' });
    expect((await names({})).sort()).toEqual(['b-desk', 'checkout']);
  });

  it('shows nothing of another tenant', async () => {
    await expect(
      delivery.overviewViews.page(
        { kind: 'some', tenants: ['shop'] },
        overviewQuerySchema.parse({}),
      ),
    ).resolves.toEqual({ items: [], total: 0, services: 0, published: 0 });
  });
});
