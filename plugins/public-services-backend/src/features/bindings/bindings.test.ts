import { ForwardedError } from '@backstage/errors';
import { describeDatabases } from '@flytower/durable/testUtils';
import { mockPod } from '@flytower/plugin-fleet-node/testUtils';
import {
  dan,
  openPublicServices,
  OpenPublicServices,
} from '../../__testUtils__/openPublicServices';

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('a binding', openTestStore => {
  let services: OpenPublicServices;
  const paths = (cluster: string) =>
    services.fleet.cluster(cluster).api.paths();
  const secretPath = (version: number) =>
    `/api/v1/namespaces/payments--prod/secrets/checkout-orders-v${version}`;

  beforeEach(async () => {
    services = await openPublicServices({
      store: await openTestStore(migrations),
    });
    await services.ordered();
  });

  const bind = (body: { service?: string; prefix?: string } = {}) =>
    services.bindings.create(
      'payments',
      'orders',
      { service: 'checkout', ...body },
      services.askingPerson(),
    );
  const bound = async () => services.settled(await bind());
  const get = () => services.bindingViews.get('payments', 'checkout-orders');
  const rotate = (graceSeconds = 3600, releaseService = true) =>
    services.bindings.changePassword(
      'payments',
      'checkout-orders',
      { graceSeconds, releaseService },
      services.askingPerson(),
    );
  const remove = (force = false) =>
    services.bindings.delete(
      'payments',
      'checkout-orders',
      force,
      services.asking(),
    );

  /** Instances of checkout in a cluster: how many run with each version, 0 being none. */
  function run(cluster: string, counts: Record<number, number>): void {
    services.fleet.cluster(cluster).show({
      pods: Object.entries(counts).flatMap(([version, count]) =>
        Array.from({ length: count }, (_, i) =>
          mockPod({
            name: `${cluster}-${version}-${i}`,
            labels: { 'flytower.dev/service-id': 'id-of-checkout' },
            secrets: version === '0' ? [] : [`checkout-orders-v${version}`],
          }),
        ),
      ),
    });
  }

  /** What a Secret holds, opened. */
  function secretIn(cluster: string, version: number): Record<string, string> {
    const { api } = services.fleet.cluster(cluster);
    const sent = api.requests.filter(
      ({ method, path }) => method === 'PATCH' && path === secretPath(version),
    );
    const { data, immutable } = JSON.parse(sent.at(-1)?.body ?? '{}');
    expect(immutable).toBe(true);
    return Object.fromEntries(
      Object.entries<string>(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  }

  const canSignIn = ({ username, password }: Record<string, string>) =>
    services.mysql.at('mysql-1').signIn(username, password);

  it('has an account of its own, and an immutable Secret in every cluster', async () => {
    expect(await bound()).toMatchObject({ state: 'succeeded' });
    expect(await get()).toMatchObject({
      state: 'ready',
      version: 1,
      secretName: 'checkout-orders-v1',
      service: 'checkout',
      serviceId: 'id-of-checkout',
      application: 'shop',
      health: { status: 'healthy' },
      clusters: [
        { cluster: 'east', secret: 'ready' },
        { cluster: 'west', secret: 'ready' },
      ],
    });
    const east = secretIn('east', 1);
    expect(secretIn('west', 1)).toEqual(east);
    expect(east).toMatchObject({
      host: 'mysql-1',
      port: '3306',
      database: 'payments_prod_orders',
      uri: `mysql://${east.username}:${east.password}@mysql-1:3306/payments_prod_orders`,
    });
    expect(canSignIn(east)).toBe(true);
    const { api } = services.fleet.cluster('east');
    expect(api.requests.at(-1)?.headers).toMatchObject({
      'Impersonate-User':
        'system:serviceaccount:flytower-system:payments-deployer',
      'Impersonate-Extra-flytower.dev%2Fuser': dan,
    });
    await services.publisher.refresh();
    expect(services.hub.bindings()).toMatchObject([
      {
        binding: 'checkout-orders',
        version: 1,
        clusters: ['east', 'west'],
        variables: [
          { name: 'MYSQL_HOST', key: 'host' },
          { name: 'MYSQL_PORT', key: 'port' },
          { name: 'MYSQL_DATABASE', key: 'database' },
          { name: 'MYSQL_USERNAME', key: 'username' },
          { name: 'MYSQL_PASSWORD', key: 'password' },
          { name: 'MYSQL_URL', key: 'uri' },
        ],
      },
    ]);
  });

  it('is one for each service, with variables of its own', async () => {
    await bound();
    await expect(bind()).rejects.toThrow(
      '"orders" is bound to checkout already, as "checkout-orders"',
    );
    await expect(bind({ service: 'nothing' })).rejects.toThrow(
      'There is no service "nothing" in payments',
    );
    await services.ordered({ name: 'stock' });
    await expect(
      services.bindings.create(
        'payments',
        'stock',
        { service: 'checkout' },
        services.askingPerson(),
      ),
    ).rejects.toThrow(
      'checkout has variables MYSQL_… already, by the binding "checkout-orders"; choose another prefix',
    );
  });

  it('is ready where a cluster is reached, while it waits for a dead one', async () => {
    const { api } = services.fleet.cluster('west');
    api.failWith(new ForwardedError('connect', { code: 'ECONNREFUSED' }));
    const started = await bind();
    await services.pass(3);
    const waiting = await services.operation(started.id);
    expect(waiting.state).toBe('waiting');
    expect(waiting.steps.find(({ id }) => id === 'secret/east')?.state).toBe(
      'succeeded',
    );
    expect(await get()).toMatchObject({
      state: 'ready',
      clusters: [{ secret: 'ready' }, { cluster: 'west', secret: 'waiting' }],
    });
    await services.publisher.refresh();
    expect(services.hub.bindings()[0].clusters).toEqual(['east']);
    api.failWith(undefined);
    expect(await services.settled(started)).toMatchObject({
      state: 'succeeded',
    });
  });

  it('gets a new password that the old one outlives until every instance has it', async () => {
    await bound();
    run('east', { 1: 6 });
    run('west', { 1: 4 });
    const old = secretIn('east', 1);
    const change = await rotate();
    await services.pass(2);
    const next = secretIn('east', 2);
    expect(next.password).not.toBe(old.password);
    expect([canSignIn(old), canSignIn(next)]).toEqual([true, true]);
    expect(services.delivery.releases).toEqual([
      {
        service: 'checkout',
        key: `binding-password-${change.id}`,
        // The new one, or the release would be for nothing.
        versions: [2],
      },
    ]);
    await services.publisher.refresh();
    expect(services.hub.bindings()[0]).toMatchObject({
      version: 2,
      clusters: ['east', 'west'],
    });
    run('east', { 2: 6 });
    run('west', { 1: 3, 2: 1 });
    await services.pass(2);
    expect((await services.operation(change.id)).reason).toContain(
      'west: 1 of 4 instances have the new password',
    );
    expect(await get()).toMatchObject({
      clusters: [
        { pods: { current: 6, older: 0, without: 0 } },
        { pods: { current: 1, older: 3, without: 0 } },
      ],
    });
    services.fleet
      .cluster('west')
      .setAge({ state: 'stale', sentence: 'west is out of sight' });
    run('west', { 2: 4 });
    await services.pass(2);
    expect((await services.operation(change.id)).reason).toContain(
      'west is out of sight',
    );
    expect(canSignIn(old)).toBe(true);
    services.fleet
      .cluster('west')
      .setAge({ state: 'live', sentence: 'Changes arrive' });
    expect(await services.settled(change)).toMatchObject({
      state: 'succeeded',
      reason:
        'Every instance of checkout has the new password, and the old one is dead',
    });
    expect([canSignIn(old), canSignIn(next)]).toEqual([false, true]);
    await services.sweeper.sweep();
    await services.pass(2);
    expect(paths('east')).toEqual([secretPath(2)]);
    expect(paths('west')).toEqual([secretPath(2)]);
    expect(await services.store.knex('passwords')).toHaveLength(2);
  });

  it('loses its old password at the deadline, and says which service needs a release', async () => {
    await bound();
    run('east', { 1: 2 });
    services.delivery.refusal = 'The quota is exceeded';
    const old = secretIn('east', 1);
    const change = await rotate(600);
    await services.pass(3);
    expect((await services.operation(change.id)).reason).toContain(
      'The quota is exceeded. Release checkout in prod',
    );
    await expect(rotate()).rejects.toThrow('is being changed already');
    services.clock.advance(600_000);
    expect(await services.settled(change)).toMatchObject({
      state: 'succeeded',
      reason: expect.stringContaining('The time was over'),
    });
    expect(canSignIn(old)).toBe(false);
  });

  it('is listed to releases no more at once, and gone when no instance uses it', async () => {
    await bound();
    run('east', { 1: 1 });
    const credentials = secretIn('east', 1);
    const removal = await remove();
    expect(services.hub.bindings()).toEqual([]);
    await services.pass(3);
    expect((await services.operation(removal.id)).reason).toContain(
      'east: 1 instances still use it',
    );
    expect(canSignIn(credentials)).toBe(true);
    await expect(
      services.instances.delete('payments', 'orders', services.asking()),
    ).rejects.toThrow(
      '"orders" is bound: remove checkout-orders (of checkout) first',
    );
    run('east', { 0: 1 });
    expect(await services.settled(removal)).toMatchObject({
      state: 'succeeded',
    });
    expect(canSignIn(credentials)).toBe(false);
    expect([...paths('east'), ...paths('west')]).toEqual([]);
    expect(await services.store.knex('bindings')).toEqual([]);
  });

  it('is gone at once with force, also where a removal waits already', async () => {
    await bound();
    run('east', { 1: 1 });
    const removal = await remove();
    await services.pass(1);
    await expect(remove()).rejects.toThrow('with force');
    expect((await remove(true)).id).toBe(removal.id);
    expect(await services.settled(removal, 3)).toMatchObject({
      state: 'succeeded',
    });
  });

  it('follows its instance: locked with it, and unlocked', async () => {
    await bound();
    const credentials = secretIn('east', 1);
    await services.settled(
      await services.instances.disable('payments', 'orders', services.asking()),
    );
    expect(canSignIn(credentials)).toBe(false);
    expect((await get()).state).toBe('disabled');
    await services.settled(
      await services.instances.enable('payments', 'orders', services.asking()),
    );
    expect(canSignIn(credentials)).toBe(true);
  });

  it('is locked when its instance is disabled while it is being made', async () => {
    const started = await bind();
    await services.instances.disable('payments', 'orders', services.asking());
    await services.settled(started);
    await services.pass(3);
    expect(canSignIn(secretIn('east', 1))).toBe(false);
  });

  it('takes back account and Secrets when it is aborted', async () => {
    services.fleet
      .cluster('west')
      .api.failWith(new ForwardedError('connect', { code: 'ECONNREFUSED' }));
    const started = await bind();
    await services.pass(2);
    services.fleet.cluster('west').api.failWith(undefined);
    await services.control.control(started.id, 'abort', {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: dan,
    });
    expect(await services.settled(started)).toMatchObject({ state: 'aborted' });
    expect(paths('east')).toEqual([]);
    expect(services.mysql.at('mysql-1').accounts.size).toBe(1);
  });

  it('is taken back, with account and Secrets, when its service is deleted in the instant in which it is made', async () => {
    const started = await bind();
    services.delivery.services.delete('checkout');
    expect(await services.settled(started)).toMatchObject({
      state: 'failed',
      reason:
        'The service checkout was deleted meanwhile, so the binding checkout-orders was taken back; create the service again to bind it',
    });
    await expect(get()).rejects.toThrow('checkout-orders');
    expect(paths('east')).toEqual([]);
    expect(services.mysql.at('mysql-1').accounts.size).toBe(1);
  });

  it('is not given to a service of the same name that came after', async () => {
    const operation = await bind();
    services.delivery.services.set('checkout', {
      id: 'id-of-another',
      slug: 'checkout',
      application: 'shop',
    });
    expect(await services.settled(operation)).toMatchObject({
      state: 'failed',
    });
  });

  it('comes to a cluster that joins the environment later', async () => {
    await bound();
    await services.store
      .knex('binding_secrets')
      .where({ cluster: 'west' })
      .delete();
    await services.sweeper.sweep();
    await services.pass(1);
    expect((await get()).clusters).toMatchObject([
      { secret: 'ready' },
      { secret: 'ready' },
    ]);
    const { items } = await services.operations.list({
      scope: { kind: 'all' },
      kind: 'binding.spread',
      limit: 5,
    });
    expect(items).toMatchObject([
      { state: 'succeeded', requester: 'flytower' },
    ]);
  });
});
