import { describeDatabases } from '@flytower/durable/testUtils';
import {
  dan,
  openDelivery,
  OpenDelivery,
  sixToFour,
  specOf,
} from '../__testUtils__/openDelivery';

const migrations = `${__dirname}/../../migrations`;

describeDatabases('what delivery keeps', openTestStore => {
  let delivery: OpenDelivery;
  const act = { tenant: 'payments', person: dan };

  beforeEach(async () => {
    delivery = await openDelivery({ store: await openTestStore(migrations) });
  });

  async function createService(slug: string, key = slug): Promise<void> {
    await delivery.applications.createService(
      { ...act, key, application: 'shop' },
      { slug, displayName: slug, spec: specOf('a:1') },
    );
  }

  it('has one service of a slug, also when two people ask at once', async () => {
    const results = await Promise.allSettled([
      createService('cart', 'one'),
      createService('cart', 'two'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  it('leaves a service that it cannot read out of its list, and pages on behind it', async () => {
    for (const slug of ['a', 'b', 'c']) {
      await createService(slug);
    }
    await delivery.store
      .knex('services')
      .whereIn('slug', ['a', 'b'])
      .update({ kind: 'function-of-a-newer-version' });
    const { services } = delivery.stores;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await services.page('payments', {
        limit: 1,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ slug }) => slug));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['c', 'checkout']);
    const all = await services.inScope({ kind: 'all' });
    expect(all.map(({ slug }) => slug)).toEqual(['c', 'checkout']);
  });

  it('lets go of old releases with their operations, but for the latest and those by which something runs', async () => {
    const released = async (instances: number) => {
      const id = await delivery.ask(sixToFour(instances));
      expect((await delivery.settled(id)).operation.state).toBe('succeeded');
      return id;
    };
    const [, running] = [await released(10), await released(12)];
    const { operation } = await delivery.release(
      await delivery.ask({ kind: 'unpublish', environment: 'prod' }),
    );
    // Nothing is known yet of the latest: it is not finished.
    delivery.clock.advance(91 * 24 * 60 * 60 * 1000);
    expect((await delivery.retention.sweep()).operations).toBe(1);
    const left = async () =>
      delivery.store.knex('releases').orderBy('number').pluck('id');
    expect(await left()).toEqual([running, operation.id]);
    await delivery.settled(operation.id);
    delivery.clock.advance(91 * 24 * 60 * 60 * 1000);
    await delivery.retention.sweep();
    expect(await left()).toEqual([operation.id]);
    expect(await delivery.store.knex('operations').pluck('id')).toEqual([
      operation.id,
    ]);
    expect((await delivery.release(operation.id)).number).toBe(3);
    expect((await delivery.release(await released(4))).number).toBe(4);
  }, 30_000);

  it('keeps what a service is, and lets no draft be of another kind', async () => {
    const spec = specOf('a:1', { ports: [] });
    await delivery.applications.createService(
      { ...act, key: 'worker', application: 'shop' },
      { slug: 'mailer', displayName: 'Mailer', kind: 'worker', spec },
    );
    const mailer = await delivery.applications.service('payments', 'mailer');
    expect(mailer.kind).toBe('worker');
    const checkout = await delivery.applications.service(
      'payments',
      'checkout',
    );
    expect(checkout.kind).toBe('web');
    await expect(
      delivery.applications.updateService(
        { ...act, service: 'mailer' },
        { spec: specOf('a:2') },
      ),
    ).rejects.toThrow('A worker listens on no port');
  });

  it('has one release of a number, also when two people ask at once', async () => {
    const results = await Promise.allSettled([
      delivery.ask(sixToFour(10)),
      delivery.ask(sixToFour(12)),
    ]);
    const refused = results.flatMap(result =>
      result.status === 'rejected' ? [String(result.reason)] : [],
    );
    expect(refused).toEqual([
      expect.stringContaining('was changed or released by somebody else'),
    ]);
    const { items } = await delivery.releaseViews.page(
      { kind: 'all' },
      { limit: 10 },
    );
    expect(items.map(({ number }) => number)).toEqual([1]);
  });

  it('makes a revision once, however often it is released', async () => {
    await delivery.settled(await delivery.ask(sixToFour(2)));
    await delivery.settled(await delivery.ask(sixToFour(3)));
    await delivery.draft('payments/checkout:2');
    await delivery.settled(await delivery.ask(sixToFour(3)));
    await delivery.draft('payments/checkout:1');
    await delivery.settled(await delivery.ask(sixToFour(3)));
    const service = await delivery.applications.service('payments', 'checkout');
    const { items } = await delivery.stores.revisions.page(service.id, {
      limit: 10,
    });
    expect(items.map(r => [r.number, r.spec.image])).toEqual([
      [2, 'payments/checkout:2'],
      [1, 'payments/checkout:1'],
    ]);
  });

  it('pages services by slug and releases latest first', async () => {
    for (const slug of ['cart', 'basket', 'ship']) {
      await createService(slug);
    }
    const first = await delivery.stores.services.page('payments', { limit: 2 });
    expect(first.items.map(({ slug }) => slug)).toEqual(['basket', 'cart']);
    const rest = await delivery.stores.services.page('payments', {
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(rest.items.map(({ slug }) => slug)).toEqual(['checkout', 'ship']);
    expect(rest.nextCursor).toBeUndefined();

    for (const instances of [2, 3, 4]) {
      await delivery.settled(await delivery.ask(sixToFour(instances)));
    }
    const latest = await delivery.releaseViews.page(
      { kind: 'some', tenants: ['payments'] },
      { limit: 2 },
    );
    expect(latest.items.map(({ number }) => number)).toEqual([3, 2]);
    const older = await delivery.releaseViews.page(
      { kind: 'some', tenants: ['payments'] },
      { limit: 2, cursor: latest.nextCursor },
    );
    expect(older.items.map(({ number }) => number)).toEqual([1]);
  });

  it('shows nothing of another tenant', async () => {
    await delivery.settled(await delivery.ask(sixToFour(2)));
    const scope = { kind: 'some' as const, tenants: ['shop'] };
    expect(await delivery.releaseViews.page(scope, { limit: 10 })).toEqual({
      items: [],
    });
  });

  it('tells releases under way from those that are over', async () => {
    await delivery.settled(await delivery.ask(sixToFour(2)));
    await delivery.ask(sixToFour(3));
    const numbers = async (active: boolean) => {
      const { items } = await delivery.releaseViews.page(
        { kind: 'all' },
        { limit: 10, active },
      );
      return items.map(({ number }) => number);
    };
    expect(await numbers(true)).toEqual([2]);
    expect(await numbers(false)).toEqual([1]);
  });

  it('finds releases that failed and that none followed', async () => {
    const failed = async () => {
      const { items } = await delivery.releaseViews.page(
        { kind: 'all' },
        { limit: 10, failed: 'latest' },
      );
      return items.map(({ number }) => number);
    };
    const fail = (id: string) =>
      delivery.store
        .knex('operations')
        .where({ id })
        .update({ state: 'failed' });
    await fail(await delivery.ask(sixToFour(2)));
    expect(await failed()).toEqual([1]);
    const second = await delivery.ask(sixToFour(3));
    expect(await failed()).toEqual([]);
    await fail(second);
    expect(await failed()).toEqual([2]);
  });

  it('deletes no service that a cluster may still hold something of', async () => {
    await delivery.settled(await delivery.ask(sixToFour(2)));
    const remove = () =>
      delivery.applications.deleteService({ ...act, service: 'checkout' });
    await expect(remove()).rejects.toThrow('unpublish it everywhere first');
    await delivery.settled(
      await delivery.ask({ kind: 'unpublish', environment: 'prod' }),
    );
    await remove();
    await expect(
      delivery.applications.service('payments', 'checkout'),
    ).rejects.toThrow('There is no service "checkout" in payments');
  });

  it('can take its tables away again, and bring them back', async () => {
    const { knex } = delivery.store;
    const directory = { directory: migrations, tableName: 'test_migrations' };
    for (const table of [
      'ownerships',
      'releases',
      'deployments',
      'placements',
      'revisions',
      'services',
      'applications',
    ]) {
      await knex.schema.dropTable(table);
    }
    await knex.migrate.latest(directory);
    await knex.migrate.rollback(directory, true);
    await knex.migrate.latest(directory);
    expect(await knex('applications')).toEqual([]);
  });
});
