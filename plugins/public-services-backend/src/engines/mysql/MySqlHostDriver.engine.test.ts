import { readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { inspect } from 'node:util';
import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import { Connection, createConnection, RowDataPacket } from 'mysql2/promise';
import {
  describeEngines,
  whileFrozen,
} from '../../__testUtils__/describeEngines';
import { EngineAccount, EngineInstance, ServerAccess } from '../EngineDriver';
import { MySqlHostDriver } from './MySqlHostDriver';
import { databaseName, grantPattern } from './sql';

const RUN = Date.now().toString(36);
const guard = EgressGuard.fromCidrs(['127.0.0.0/8']);
let serial = 0;

/** Names and ids that no other test has. */
function anInstance(connections = 10): EngineInstance {
  serial += 1;
  return {
    id: `INSTANCE-${RUN}-${serial}`,
    database: `t${RUN}_${serial}`,
    limits: { connections },
  };
}

function anAccount(): EngineAccount {
  serial += 1;
  return { id: `ACCOUNT-${RUN}-${serial}`, username: `u${RUN}_${serial}` };
}

describeEngines('MySqlHostDriver on MariaDB', ({ mariadb }) => {
  const { host, port } = mariadb;
  const server: ServerAccess = {
    engine: 'mysql',
    host,
    port,
    administrator: {
      username: mariadb.username,
      password: Secret.of(mariadb.password),
    },
  };
  const driver = new MySqlHostDriver({ guard });
  const hasty = new MySqlHostDriver({
    guard,
    timeouts: { connectMs: 300, statementMs: 300 },
  });
  const made: EngineInstance[] = [];
  const open: Connection[] = [];
  let admin: Connection;

  beforeAll(async () => {
    admin = await createConnection({
      host,
      port,
      user: mariadb.username,
      password: mariadb.password,
    });
  });
  afterEach(() => open.splice(0).forEach(connection => connection.destroy()));
  afterAll(async () => {
    for (const instance of made) {
      await driver.deleteInstance(server, instance);
    }
    await admin.end();
  });

  async function madeInstance(connections?: number) {
    const instance = anInstance(connections);
    made.push(instance);
    await driver.createInstance(server, instance);
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

  async function signIn(
    { username }: EngineAccount,
    password: string,
    database?: string,
  ) {
    const connection = await createConnection({
      host,
      port,
      user: username,
      password,
      database,
    });
    connection.on('error', () => {});
    open.push(connection);
    return connection;
  }

  const query = async (connection: Connection, text: string) => {
    const [rows] = await connection.query<RowDataPacket[]>(text);
    return rows;
  };

  describe('checking a server', () => {
    it('names product and version of a server that serves', async () => {
      expect(await driver.check(server)).toMatchObject({
        outcome: 'usable',
        product: 'MariaDB',
        version: mariadb.version,
        encrypted: false,
      });
    });

    it('is encrypted, with the certificate verified, where TLS is given', async () => {
      const caPem = readFileSync(mariadb.caFile ?? '', 'utf8');
      expect(await driver.check({ ...server, tls: { caPem } })).toMatchObject({
        outcome: 'usable',
        encrypted: true,
      });
    });

    it('refuses a certificate that nobody trusted signed, and one for another name or address', async () => {
      const caPem = readFileSync(mariadb.caFile ?? '', 'utf8');
      expect(await driver.check({ ...server, tls: {} })).toMatchObject({
        code: 'certificate',
        sentence: expect.stringMatching(/the given authority did not sign/),
      });
      for (const serverName of ['db.example.com', '127.0.0.2']) {
        expect(
          await driver.check({ ...server, tls: { caPem, serverName } }),
        ).toMatchObject({
          code: 'certificate',
          sentence: expect.stringMatching(/for another name/),
        });
      }
    });

    it.each([
      ['a wrong password', { username: mariadb.username, password: 'wrong' }],
      ['an unknown administrator', { username: 'nobody', password: 'x' }],
      [
        'hostile ones',
        { username: "x' OR '1'='1", password: `"';--\\ \u{1F511}` },
      ],
      ['a very long one', { username: 'nobody', password: 'x'.repeat(10_000) }],
    ])('refuses %s with a sentence', async (_, { username, password }) => {
      const check = await driver.check({
        ...server,
        administrator: { username, password: Secret.of(password) },
      });
      expect(check).toEqual({
        outcome: 'refused',
        code: 'wrong-password',
        sentence: `The MySQL server 127.0.0.1:${port} refuses the administrator: name or password is wrong; register the right ones`,
      });
    });

    it('says which rights an administrator lacks', async () => {
      const { username } = anAccount();
      await admin.query(`CREATE USER '${username}'@'%' IDENTIFIED BY 'x'`);
      await admin.query(
        `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, CREATE USER ON *.* TO '${username}'@'%'`,
      );
      try {
        const check = await driver.check({
          ...server,
          administrator: { username, password: Secret.of('x') },
        });
        expect(check).toMatchObject({
          code: 'missing-rights',
          sentence: expect.stringMatching(
            /but without .*PROCESS, CONNECTION ADMIN, GRANT OPTION; grant .* WITH GRANT OPTION/,
          ),
        });
      } finally {
        await admin.query(`DROP USER '${username}'@'%'`);
      }
    });

    it('says that nothing listens, that a name is unknown, and that an address is forbidden', async () => {
      expect(await driver.check({ ...server, port: 1 })).toMatchObject({
        code: 'unreachable',
        sentence: expect.stringMatching(/nothing listens/),
      });
      expect(
        await driver.check({ ...server, host: 'no-such-host.invalid' }),
      ).toMatchObject({ code: 'unreachable' });
      const closed = new MySqlHostDriver({
        guard: EgressGuard.fromCidrs(['10.0.0.0/8']),
      });
      for (const name of ['127.0.0.1', 'localhost', '::ffff:127.0.0.1']) {
        expect(await closed.check({ ...server, host: name })).toMatchObject({
          code: 'forbidden-address',
        });
      }
    });

    it('says that a frozen server does not answer in time', async () => {
      const check = await whileFrozen(mariadb, () => hasty.check(server));
      expect(check).toMatchObject({
        code: 'timeout',
        sentence: expect.stringMatching(/did not answer within 0.3 s/),
      });
    });

    it('says that what answers is no database server', async () => {
      const sockets: Socket[] = [];
      const impostor = createServer(socket => {
        sockets.push(socket);
        socket.on('error', () => {});
        socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
      }).listen(0, '127.0.0.1');
      await new Promise(resolve => {
        impostor.once('listening', resolve);
      });
      const address = impostor.address();
      const at = typeof address === 'object' ? address?.port ?? 0 : 0;
      const check = await hasty.check({ ...server, port: at });
      expect(check).toMatchObject({ outcome: 'refused' });
      sockets.forEach(socket => socket.destroy());
      impostor.close();
    });
  });

  describe('databases', () => {
    it('makes one, again without harm, and removes it, again without harm', async () => {
      const instance = await madeInstance();
      expect(await driver.observe(server, instance)).toMatchObject({
        database: 'own',
        accounts: [],
        storageBytes: 0,
      });
      await admin.query(`CREATE TABLE ${instance.database}.t (id INT)`);
      await driver.createInstance(server, instance);
      expect(
        await query(admin, `SHOW TABLES FROM ${instance.database}`),
      ).toHaveLength(1);
      await driver.deleteInstance(server, instance);
      await driver.deleteInstance(server, instance);
      expect(await driver.observe(server, instance)).toEqual({
        database: 'absent',
        accounts: [],
      });
    });

    it('leaves a database alone that it did not make', async () => {
      const instance = anInstance();
      await admin.query(`CREATE DATABASE ${instance.database}`);
      try {
        for (const call of [
          () => driver.createInstance(server, instance),
          () => driver.deleteInstance(server, instance),
        ]) {
          await expect(call()).rejects.toMatchObject({
            code: 'foreign',
            retry: false,
            message: expect.stringMatching(/that this instance did not make/),
          });
        }
        expect(await driver.observe(server, instance)).toMatchObject({
          database: 'foreign',
        });
      } finally {
        await admin.query(`DROP DATABASE ${instance.database}`);
      }
    });

    it('leaves the database of another instance alone, and the databases of the server', async () => {
      const instance = await madeInstance();
      for (const database of [
        instance.database,
        'mysql',
        'flytower_registry',
      ]) {
        await expect(
          driver.deleteInstance(server, { ...anInstance(), database }),
        ).rejects.toMatchObject({ code: 'foreign' });
      }
      await expect(
        driver.putAccount(
          server,
          { ...anInstance(), database: instance.database },
          { ...anAccount(), password: Secret.of('x') },
        ),
      ).rejects.toMatchObject({ code: 'foreign' });
    });

    it.each([
      '`; DROP DATABASE mysql; --',
      `quote'"double`,
      'back\\slash\\',
      '数据库-ß',
      '100%_of_it',
      'a.b/c',
    ])('quotes %s as a name', async hostile => {
      const instance = { ...anInstance(), database: `${hostile}${RUN}` };
      await driver.createInstance(server, instance);
      try {
        const account = await madeAccount(instance);
        const tenant = await signIn(account, 'first', instance.database);
        await tenant.query('CREATE TABLE t (id INT)');
        expect(await query(tenant, 'SHOW DATABASES')).toHaveLength(2);
        expect(await driver.observe(server, instance)).toMatchObject({
          database: 'own',
        });
      } finally {
        await driver.deleteInstance(server, instance);
      }
      expect(await driver.observe(server, instance)).toMatchObject({
        database: 'absent',
      });
    });

    it.each(['', 'x'.repeat(65), 'a\0b', 'end ', '\u{1F511}'])(
      'refuses the name %j by a sentence',
      async database => {
        await expect(
          driver.createInstance(server, { ...anInstance(), database }),
        ).rejects.toMatchObject({
          name: 'EngineError',
          message: expect.stringMatching(/^No database can be called/),
        });
      },
    );
  });

  it('refuses names of 10,000 characters by a short sentence', async () => {
    const name = 'x'.repeat(10_000);
    const instance = await madeInstance();
    const calls = [
      driver.createInstance(server, { ...anInstance(), database: name }),
      driver.putAccount(server, instance, {
        ...anAccount(),
        username: name,
        password: Secret.of('x'),
      }),
    ];
    for (const call of calls) {
      const error = await call.catch(thrown => thrown);
      expect(error.message).toMatch(/can be called "xxx/);
      expect(error.message.length).toBeLessThan(200);
    }
  });

  describe('accounts', () => {
    it('work in their database, and see and use no other', async () => {
      const own = await madeInstance();
      const other = await madeInstance();
      const account = await madeAccount(own);
      const stranger = await madeAccount(other);
      const tenant = await signIn(account, 'first', own.database);
      await tenant.query('CREATE TABLE t (id INT PRIMARY KEY, word TEXT)');
      await tenant.query("INSERT INTO t VALUES (1, 'one')");
      expect(await query(tenant, 'SELECT word FROM t')).toEqual([
        { word: 'one' },
      ]);
      expect(
        (await query(tenant, 'SHOW DATABASES')).map(row => row.Database),
      ).toEqual([own.database, 'information_schema'].sort());
      for (const forbidden of [
        `USE ${other.database}`,
        `CREATE TABLE ${other.database}.t (id INT)`,
        'SELECT * FROM flytower_registry.claims',
        'SELECT * FROM mysql.user',
        'CREATE DATABASE mine_too',
        `GRANT SELECT ON ${own.database}.* TO '${stranger.username}'@'%'`,
        'CREATE USER another',
        `SELECT * FROM t INTO OUTFILE '/tmp/x'`,
      ]) {
        await expect(tenant.query(forbidden)).rejects.toThrow(/denied/);
      }
      await expect(signIn(stranger, 'first', own.database)).rejects.toThrow(
        /denied/,
      );
    });

    it('do not reach a database whose name merely looks alike', async () => {
      const instance = await madeInstance();
      const alike = {
        ...anInstance(),
        database: instance.database.replace('_', 'x'),
      };
      made.push(alike);
      await driver.createInstance(server, alike);
      const tenant = await signIn(await madeAccount(instance), 'first');
      await expect(tenant.query(`USE ${alike.database}`)).rejects.toThrow(
        /denied/,
      );
    });

    it('are put back to just their rights', async () => {
      const instance = await madeInstance();
      const other = await madeInstance();
      const account = await madeAccount(instance);
      await admin.query(
        `GRANT ALL ON ${other.database}.* TO '${account.username}'@'%'`,
      );
      await driver.putAccount(server, instance, {
        ...account,
        password: Secret.of('second'),
      });
      const tenant = await signIn(account, 'second', instance.database);
      await expect(tenant.query(`USE ${other.database}`)).rejects.toThrow(
        /denied/,
      );
      await expect(signIn(account, 'first')).rejects.toThrow(/denied/);
    });

    it('hold no more connections at once than their plan', async () => {
      const account = await madeAccount(await madeInstance(2));
      await signIn(account, 'first');
      await signIn(account, 'first');
      await expect(signIn(account, 'first')).rejects.toThrow(
        /max_user_connections/,
      );
    });

    it.each([
      ['quotes', `'; DROP USER root; --"`],
      ['backslashes', `"\\'\\`],
      ['unicode', '密码🔑'],
      ['10,000 characters', 'x'.repeat(10_000)],
      ['spaces around it', ' leading and trailing '],
    ])('may have a password with %s', async (_, password) => {
      const instance = await madeInstance();
      const account = await madeAccount(instance, password);
      await signIn(account, password, instance.database);
      await expect(signIn(account, `${password}x`)).rejects.toThrow(/denied/);
    });

    it.each([`o'brien`, '"; --', 'back\\slash', '张伟', 'a`b'])(
      'may be called %s',
      async name => {
        const instance = await madeInstance();
        const account = { ...anAccount(), username: `${name}${serial}` };
        await driver.putAccount(server, instance, {
          ...account,
          password: Secret.of('x'),
        });
        await signIn(account, 'x', instance.database);
        await driver.disableAccount(server, instance, account);
        await driver.deleteAccount(server, instance, account);
        await expect(signIn(account, 'x')).rejects.toThrow(/denied/);
      },
    );

    it('that somebody else made are left alone', async () => {
      const instance = await madeInstance();
      const account = anAccount();
      await admin.query(
        `CREATE USER '${account.username}'@'10.0.0.1' IDENTIFIED BY 'x'`,
      );
      try {
        const withPassword = { ...account, password: Secret.of('y') };
        for (const call of [
          () => driver.putAccount(server, instance, withPassword),
          () => driver.keepPassword(server, instance, withPassword),
          () => driver.disableAccount(server, instance, account),
          () => driver.deleteAccount(server, instance, account),
        ]) {
          await expect(call()).rejects.toMatchObject({ code: 'foreign' });
        }
      } finally {
        await admin.query(`DROP USER '${account.username}'@'10.0.0.1'`);
      }
      await expect(
        driver.putAccount(server, instance, {
          ...anAccount(),
          username: mariadb.username,
          password: Secret.of('y'),
        }),
      ).rejects.toMatchObject({ code: 'foreign' });
    });

    it('are gone with their sessions when deleted, and with their database', async () => {
      const instance = await madeInstance();
      const [one, two] = [
        await madeAccount(instance),
        await madeAccount(instance),
      ];
      const first = await signIn(one, 'first', instance.database);
      const second = await signIn(two, 'first', instance.database);
      await driver.deleteAccount(server, instance, one);
      await driver.deleteAccount(server, instance, one);
      await expect(first.query('SELECT 1')).rejects.toThrow();
      await second.query('SELECT 1');
      await driver.deleteInstance(server, instance);
      await expect(second.query('SELECT 1')).rejects.toThrow();
      await expect(signIn(two, 'first')).rejects.toThrow(/denied/);
    });
  });

  describe('disabling', () => {
    it('locks the account and ends its open sessions, those at work too', async () => {
      const instance = await madeInstance();
      const account = await madeAccount(instance);
      const idle = await signIn(account, 'first', instance.database);
      const busy = await signIn(account, 'first', instance.database);
      const work = busy.query('SELECT SLEEP(60)');
      work.catch(() => {});
      await driver.disableAccount(server, instance, account);
      await expect(work).rejects.toThrow();
      await expect(idle.query('SELECT 1')).rejects.toThrow();
      await expect(signIn(account, 'first')).rejects.toThrow(/locked/);
      expect(await driver.observe(server, instance)).toMatchObject({
        accounts: [{ enabled: false, sessions: 0 }],
      });
      // Done again, and a new password meanwhile: it stays locked.
      await driver.disableAccount(server, instance, account);
      const password = Secret.of('second');
      const current = Secret.of('first');
      await driver.addPassword(server, instance, {
        ...account,
        current,
        next: password,
      });
      await driver.keepPassword(server, instance, { ...account, password });
      await expect(signIn(account, 'second')).rejects.toThrow(/locked/);
      await expect(
        driver.signIn(server, instance, { ...account, password }),
      ).rejects.toMatchObject({
        message: expect.stringMatching(/refuses the account .* it is locked/),
      });
      await driver.enableAccount(server, instance, account);
      await driver.enableAccount(server, instance, account);
      await signIn(account, 'second', instance.database);
      await driver.disableAccount(server, instance, account);
      await driver.putAccount(server, instance, { ...account, password });
      await driver.signIn(server, instance, { ...account, password });
    });

    it('tells an account that may sign in from one that may not use its database', async () => {
      const instance = await madeInstance();
      const other = await madeInstance();
      const account = await madeAccount(instance);
      const password = Secret.of('first');
      await driver.signIn(server, instance, { ...account, password });
      await expect(
        driver.signIn(server, other, { ...account, password }),
      ).rejects.toMatchObject({ code: 'missing-rights' });
      await expect(
        driver.signIn(server, instance, {
          ...account,
          password: Secret.of('wrong'),
        }),
      ).rejects.toMatchObject({ code: 'wrong-password' });
    });
  });

  describe('changing a password', () => {
    it('lets both in for a while, then the new one alone, and ends the sessions', async () => {
      const instance = await madeInstance(5);
      const account = await madeAccount(instance, 'old');
      const begun = await signIn(account, 'old', instance.database);
      const change = {
        ...account,
        current: Secret.of('old'),
        next: Secret.of('new'),
      };
      await driver.addPassword(server, instance, change);
      await driver.addPassword(server, instance, change);
      await begun.query('SELECT 1');
      await signIn(account, 'old', instance.database);
      await signIn(account, 'new', instance.database);
      expect(await driver.observe(server, instance)).toMatchObject({
        accounts: [{ passwords: 2, sessions: 3, enabled: true }],
        connections: 3,
      });
      const password = Secret.of('new');
      await driver.keepPassword(server, instance, { ...account, password });
      await driver.keepPassword(server, instance, { ...account, password });
      await expect(begun.query('SELECT 1')).rejects.toThrow();
      await expect(signIn(account, 'old')).rejects.toThrow(/denied/);
      const tenant = await signIn(account, 'new', instance.database);
      expect(await driver.observe(server, instance)).toMatchObject({
        accounts: [{ passwords: 1, sessions: 1 }],
      });
      // Rights and limits have outlived it.
      await tenant.query('CREATE TABLE t (id INT)');
      expect(
        (await query(tenant, 'SHOW GRANTS')).map(row => Object.values(row)[0]),
      ).toEqual([
        expect.stringMatching(/MAX_USER_CONNECTIONS 5/),
        expect.stringContaining(` ON ${grantPattern(instance.database)}.* TO `),
      ]);
    });

    it('of an account that is gone says so', async () => {
      const instance = await madeInstance();
      await expect(
        driver.keepPassword(server, instance, {
          ...anAccount(),
          password: Secret.of('x'),
        }),
      ).rejects.toMatchObject({
        message: expect.stringMatching(/has no account/),
      });
    });
  });

  it('shows no password in an error, whatever goes wrong', async () => {
    const instance = await madeInstance();
    const secret = `hush${RUN}`;
    const administrator = {
      username: mariadb.username,
      password: Secret.of(secret),
    };
    const errors = [
      await driver
        .createInstance({ ...server, administrator }, instance)
        .catch(error => error),
      await whileFrozen(mariadb, () =>
        hasty
          .putAccount(server, instance, {
            ...anAccount(),
            password: Secret.of(secret),
          })
          .catch(error => error),
      ),
    ];
    for (const error of errors) {
      expect(error.name).toBe('EngineError');
      const shown = inspect(error, { depth: 20, showHidden: true });
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain(mariadb.password);
    }
  });

  it('goes on where a crash between two steps has stopped it', async () => {
    const instance = await madeInstance();
    const account = await madeAccount(instance);
    // As after a crash between two steps: claimed, and not there.
    await admin.query(`DROP DATABASE ${databaseName(instance.database)}`);
    await admin.query(`DROP USER '${account.username}'@'%'`);
    await driver.createInstance(server, instance);
    await driver.putAccount(server, instance, {
      ...account,
      password: Secret.of('first'),
    });
    await signIn(account, 'first', instance.database);
    // As after a crash between making and granting.
    await admin.query(
      `REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${account.username}'@'%'`,
    );
    await driver.putAccount(server, instance, {
      ...account,
      password: Secret.of('first'),
    });
    const tenant = await signIn(account, 'first', instance.database);
    expect(await query(tenant, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
