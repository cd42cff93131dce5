import { readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import {
  describeEngines,
  whileFrozen,
} from '../../__testUtils__/describeEngines';
import { anAccount, onMariadb } from '../../__testUtils__/onMariadb';
import { MySqlHostDriver } from './MySqlHostDriver';

describeEngines('MySqlHostDriver, checking a MariaDB,', ({ mariadb }) => {
  const { server, driver, hasty, admin } = onMariadb(mariadb);

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
      sentence: `The MySQL server 127.0.0.1:${mariadb.port} refuses the administrator: name or password is wrong; register the right ones`,
    });
  });

  it('says which rights an administrator lacks', async () => {
    const { username } = anAccount();
    await admin(`CREATE USER '${username}'@'%' IDENTIFIED BY 'x'`);
    await admin(
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
      await admin(`DROP USER '${username}'@'%'`);
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
