import { Secret } from '@flytower/sealing';
import { describeEngines } from '../../__testUtils__/describeEngines';
import {
  anAccount,
  anInstance,
  onMariadb,
  rowsOf,
  RUN,
} from '../../__testUtils__/onMariadb';
import { databaseName } from './sql';

describeEngines('databases of MySqlHostDriver on MariaDB', ({ mariadb }) => {
  const { server, driver, admin, madeInstance, madeAccount, signIn } =
    onMariadb(mariadb);

  it('makes one, again without harm, and removes it, again without harm', async () => {
    const instance = await madeInstance();
    expect(await driver.observe(server, instance)).toMatchObject({
      database: 'own',
      accounts: [],
      storageBytes: 0,
    });
    await admin(`CREATE TABLE ${instance.database}.t (id INT)`);
    await driver.createInstance(server, instance);
    expect(await admin(`SHOW TABLES FROM ${instance.database}`)).toHaveLength(
      1,
    );
    await driver.deleteInstance(server, instance);
    await driver.deleteInstance(server, instance);
    expect(await driver.observe(server, instance)).toEqual({
      database: 'absent',
      accounts: [],
    });
  });

  it('leaves a database alone that it did not make', async () => {
    const instance = anInstance();
    await admin(`CREATE DATABASE ${instance.database}`);
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
      await admin(`DROP DATABASE ${instance.database}`);
    }
  });

  it('leaves the database of another instance alone, and the databases of the server', async () => {
    const instance = await madeInstance();
    for (const database of [instance.database, 'mysql', 'flytower_registry']) {
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
      expect(await rowsOf(tenant, 'SHOW DATABASES')).toHaveLength(2);
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

  it('goes on where a crash between two steps has stopped it', async () => {
    const instance = await madeInstance();
    const account = await madeAccount(instance);
    // As after a crash between two steps: claimed, and not there.
    await admin(`DROP DATABASE ${databaseName(instance.database)}`);
    await admin(`DROP USER '${account.username}'@'%'`);
    await driver.createInstance(server, instance);
    await driver.putAccount(server, instance, {
      ...account,
      password: Secret.of('first'),
    });
    await signIn(account, 'first', instance.database);
    // As after a crash between making and granting.
    await admin(
      `REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${account.username}'@'%'`,
    );
    await driver.putAccount(server, instance, {
      ...account,
      password: Secret.of('first'),
    });
    const tenant = await signIn(account, 'first', instance.database);
    expect(await rowsOf(tenant, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
