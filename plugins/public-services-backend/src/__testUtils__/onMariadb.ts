import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import { Connection, createConnection, RowDataPacket } from 'mysql2/promise';
import {
  EngineAccount,
  EngineInstance,
  ServerAccess,
} from '../engines/EngineDriver';
import { MySqlHostDriver } from '../engines/mysql/MySqlHostDriver';
import { TestEngine } from './describeEngines';

/** In names of this run, so that they are those of no other. */
export const RUN = Date.now().toString(36);
let serial = 0;

/** Names and ids that no other test has. */
export function anInstance(connections = 10): EngineInstance {
  serial += 1;
  return {
    id: `INSTANCE-${RUN}-${serial}`,
    database: `t${RUN}_${serial}`,
    limits: { connections },
  };
}

/** An account of no other test, whose name begins as given. */
export function anAccount(name = 'u'): EngineAccount {
  serial += 1;
  return {
    id: `ACCOUNT-${RUN}-${serial}`,
    username: `${name}${RUN}_${serial}`,
  };
}

export const rowsOf = async (connection: Connection, text: string) => {
  const [rows] = await connection.query<RowDataPacket[]>(text);
  return rows;
};

/** A driver, the way to a running MariaDB, and what tests make and open there: gone when they are done. */
export function onMariadb(mariadb: TestEngine) {
  const { host, port } = mariadb;
  const guard = EgressGuard.fromCidrs(['127.0.0.0/8']);
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
  const made: EngineInstance[] = [];
  const open: Connection[] = [];
  let administrator: Connection;

  beforeAll(async () => {
    administrator = await createConnection({
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
    await administrator.end();
  });

  return {
    server,
    driver,
    /** One that waits for nobody. */
    hasty: new MySqlHostDriver({
      guard,
      timeouts: { connectMs: 300, statementMs: 300 },
    }),
    /** Asks as the administrator, past the driver. */
    admin: (text: string) => rowsOf(administrator, text),
    async madeInstance(instance: EngineInstance = anInstance()) {
      made.push(instance);
      await driver.createInstance(server, instance);
      return instance;
    },
    async madeAccount(instance: EngineInstance, password = 'first') {
      const account = anAccount();
      await driver.putAccount(server, instance, {
        ...account,
        password: Secret.of(password),
      });
      return account;
    },
    async signIn(
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
    },
  };
}
