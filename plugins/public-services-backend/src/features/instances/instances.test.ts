import { describeDatabases, eventually } from '@flytower/durable/testUtils';
import {
  accessTo,
  dan,
  olivia,
  openPublicServices,
  OpenPublicServices,
  orderOf,
} from '../../__testUtils__/openPublicServices';

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('an ordered instance', openTestStore => {
  let services: OpenPublicServices;

  beforeEach(async () => {
    services = await openPublicServices({
      store: await openTestStore(migrations),
    });
  });

  const show = (person = dan) =>
    services.credentials.show('payments', 'orders', person);
  const get = () => services.instanceViews.get('payments', 'orders');
  const events = async () => {
    const rows = await services.store.knex('outbox').orderBy('sequence');
    return rows.map(({ event }) => JSON.parse(event));
  };

  it('is planned by the rules of the order, and saves nothing', async () => {
    const plan = await services.instances.plan(
      'payments',
      orderOf({ environment: 'test', plan: 'huge' }),
    );
    expect(plan.blockers).toEqual([
      'payments has no environment "test"; it has prod',
      'MySQL has no plan "huge"; choose one of small',
    ]);
    const good = await services.instances.plan('payments', orderOf());
    expect(good).toMatchObject({
      blockers: [],
      makes: [{ kind: 'Database', name: 'payments_prod_orders' }, {}],
      limits: { connections: 10 },
    });
    await expect(
      services.instances.create(
        'payments',
        orderOf({ plan: 'huge' }),
        services.asking(),
      ),
    ).rejects.toThrow('MySQL has no plan "huge"');
    expect(await services.store.knex('instances')).toEqual([]);
  });

  it('is left out of lists where its row cannot be read, alone', async () => {
    await services.ordered();
    await services.ordered({ name: 'shoes' });
    await services.store
      .knex('instances')
      .where({ name: 'orders' })
      .update({ state: 'hibernating' });
    const { items } = await services.instanceViews.page({
      scope: { kind: 'all' },
      limit: 10,
    });
    expect(items.map(({ name }) => name)).toEqual(['shoes']);
  });

  it('asks nothing more of its server once the handler is aborted', async () => {
    await services.ordered();
    const { id } = await services.instances.delete(
      'payments',
      'orders',
      services.asking(),
    );
    const acts: string[] = [];
    let stopped: Promise<void> | undefined;
    services.mysql.fault = act => {
      acts.push(act);
      stopped ??= services.engine.stop();
    };
    services.engine.start();
    await eventually(() => expect(acts).not.toEqual([]));
    await stopped;
    expect(acts).toEqual(['before deleteAccount', 'after deleteAccount']);
    expect(await services.operation(id)).toMatchObject({
      state: 'in-progress',
      attempts: 0,
    });
  });

  it('has a database and an account that can sign in, step by step', async () => {
    const operation = await services.ordered();
    expect(operation).toMatchObject({
      state: 'succeeded',
      reason: 'orders is ready',
      steps: [
        { id: 'server', state: 'succeeded' },
        { id: 'database', state: 'succeeded' },
        { id: 'account', state: 'succeeded' },
        { id: 'check', state: 'succeeded' },
        { id: 'ready', state: 'succeeded' },
      ],
    });
    expect(await get()).toMatchObject({
      state: 'ready',
      health: { status: 'healthy' },
      endpoint: { host: 'mysql-1', database: 'payments_prod_orders' },
      accounts: [{ state: 'active', version: 1 }],
    });
    expect(services.mysql.at('mysql-1').databases.size).toBe(1);
    const credentials = await show();
    expect(credentials.password).toMatch(/^[A-Za-z2-9]{32}$/);
    expect(
      services.mysql
        .at('mysql-1')
        .signIn(credentials.username, credentials.password),
    ).toBe(true);
  });

  it('shows its credentials once, on record, and never a password in any row', async () => {
    await services.ordered();
    const { password, username } = await show();
    await expect(show('user:default/tara')).rejects.toThrow(
      /was shown to user:default\/dan at .*change the password/,
    );
    const all = await events();
    expect(all.at(-1)).toMatchObject({
      type: 'credentials.shown.v1',
      actor: dan,
      outcome: 'succeeded',
      data: { username, version: 1 },
    });
    for (const table of [
      'operations',
      'outbox',
      'passwords',
      'accounts',
      'instances',
      'idempotency_keys',
      'servers',
    ]) {
      const rows = JSON.stringify(await services.store.knex(table));
      expect(rows).not.toContain(password);
      expect(rows).not.toContain('"admin"');
    }
  });

  it('waits while its server is down, and goes on when it is back', async () => {
    services.mysql.at('mysql-1').down = 'unreachable';
    const started = await services.instances.create(
      'payments',
      orderOf(),
      services.asking(),
    );
    await services.pass(3);
    expect(await services.operation(started.id)).toMatchObject({
      state: 'waiting',
      reason: 'mysql-1:3306 does not answer. It is tried again by itself',
    });
    await services.monitor.look();
    expect(await services.servers.get('mysql-1')).toMatchObject({
      health: { status: 'failed', sentence: 'mysql-1:3306 does not answer' },
    });
    services.mysql.at('mysql-1').down = undefined;
    await services.monitor.look();
    expect(await services.settled(started)).toMatchObject({
      state: 'succeeded',
    });
  });

  it('waits for a person where the administrator is refused', async () => {
    services.mysql.at('mysql-1').adminPassword = 'other';
    const started = await services.instances.create(
      'payments',
      orderOf(),
      services.asking(),
    );
    await services.pass(2);
    expect(await services.operation(started.id)).toMatchObject({
      state: 'waiting',
      reason:
        'mysql-1:3306 refuses the password of root. It waits for an operations admin, and goes on when that is mended',
    });
    await services.servers.update(
      'mysql-1',
      {
        access: {
          host: 'mysql-1',
          port: 3306,
          administrator: { username: 'root', password: 'other' },
        },
      },
      services.asking(),
    );
    expect(await services.settled(started, 2)).toMatchObject({
      state: 'succeeded',
    });
  });

  it('fails over a database of its name that is not Flytower’s, and leaves that alone', async () => {
    const server = services.mysql.at('mysql-1');
    server.databases.set('payments_prod_orders', 'somebody');
    const operation = await services.ordered();
    expect(operation.state).toBe('failed');
    expect(operation.reason).toContain('order it under another name');
    const deletion = await services.instances.delete(
      'payments',
      'orders',
      services.asking(),
    );
    expect(await services.settled(deletion)).toMatchObject({
      state: 'succeeded',
    });
    expect(server.databases.get('payments_prod_orders')).toBe('somebody');
  });

  it('takes back what it made when it is aborted', async () => {
    const started = await services.instances.create(
      'payments',
      orderOf(),
      services.asking(),
    );
    services.clock.advance(1);
    await services.engine.runDue();
    await services.engine.runDue();
    expect(services.mysql.at('mysql-1').databases.size).toBe(1);
    await services.control.control(started.id, 'abort', {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: dan,
    });
    expect(await services.settled(started)).toMatchObject({ state: 'aborted' });
    expect(services.mysql.at('mysql-1').databases.size).toBe(0);
    expect(await services.store.knex('instances')).toEqual([]);
  });

  it('keeps both passwords alive until the deadline', async () => {
    await services.ordered();
    const old = await show();
    const server = services.mysql.at('mysql-1');
    const change = await services.instances.changePassword(
      'payments',
      'orders',
      3600,
      services.asking(),
    );
    await services.pass(2);
    await expect(
      services.instances.changePassword(
        'payments',
        'orders',
        0,
        services.asking(),
      ),
    ).rejects.toThrow('is being changed; the old one dies at');
    const next = await show();
    expect(next.version).toBe(2);
    expect(server.signIn(old.username, old.password)).toBe(true);
    expect(server.signIn(next.username, next.password)).toBe(true);
    services.clock.advance(3_600_000);
    expect(await services.settled(change)).toMatchObject({
      state: 'succeeded',
    });
    expect(server.signIn(old.username, old.password)).toBe(false);
    expect(server.signIn(next.username, next.password)).toBe(true);
    expect(await services.store.knex('passwords')).toHaveLength(1);
  });

  it('is locked with its sessions ended, and unlocked again', async () => {
    await services.ordered();
    const { username, password } = await show();
    const server = services.mysql.at('mysql-1');
    await services.settled(
      await services.instances.disable('payments', 'orders', services.asking()),
    );
    expect(server.signIn(username, password)).toBe(false);
    expect(server.accounts.get(username)?.sessions).toEqual([]);
    expect(await get()).toMatchObject({
      state: 'disabled',
      health: { status: 'stopped' },
    });
    await services.settled(
      await services.instances.enable('payments', 'orders', services.asking()),
    );
    expect(server.signIn(username, password)).toBe(true);
  });

  it('is gone with its data when it is deleted, also while a password changes', async () => {
    await services.ordered();
    const change = await services.instances.changePassword(
      'payments',
      'orders',
      3600,
      services.asking(),
    );
    await services.pass(1);
    const deletion = await services.instances.delete(
      'payments',
      'orders',
      services.asking(),
    );
    expect(await services.settled(deletion)).toMatchObject({
      state: 'succeeded',
    });
    services.clock.advance(3_600_000);
    expect(await services.settled(change)).toMatchObject({ state: 'aborted' });
    const server = services.mysql.at('mysql-1');
    expect([server.databases.size, server.accounts.size]).toEqual([0, 0]);
    const types = (await events()).map(({ type }) => type);
    expect(types).toContain('instance.deleted.v1');
  });

  it('counts against the tenant’s limit, also when many order at once', async () => {
    const few = await openPublicServices({
      store: services.store,
      instancesPerTenant: 3,
      empty: true,
    });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        few.instances.create('payments', orderOf({ name: `db-${i}` }), {
          requester: dan,
          key: `many-${i}`,
        }),
      ),
    );
    const placed = results.filter(({ status }) => status === 'fulfilled');
    expect(placed).toHaveLength(3);
  });

  it('counts on the cards of offerings for whoever may see it, and says nothing of what others took', async () => {
    const register = (name: string) =>
      services.servers.register(
        { name, displayName: name, access: accessTo('redis', name) },
        services.asking(olivia),
      );
    await register('redis-2');
    await register('redis-3');
    await services.plans.update(
      'redis',
      'cache',
      { servers: ['redis-1', 'redis-2', 'redis-3'] },
      { requester: olivia },
    );
    await services.ordered();
    for (const name of ['one', 'two']) {
      await services.instances.create(
        'shop',
        orderOf({ name }),
        services.asking(),
      );
    }
    const counted = async (manages: boolean, ...tenants: string[]) => {
      const offerings = await services.plans.offerings({
        manages,
        scope: { kind: 'some', tenants },
      });
      return offerings.flatMap(({ plans }) =>
        plans.map(({ instances, free, servers }) => ({
          instances,
          free,
          servers: servers.length,
        })),
      );
    };
    const cache = { instances: 0, free: 1, servers: 0 };
    expect(await counted(false, 'payments')).toEqual([
      { instances: 1, free: undefined, servers: 0 },
      cache,
    ]);
    expect(await counted(false, 'shop')).toEqual([
      { instances: 2, free: undefined, servers: 0 },
      cache,
    ]);
    expect(await counted(false)).toEqual([
      { instances: 0, free: undefined, servers: 0 },
      cache,
    ]);
    expect(await counted(true)).toEqual([
      { instances: 3, free: undefined, servers: 1 },
      { instances: 0, free: 3, servers: 3 },
    ]);
  });

  it('is a whole Redis server, which is nobody else’s then', async () => {
    const first = await services.ordered({
      name: 'cache',
      offering: 'redis',
      plan: 'cache',
    });
    expect(first.state).toBe('succeeded');
    await expect(
      services.ordered({ name: 'more', offering: 'redis', plan: 'cache' }),
    ).rejects.toThrow('Every server of the plan "cache" is taken');
    const [, redis] = await services.plans.offerings({
      manages: false,
      scope: { kind: 'some', tenants: ['payments'] },
    });
    expect(redis.plans).toMatchObject([{ free: 0, servers: [] }]);
  });
});
