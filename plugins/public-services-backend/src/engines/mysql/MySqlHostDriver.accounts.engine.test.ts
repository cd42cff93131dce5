import { inspect } from 'node:util';
import { Secret } from '@flytower/sealing';
import {
  describeEngines,
  whileFrozen,
} from '../../__testUtils__/describeEngines';
import {
  anAccount,
  anInstance,
  onMariadb,
  rowsOf,
  RUN,
} from '../../__testUtils__/onMariadb';
import { grantPattern } from './sql';

describeEngines('accounts of MySqlHostDriver on MariaDB', ({ mariadb }) => {
  const { server, driver, hasty, admin, madeInstance, madeAccount, signIn } =
    onMariadb(mariadb);

  it('work in their database, and see and use no other', async () => {
    const own = await madeInstance();
    const other = await madeInstance();
    const account = await madeAccount(own);
    const stranger = await madeAccount(other);
    const tenant = await signIn(account, 'first', own.database);
    await tenant.query('CREATE TABLE t (id INT PRIMARY KEY, word TEXT)');
    await tenant.query("INSERT INTO t VALUES (1, 'one')");
    expect(await rowsOf(tenant, 'SELECT word FROM t')).toEqual([
      { word: 'one' },
    ]);
    expect(
      (await rowsOf(tenant, 'SHOW DATABASES')).map(row => row.Database),
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
    const alike = await madeInstance({
      ...anInstance(),
      database: instance.database.replace('_', 'x'),
    });
    const tenant = await signIn(await madeAccount(instance), 'first');
    await expect(tenant.query(`USE ${alike.database}`)).rejects.toThrow(
      /denied/,
    );
  });

  it('are put back to just their rights', async () => {
    const instance = await madeInstance();
    const other = await madeInstance();
    const account = await madeAccount(instance);
    await admin(
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
    const account = await madeAccount(await madeInstance(anInstance(2)));
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
      const account = anAccount(name);
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
    await admin(
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
      await admin(`DROP USER '${account.username}'@'10.0.0.1'`);
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
      const instance = await madeInstance(anInstance(5));
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
        (await rowsOf(tenant, 'SHOW GRANTS')).map(row => Object.values(row)[0]),
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
});
