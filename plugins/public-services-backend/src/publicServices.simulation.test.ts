import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ForwardedError } from '@backstage/errors';
import { openStore, Store } from '@flytower/durable';
import { seeded } from '@flytower/durable/testUtils';
import { mockPod } from '@flytower/plugin-fleet-node/testUtils';
import {
  openPublicServices,
  OpenPublicServices,
  orderOf,
} from './__testUtils__/openPublicServices';

jest.setTimeout(120_000);

const NAMES = ['a', 'b', 'c'];
const SERVICES = ['checkout', 'worker'];
const CLUSTERS = ['east', 'west'];

/** What the process loses when it is killed: a transaction that was about to be written. */
function mortal(store: Store, dies: () => boolean): Store {
  return {
    ...store,
    transaction: async work => {
      if (dies()) {
        throw new Error('Killed');
      }
      return store.transaction(work);
    },
  };
}

/** A tenant whose people ask for anything at any time, over servers and clusters that fail. */
class World {
  readonly violations: string[] = [];

  constructor(
    readonly services: OpenPublicServices,
    readonly random: () => number,
    readonly wild: { on: boolean },
  ) {
    services.mysql.fault = act => {
      if (wild.on && random() < 0.08) {
        throw new Error(`Killed ${act}`);
      }
    };
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)];
  }

  /** Something is asked, or something fails; what is refused is no violation. */
  async happen(): Promise<void> {
    const { services } = this;
    const name = this.pick(NAMES);
    const service = this.pick(SERVICES);
    const binding = `${service}-${name}`;
    const asking = services.asking();
    const person = services.askingPerson();
    const acts: (() => Promise<unknown> | void)[] = [
      () => services.instances.create('payments', orderOf({ name }), asking),
      () => services.instances.create('payments', orderOf({ name }), asking),
      () => services.instances.disable('payments', name, asking),
      () => services.instances.enable('payments', name, asking),
      () => services.instances.delete('payments', name, asking),
      () => services.instances.changePassword('payments', name, 20, asking),
      () =>
        services.bindings.create(
          'payments',
          name,
          { service, prefix: `DB_${name.toUpperCase()}` },
          person,
        ),
      () =>
        services.bindings.changePassword(
          'payments',
          binding,
          { graceSeconds: 30, releaseService: this.random() < 0.5 },
          person,
        ),
      () =>
        services.bindings.delete(
          'payments',
          binding,
          this.random() < 0.3,
          asking,
        ),
      () => this.#abort(),
      () => {
        services.mysql.at('mysql-1').down = this.pick([
          undefined,
          undefined,
          'unreachable',
          'full',
          'timeout',
        ]);
      },
      () => this.#reach(this.pick(CLUSTERS), this.random() < 0.5),
      () => this.#release(),
    ];
    try {
      await this.pick(acts)();
    } catch {
      // Refused, or killed before it was written: nothing was promised.
    }
  }

  async #abort(): Promise<void> {
    const { items } = await this.services.operations.list({
      scope: { kind: 'all' },
      states: ['in-progress', 'waiting'],
      limit: 20,
    });
    await this.services.control.control(this.pick(items).id, 'abort', {
      scope: { kind: 'all' },
      readable: { kind: 'all' },
      requester: 'user:default/dan',
    });
  }

  #reach(name: string, reachable: boolean): void {
    const cluster = this.services.fleet.cluster(name);
    cluster.api.failWith(
      reachable
        ? undefined
        : new ForwardedError('connect', { code: 'ECONNREFUSED' }),
    );
    cluster.setAge({
      state: reachable ? 'live' : 'stale',
      sentence: reachable ? 'Live' : `${name} is out of sight`,
    });
  }

  /** Every service is released with the credentials of now. */
  #release(): void {
    const bound = this.services.hub.bindings();
    for (const name of CLUSTERS) {
      this.services.fleet.cluster(name).show({
        pods: SERVICES.map(service =>
          mockPod({
            name: `${name}-${service}`,
            labels: { 'flytower.dev/service-id': `id-of-${service}` },
            secrets: bound
              .filter(one => one.serviceId === `id-of-${service}`)
              .map(one => one.secretName),
          }),
        ),
      });
    }
  }

  async pass(steps: number): Promise<void> {
    for (let i = 0; i < steps; i += 1) {
      try {
        await this.services.pass(1);
      } catch {
        // Killed between two steps: the next pass is another process.
        this.services.clock.advance(20_000);
      }
      await this.look();
    }
  }

  /** What must hold at every moment. */
  async look(): Promise<void> {
    const { store, mysql } = this.services;
    const server = mysql.at('mysql-1');
    const accounts = await store.knex('accounts').select('username');
    const known = new Set(accounts.map(({ username }) => username));
    for (const username of server.accounts.keys()) {
      if (!known.has(username)) {
        this.violations.push(`The account ${username} is nobody's`);
      }
    }
    const instances = await store.knex('instances');
    for (const { id, database_name, state } of instances) {
      if (
        (state === 'ready' || state === 'disabled') &&
        server.databases.get(database_name) !== id
      ) {
        this.violations.push(`The database ${database_name} is lost`);
      }
    }
    const ids = new Set(instances.map(({ id }) => id));
    for (const [database, owner] of server.databases) {
      if (!ids.has(owner)) {
        this.violations.push(`The database ${database} is nobody's`);
      }
    }
    const leases = await store
      .knex('operation_leases')
      .groupBy('subject_id')
      .count({ held: '*' });
    if (leases.some(({ held }) => Number(held) > 1)) {
      this.violations.push('Two operations work on one subject');
    }
  }

  /** Everything heals; then everything that was asked comes to an end. */
  async settle(): Promise<void> {
    this.wild.on = false;
    this.services.mysql.at('mysql-1').down = undefined;
    CLUSTERS.forEach(name => this.#reach(name, true));
    await this.services.monitor.look();
    for (let i = 0; i < 60; i += 1) {
      await this.services.publisher.refresh();
      this.#release();
      this.services.clock.advance(60_000);
      await this.services.sweeper.sweep();
      await this.pass(1);
      const open = await this.services.store
        .knex('operations')
        .whereIn('state', ['in-progress', 'waiting']);
      // The sweeper looks once more at what the last operation left.
      if (open.length === 0 && i > 3) {
        return;
      }
    }
  }
}

describe('public services over servers and clusters that fail and a process that dies', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });
  const seeds = Number(process.env.FLYTOWER_SIMULATION_SEEDS ?? 6);

  it.each(Array.from({ length: seeds }, (_, i) => i + 1))(
    'come to what was asked, with nothing lost and nothing left over (seed %i)',
    async seed => {
      const random = seeded(seed);
      const wild = { on: false };
      const store = mortal(
        await openStore({
          database: mockServices.database({
            knex: await databases.init('SQLITE_3'),
          }),
          migrations: `${__dirname}/../migrations`,
          logger: mockServices.logger.mock(),
        }),
        () => wild.on && random() < 0.06,
      );
      const services = await openPublicServices({ store });
      await services.publisher.refresh();
      const world = new World(services, random, wild);
      wild.on = true;
      for (let i = 0; i < 60; i += 1) {
        await world.happen();
        await world.pass(Math.floor(random() * 4));
      }
      await world.settle();
      expect(world.violations).toEqual([]);

      const open = await store
        .knex('operations')
        .whereIn('state', ['in-progress', 'waiting', 'paused'])
        .select('kind', 'reason', 'last_error');
      expect(open).toEqual([]);
      const server = services.mysql.at('mysql-1');
      const accounts = await store
        .knex('accounts')
        .join('instances', 'instances.id', 'accounts.instance_id')
        .select('accounts.*', { instance_state: 'instances.state' });
      expect(new Set(server.accounts.keys())).toEqual(
        new Set(accounts.map(({ username }) => username)),
      );
      for (const { username, instance_state: state } of accounts) {
        const account = server.accounts.get(username);
        expect([username, account?.enabled]).toEqual([
          username,
          state === 'ready',
        ]);
        expect(account?.passwords).toHaveLength(1);
      }
      const bindings = await store.knex('bindings');
      expect(accounts.filter(({ binding_id: id }) => id !== null)).toHaveLength(
        bindings.length,
      );
      for (const cluster of CLUSTERS) {
        const secrets = services.fleet.cluster(cluster).api.paths();
        expect(secrets).toEqual(
          bindings
            .map(
              ({ name, version }) =>
                `/api/v1/namespaces/payments--prod/secrets/${name}-v${version}`,
            )
            .sort(),
        );
      }
      const words = [...server.accounts.values()].flatMap(one => one.passwords);
      for (const table of ['operations', 'outbox', 'passwords', 'accounts']) {
        const rows = JSON.stringify(await store.knex(table));
        expect(words.filter(word => rows.includes(word))).toEqual([]);
      }
    },
  );
});
