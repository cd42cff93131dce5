import { ServerCheck } from '@flytower/plugin-public-services-common';
import { DEFAULT_TIMEOUTS } from '../Deadline';
import {
  EngineAccount,
  EngineDriver,
  EngineError,
  EngineInstance,
  ObservedInstance,
  ServerAccess,
} from '../EngineDriver';
import { asAccount } from '../asAccount';
import { DriverOptions, refusalOf } from '../DriverOptions';
import {
  accountExists,
  databaseExists,
  dropAccount,
  grantOnly,
  setPasswords,
  storageOf,
} from './accounts';
import { checkMySql } from './checkMySql';
import { dialectOf } from './dialectOf';
import { MySqlSession, placeOf } from './MySqlSession';
import { Registry } from './Registry';
import { endSessions, sessionsOf } from './sessions';
import { accountName, databaseName } from './sql';

/**
 * Databases and accounts on one MariaDB (10.6 and later) or MySQL (8.0.14 and later) server: an instance is a database, its
 * accounts have rights in it alone. Statements of accounts commit by themselves, so each call is a row of steps that any
 * number of runs, whole or cut off, brings to the same end.
 */
export class MySqlHostDriver implements EngineDriver {
  readonly engine = 'mysql';
  readonly #options: Required<DriverOptions>;

  constructor(options: DriverOptions) {
    this.#options = { timeouts: DEFAULT_TIMEOUTS, ...options };
  }

  async check(server: ServerAccess): Promise<ServerCheck> {
    return refusalOf(() =>
      MySqlSession.use(server, this.#options, session =>
        checkMySql(session, server),
      ),
    );
  }

  async createInstance(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<void> {
    const database = databaseName(instance.database);
    await this.#use(server, async ({ session, registry }) => {
      const mark = { instance: instance.id, owner: instance.id };
      const claimed = await registry.find('database', instance.database);
      if (!claimed && (await databaseExists(session, instance.database))) {
        throw foreignDatabase(server, instance);
      }
      const owner = await registry.claim('database', instance.database, mark);
      if (owner.owner !== instance.id) {
        throw foreignDatabase(server, instance);
      }
      await session.run(
        `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4`,
      );
    });
  }

  async deleteInstance(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<void> {
    await this.#use(server, async ({ session, registry }) => {
      const owner = await registry.find('database', instance.database);
      if (!owner && !(await databaseExists(session, instance.database))) {
        return;
      }
      if (owner?.owner !== instance.id) {
        throw foreignDatabase(server, instance);
      }
      // None may be left: the next database of that name would be theirs to read.
      for (const username of await registry.accountsOf(instance.id)) {
        await dropAccount(session, registry, username);
      }
      await session.run(
        `DROP DATABASE IF EXISTS ${databaseName(instance.database)}`,
      );
      await registry.release('database', instance.database);
    });
  }

  async putAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['putAccount']>[2],
  ): Promise<void> {
    const who = accountName(account.username);
    await this.#use(server, async ({ session, registry }) => {
      await requireInstance(server, registry, instance);
      const claimed = await registry.find('account', account.username);
      if (!claimed && (await accountExists(session, account.username))) {
        throw foreignAccount(server, account);
      }
      const owner = await registry.claim('account', account.username, {
        instance: instance.id,
        owner: account.id,
      });
      requireOwner(server, account, owner.owner);
      const dialect = dialectOf(session.product);
      const limits = `WITH MAX_USER_CONNECTIONS ${instance.limits.connections}`;
      await session.run(
        `CREATE USER IF NOT EXISTS ${who} ${dialect.identified(
          account.password,
        )} ${limits}`,
      );
      await setPasswords(session, account.username, [account.password]);
      await session.run(`ALTER USER ${who} ${limits} ACCOUNT UNLOCK`);
      await grantOnly(session, who, instance.database);
    });
  }

  async signIn(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['signIn']>[2],
  ): Promise<void> {
    await asAccount(placeOf(server), account, administrator =>
      MySqlSession.use({ ...server, administrator }, this.#options, session =>
        session.run(`USE ${databaseName(instance.database)}`),
      ),
    );
  }

  async addPassword(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['addPassword']>[2],
  ): Promise<void> {
    await this.#useAccount(server, instance, account, session =>
      setPasswords(session, account.username, [account.current, account.next]),
    );
  }

  async keepPassword(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['keepPassword']>[2],
  ): Promise<void> {
    await this.#useAccount(server, instance, account, async session => {
      await setPasswords(session, account.username, [account.password]);
      // A server does not tell by which password a session signed in, so all end; clients connect again.
      await endSessions(session, account.username);
    });
  }

  async disableAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void> {
    await this.#useAccount(server, instance, account, async session => {
      await session.run(
        `ALTER USER ${accountName(account.username)} ACCOUNT LOCK`,
      );
      await endSessions(session, account.username);
    });
  }

  async enableAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void> {
    await this.#useAccount(server, instance, account, session =>
      session.run(`ALTER USER ${accountName(account.username)} ACCOUNT UNLOCK`),
    );
  }

  async deleteAccount(
    server: ServerAccess,
    _instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void> {
    await this.#use(server, async ({ session, registry }) => {
      const owner = await registry.find('account', account.username);
      if (!owner && !(await accountExists(session, account.username))) {
        return;
      }
      requireOwner(server, account, owner?.owner);
      await dropAccount(session, registry, account.username);
    });
  }

  async observe(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<ObservedInstance> {
    return this.#use(server, async ({ session, registry }) => {
      const owner = await registry.find('database', instance.database);
      const exists = await databaseExists(session, instance.database);
      if (!exists || owner?.owner !== instance.id) {
        return { database: exists ? 'foreign' : 'absent', accounts: [] };
      }
      const usernames = await registry.accountsOf(instance.id);
      const states =
        usernames.length > 0
          ? await dialectOf(session.product).accounts(session, usernames)
          : [];
      const sessions = await sessionsOf(session, usernames);
      const accounts = states.map(({ username, locked, passwords }) => ({
        username,
        enabled: !locked,
        passwords,
        sessions: sessions.filter(({ user }) => user === username).length,
      }));
      return {
        database: 'own',
        accounts,
        storageBytes: await storageOf(session, instance.database),
        connections: sessions.length,
      };
    });
  }

  async #use<T>(
    server: ServerAccess,
    work: (on: { session: MySqlSession; registry: Registry }) => Promise<T>,
  ): Promise<T> {
    return MySqlSession.use(server, this.#options, session =>
      work({ session, registry: new Registry(session) }),
    );
  }

  /** Work on an account that must be there and be ours. */
  async #useAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
    work: (session: MySqlSession) => Promise<void>,
  ): Promise<void> {
    await this.#use(server, async ({ session, registry }) => {
      await requireInstance(server, registry, instance);
      const owner = await registry.find('account', account.username);
      const exists = await accountExists(session, account.username);
      if (!exists) {
        throw new EngineError(
          'failed',
          `${placeOf(server)} has no account ${
            account.username
          } (any more); make it anew by binding again`,
          false,
        );
      }
      requireOwner(server, account, owner?.owner);
      await work(session);
    });
  }
}

async function requireInstance(
  server: ServerAccess,
  registry: Registry,
  instance: EngineInstance,
): Promise<void> {
  const owner = await registry.find('database', instance.database);
  if (owner?.owner !== instance.id) {
    throw foreignDatabase(server, instance);
  }
}

function requireOwner(
  server: ServerAccess,
  account: EngineAccount,
  owner: string | undefined,
): void {
  if (owner !== account.id) {
    throw foreignAccount(server, account);
  }
}

function foreignDatabase(server: ServerAccess, { database }: EngineInstance) {
  return new EngineError(
    'foreign',
    `${placeOf(
      server,
    )} holds a database ${database} that this instance did not make; Flytower leaves it alone: choose another name, or remove it there`,
    false,
  );
}

function foreignAccount(server: ServerAccess, { username }: EngineAccount) {
  return new EngineError(
    'foreign',
    `${placeOf(
      server,
    )} has an account ${username} that this binding did not make; Flytower leaves it alone: choose another name, or remove it there`,
    false,
  );
}
