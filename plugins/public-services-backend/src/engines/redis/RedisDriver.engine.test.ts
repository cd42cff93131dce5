import { createClient } from 'redis';
import { inspect } from 'node:util';
import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import {
  describeEngines,
  whileFrozen,
} from '../../__testUtils__/describeEngines';
import { EngineAccount, EngineInstance, ServerAccess } from '../EngineDriver';
import { RedisDriver } from './RedisDriver';

const RUN = Date.now().toString(36);
const guard = EgressGuard.fromCidrs(['127.0.0.0/8']);
let serial = 0;

function anInstance(memoryBytes = 32 * 1024 ** 2): EngineInstance {
  serial += 1;
  return {
    id: `INSTANCE-${RUN}-${serial}`,
    database: 'cache',
    limits: { connections: 10, memoryBytes },
  };
}

function anAccount(): EngineAccount {
  serial += 1;
  return { id: `ACCOUNT-${RUN}-${serial}`, username: `u${RUN}_${serial}` };
}

describeEngines('RedisDriver', ({ redis }) => {
  const engine = redis[redis.length - 1] ?? redis[0]!; // eslint-disable-line @typescript-eslint/no-non-null-assertion -- the schema wants one at least
  const server: ServerAccess = {
    engine: 'redis',
    host: engine.host,
    port: engine.port,
    administrator: {
      username: engine.username,
      password: Secret.of(engine.password),
    },
  };
  const driver = new RedisDriver({ guard });
  const hasty = new RedisDriver({
    guard,
    timeouts: { connectMs: 300, statementMs: 300 },
  });
  const open: { isOpen: boolean; destroy(): void }[] = [];
  let current: EngineInstance | undefined;

  async function connect(username: string, password: string) {
    const client = createClient({
      username,
      password,
      socket: {
        host: engine.host,
        port: engine.port,
        reconnectStrategy: false,
      },
    });
    client.on('error', () => {});
    open.push(client);
    await client.connect();
    return client;
  }
  const signIn = (account: EngineAccount, password: string) =>
    connect(account.username, password);
  const asAdmin = () => connect(engine.username, engine.password);

  async function madeInstance(memoryBytes?: number) {
    const instance = anInstance(memoryBytes);
    await driver.createInstance(server, instance);
    current = instance;
    return instance;
  }

  async function madeAccount(instance: EngineInstance, password = 'first') {
    const account = anAccount();
    await driver.putAccount(server, instance, {
      ...account,
      password: Secret.of(password),
    });
    return account;
  }

  afterEach(async () => {
    open
      .splice(0)
      .filter(client => client.isOpen)
      .forEach(client => client.destroy());
    if (current) {
      await driver.deleteInstance(server, current);
      current = undefined;
    }
  });

  describe('checking a server', () => {
    it('names product and version of a server that serves', async () => {
      expect(await driver.check(server)).toMatchObject({
        outcome: 'usable',
        product: 'Redis',
        version: engine.version,
        encrypted: false,
      });
    });

    it.each([
      ['a wrong password', engine.username, 'wrong'],
      ['an unknown administrator', 'nobody', 'x'],
      ['hostile ones', `x\r\nFLUSHALL`, `"';--\\ \u{1F511}`],
      ['very long ones', 'x'.repeat(10_000), 'x'.repeat(10_000)],
    ])('refuses %s with a sentence', async (_, username, password) => {
      const administrator = { username, password: Secret.of(password) };
      expect(await driver.check({ ...server, administrator })).toEqual({
        outcome: 'refused',
        code: 'wrong-password',
        sentence: `The Redis server 127.0.0.1:${engine.port} refuses the administrator: name or password is wrong; register the right ones`,
      });
    });

    it('refuses an administrator who may not do everything', async () => {
      const admin = await asAdmin();
      await admin.sendCommand([
        ...['ACL', 'SETUSER', 'weak', 'on', '>weak', '~*', '&*'],
        ...['+@all', '-config'],
      ]);
      const administrator = { username: 'weak', password: Secret.of('weak') };
      expect(await driver.check({ ...server, administrator })).toMatchObject({
        code: 'missing-rights',
        sentence: expect.stringMatching(/does not let weak do everything/),
      });
      await admin.sendCommand(['ACL', 'DELUSER', 'weak']);
    });

    it('says that nothing listens, that a name is unknown, that an address is forbidden, that TLS is not spoken', async () => {
      expect(await driver.check({ ...server, port: 1 })).toMatchObject({
        code: 'unreachable',
        sentence: expect.stringMatching(/nothing listens/),
      });
      expect(
        await driver.check({ ...server, host: 'no-such-host.invalid' }),
      ).toMatchObject({ code: 'unreachable' });
      expect(await hasty.check({ ...server, tls: {} })).toMatchObject({
        outcome: 'refused',
        code: expect.stringMatching(/certificate|unreachable|timeout/),
      });
      const closed = new RedisDriver({
        guard: EgressGuard.fromCidrs(['10.0.0.0/8']),
      });
      for (const host of ['127.0.0.1', 'localhost', '::ffff:127.0.0.1']) {
        expect(await closed.check({ ...server, host })).toMatchObject({
          code: 'forbidden-address',
        });
      }
    });

    it('says that a frozen server does not answer in time', async () => {
      const check = await whileFrozen(engine, () => hasty.check(server));
      expect(check).toMatchObject({ code: 'timeout' });
    });
  });

  describe('instances', () => {
    it('take an empty server whole, again without harm, and give it back empty', async () => {
      const instance = await madeInstance();
      const account = await madeAccount(instance);
      const tenant = await signIn(account, 'first');
      await tenant.set('word', 'one');
      await tenant.sendCommand([
        'FUNCTION',
        'LOAD',
        "#!lua name=kept\nredis.register_function('kept', function() return 1 end)",
      ]);
      await driver.createInstance(server, instance);
      expect(await tenant.get('word')).toBe('one');
      expect(await driver.observe(server, instance)).toMatchObject({
        database: 'own',
        accounts: [
          {
            username: account.username,
            enabled: true,
            passwords: 1,
            sessions: 1,
          },
        ],
        connections: 1,
      });
      await driver.deleteInstance(server, instance);
      await driver.deleteInstance(server, instance);
      expect(await driver.observe(server, instance)).toEqual({
        database: 'absent',
        accounts: [],
      });
      await expect(tenant.get('word')).rejects.toThrow();
      const next = await madeInstance();
      const other = await signIn(await madeAccount(next), 'first');
      expect(await other.dbSize()).toBe(0);
      expect(await other.sendCommand(['FUNCTION', 'LIST'])).toEqual([]);
    });

    it('leave a server alone that holds data, or another instance', async () => {
      const admin = await asAdmin();
      await admin.set('foreign', 'yes');
      await expect(
        driver.createInstance(server, anInstance()),
      ).rejects.toMatchObject({ code: 'foreign', retry: false });
      expect(await admin.get('foreign')).toBe('yes');
      await admin.del('foreign');
      await madeInstance();
      const other = anInstance();
      for (const call of [
        () => driver.createInstance(server, other),
        () => driver.deleteInstance(server, other),
        () => madeAccount(other),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'foreign' });
      }
      expect(await driver.observe(server, other)).toMatchObject({
        database: 'foreign',
      });
    });

    it('hold no more than the memory of their plan', async () => {
      const instance = await madeInstance(4 * 1024 ** 2);
      const tenant = await signIn(await madeAccount(instance), 'first');
      const megabyte = 'x'.repeat(1024 ** 2);
      const filling = async () => {
        for (let index = 0; index < 8; index += 1) {
          await tenant.set(`key-${index}`, megabyte);
        }
      };
      await expect(filling()).rejects.toThrow(/OOM/);
    });
  });

  describe('accounts', () => {
    it('work with all data, and with nothing of the server', async () => {
      const instance = await madeInstance();
      const account = await madeAccount(instance);
      const tenant = await signIn(account, 'first');
      await tenant.set('a', '1');
      expect(await tenant.keys('*')).toEqual(['a']);
      await tenant.sendCommand(['INFO']);
      await tenant.flushAll();
      for (const forbidden of [
        ['ACL', 'LIST'],
        ['CONFIG', 'GET', '*'],
        ['SHUTDOWN'],
        ['CLIENT', 'LIST'],
        ['DEBUG', 'SLEEP', '0'],
        ['REPLICAOF', '127.0.0.1', '1'],
        ['MODULE', 'LOAD', '/tmp/x'],
      ]) {
        await expect(tenant.sendCommand(forbidden)).rejects.toThrow(
          /NOPERM|not allowed/,
        );
      }
      // The mark has outlived FLUSHALL.
      expect(await driver.observe(server, instance)).toMatchObject({
        database: 'own',
      });
    });

    it('are the only way in: the default user is off', async () => {
      await madeInstance();
      await expect(connect('default', '')).rejects.toThrow();
    });

    it.each([
      ['quotes', `'"; --`],
      ['line ends', 'a\r\nACL SETUSER x on'],
      ['unicode', '密码🔑'],
      ['10,000 characters', 'x'.repeat(10_000)],
      ['backslashes and spaces', ' \\ > # '],
    ])('may have a password with %s', async (_, password) => {
      const account = await madeAccount(await madeInstance(), password);
      await signIn(account, password);
      await expect(signIn(account, `${password}x`)).rejects.toThrow(
        /WRONGPASS/,
      );
    });

    it.each([`o'brien;--`, '张伟', 'back\\slash', '~*'])(
      'may be called %s, also after a restart',
      async username => {
        const instance = await madeInstance();
        const account = { ...anAccount(), username };
        await driver.putAccount(server, instance, {
          ...account,
          password: Secret.of('x'),
        });
        const admin = await asAdmin();
        // Reads the file that was written.
        await admin.sendCommand(['ACL', 'LOAD']);
        await signIn(account, 'x');
        await driver.deleteAccount(server, instance, account);
        await driver.deleteAccount(server, instance, account);
        await expect(signIn(account, 'x')).rejects.toThrow(/WRONGPASS/);
      },
    );

    it.each(['', 'two words', 'line\nend', 'nul\0', 'x'.repeat(257)])(
      'may not be called %j',
      async username => {
        const instance = await madeInstance();
        const account = { ...anAccount(), username, password: Secret.of('x') };
        await expect(
          driver.putAccount(server, instance, account),
        ).rejects.toMatchObject({
          message: expect.stringMatching(/^No Redis account can be called/),
        });
      },
    );

    it('are never the administrator or the default user', async () => {
      const instance = await madeInstance();
      for (const username of [engine.username, 'default']) {
        const account = { ...anAccount(), username, password: Secret.of('x') };
        for (const call of [
          () => driver.putAccount(server, instance, account),
          () => driver.disableAccount(server, instance, account),
          () => driver.deleteAccount(server, instance, account),
        ]) {
          await expect(call()).rejects.toMatchObject({ code: 'foreign' });
        }
      }
    });
  });

  it('disables an account with its open sessions, and enables it again', async () => {
    const instance = await madeInstance();
    const account = await madeAccount(instance);
    const tenant = await signIn(account, 'first');
    await driver.disableAccount(server, instance, account);
    await driver.disableAccount(server, instance, account);
    await expect(tenant.ping()).rejects.toThrow();
    await expect(signIn(account, 'first')).rejects.toThrow(/WRONGPASS/);
    const password = Secret.of('second');
    await driver.keepPassword(server, instance, { ...account, password });
    await expect(
      driver.signIn(server, instance, { ...account, password }),
    ).rejects.toMatchObject({ code: 'wrong-password' });
    expect(await driver.observe(server, instance)).toMatchObject({
      accounts: [{ enabled: false, sessions: 0 }],
    });
    await driver.enableAccount(server, instance, account);
    await driver.signIn(server, instance, { ...account, password });
    await driver.disableAccount(server, instance, account);
    await driver.putAccount(server, instance, { ...account, password });
    await (await signIn(account, 'second')).ping();
  });

  it('changes a password: both for a while, then the new one alone, and the sessions end', async () => {
    const instance = await madeInstance();
    const account = await madeAccount(instance, 'old');
    const begun = await signIn(account, 'old');
    const change = {
      ...account,
      current: Secret.of('old'),
      next: Secret.of('new'),
    };
    await driver.addPassword(server, instance, change);
    await driver.addPassword(server, instance, change);
    await begun.ping();
    await signIn(account, 'old');
    await signIn(account, 'new');
    expect(await driver.observe(server, instance)).toMatchObject({
      accounts: [{ passwords: 2, sessions: 3 }],
    });
    const password = Secret.of('new');
    await driver.keepPassword(server, instance, { ...account, password });
    await driver.keepPassword(server, instance, { ...account, password });
    await expect(begun.ping()).rejects.toThrow();
    await expect(signIn(account, 'old')).rejects.toThrow(/WRONGPASS/);
    await signIn(account, 'new');
    expect(await driver.observe(server, instance)).toMatchObject({
      accounts: [{ passwords: 1, sessions: 1 }],
    });
  });

  it('shows no password in an error', async () => {
    const secret = `hush${RUN}`;
    const administrator = {
      username: engine.username,
      password: Secret.of(secret),
    };
    const error = await driver
      .createInstance({ ...server, administrator }, anInstance())
      .catch(thrown => thrown);
    expect(error.name).toBe('EngineError');
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(
      secret,
    );
  });
});
