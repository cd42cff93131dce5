import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { eventually } from '@flytower/durable/testUtils';
import { createConnection } from 'mysql2/promise';
import { describeEngines } from './__testUtils__/describeEngines';
import {
  startPublicServices,
  StartedPublicServices,
} from './__testUtils__/startPublicServices';

jest.setTimeout(60_000);

/** An operations admin. */
const olivia = 'user:default/olivia';

describeEngines('public services over real servers', ({ mariadb }) => {
  let services: StartedPublicServices;
  const name = `t-${randomBytes(4).toString('hex')}`;
  const instance = `/tenants/payments/instances/${name}`;
  const caPem = mariadb.caFile && readFileSync(mariadb.caFile, 'utf8');

  beforeAll(async () => {
    services = await startPublicServices({
      allowed: true,
      publicServices: {
        demoServers: [
          {
            name: 'mysql-demo',
            displayName: 'MySQL demo',
            engine: 'mysql',
            host: mariadb.host,
            port: mariadb.port,
            ...(caPem ? { tls: { caPem } } : {}),
            administrator: {
              username: mariadb.username,
              password: mariadb.password,
            },
          },
        ],
      },
    });
  });

  const signIn = (credentials: {
    host: string;
    port: number;
    username: string;
    password: string;
    database: string;
  }) =>
    createConnection({
      host: credentials.host,
      port: credentials.port,
      user: credentials.username,
      password: credentials.password,
      database: credentials.database,
      ...(caPem ? { ssl: { ca: caPem } } : {}),
    });

  async function over(operation: { body: { id: string } }) {
    return eventually(async () => {
      const { body } = await services.call(
        'get',
        `/operations/${operation.body.id}`,
      );
      expect(body).toMatchObject({ finishedAt: expect.any(String) });
      return body;
    }, 20_000);
  }

  it('registers its demo server and publishes no plan by itself', async () => {
    await eventually(async () => {
      const { body } = await services
        .call('get', '/servers', undefined, olivia)
        .expect(200);
      expect(body.items).toMatchObject([
        {
          name: 'mysql-demo',
          demo: true,
          product: 'MariaDB',
          encrypted: caPem !== undefined,
          health: { status: 'healthy' },
        },
      ]);
    }, 20_000);
    const { body } = await services.call('get', '/offerings').expect(200);
    expect(body.items[0].plans).toEqual([]);
  });

  it('orders a database that a client can use, shown once', async () => {
    await services
      .call(
        'post',
        '/offerings/mysql/plans',
        {
          name: 'small',
          displayName: 'Small',
          servers: ['mysql-demo'],
          limits: { connections: 5 },
        },
        olivia,
      )
      .expect(201);
    const ordered = await services
      .call('post', '/tenants/payments/instances', {
        name,
        displayName: 'Orders',
        environment: 'prod',
        offering: 'mysql',
        plan: 'small',
      })
      .expect(202);
    expect(await over(ordered)).toMatchObject({ state: 'succeeded' });
    const shown = await services
      .call('post', `${instance}/credentials`)
      .expect(200);
    expect(shown.headers['cache-control']).toBe('no-store');
    await services.call('post', `${instance}/credentials`).expect(409);
    const connection = await signIn(shown.body);
    await connection.query('create table t (n int)');
    await connection.query('insert into t values (42)');
    expect((await connection.query('select n from t'))[0]).toEqual([{ n: 42 }]);
    await expect(connection.query('use mysql')).rejects.toThrow('denied');
    await connection.end();
  });

  it('ends the sessions of a disabled instance, and lets nobody in', async () => {
    await over(
      await services
        .call('post', `${instance}/password`, { graceSeconds: 0 })
        .expect(202),
    );
    const { body: credentials } = await services
      .call('post', `${instance}/credentials`)
      .expect(200);
    expect(credentials.version).toBe(2);
    const connection = await signIn(credentials);
    const ended = new Promise(resolve => connection.on('error', resolve));
    await over(await services.call('post', `${instance}/disable`).expect(202));
    await ended;
    await expect(signIn(credentials)).rejects.toThrow();
    await over(await services.call('post', `${instance}/enable`).expect(202));
    await (await signIn(credentials)).end();
  });

  it('deletes the database with its account', async () => {
    const deleted = await services.call('delete', instance).expect(202);
    expect(await over(deleted)).toMatchObject({ state: 'succeeded' });
    await services.call('get', instance).expect(404);
  });
});
