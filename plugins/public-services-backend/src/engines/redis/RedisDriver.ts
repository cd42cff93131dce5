import { ServerCheck } from '@flytower/plugin-public-services-common';
import { DEFAULT_TIMEOUTS } from '../Deadline';
import { asAccount } from '../asAccount';
import { DriverOptions, refusalOf } from '../DriverOptions';
import {
  EngineAccount,
  EngineDriver,
  EngineError,
  EngineInstance,
  ObservedInstance,
  ServerAccess,
} from '../EngineDriver';
import {
  accountName,
  markedInstances,
  markOf,
  passwordRule,
  TENANT_RULES,
} from './acl';
import { checkRedis } from './checkRedis';
import { readAccount } from './readAccount';
import { placeOf, RedisSession } from './RedisSession';
import { foreign, requireEmpty, tenantsAmong } from './ownership';
import { infoOf, keepUsers, sessionsByUser } from './serverState';

/**
 * Whole Redis servers (6.2 and later): an instance is a server, which was empty and nobody's before; its accounts are ACL
 * users. Each change of an account is one ACL SETUSER, which Redis applies wholly or not at all.
 */
export class RedisDriver implements EngineDriver {
  readonly engine = 'redis';
  readonly #options: Required<DriverOptions>;

  constructor(options: DriverOptions) {
    this.#options = { timeouts: DEFAULT_TIMEOUTS, ...options };
  }

  async check(server: ServerAccess): Promise<ServerCheck> {
    return refusalOf(() =>
      this.#use(server, session => checkRedis(session, server)),
    );
  }

  async createInstance(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<void> {
    await this.#use(server, async session => {
      const marked = markedInstances(await session.list('ACL', 'USERS'));
      if (marked.some(id => id !== instance.id)) {
        throw foreign(server);
      }
      if (marked.length === 0) {
        await requireEmpty(session, server);
        await session.send('ACL', 'SETUSER', markOf(instance.id), 'reset');
      }
      if (server.administrator.username !== 'default') {
        await session.send('ACL', 'SETUSER', 'default', 'off');
        await session.send('CLIENT', 'KILL', 'USER', 'default');
      }
      await session.send(
        'CONFIG',
        'SET',
        'maxmemory',
        String(instance.limits.memoryBytes ?? 0),
      );
      await keepUsers(session);
    });
  }

  async deleteInstance(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<void> {
    await this.#use(server, async session => {
      const usernames = await session.list('ACL', 'USERS');
      const marked = markedInstances(usernames);
      if (marked.length === 0) {
        return;
      }
      if (!marked.includes(instance.id)) {
        throw foreign(server);
      }
      const accounts = tenantsAmong(usernames, server);
      if (accounts.length > 0) {
        // Ends their sessions as well.
        await session.send('ACL', 'DELUSER', ...accounts);
      }
      await session.send('FLUSHALL');
      // Redis 6.2 has no functions.
      await session.sendUnless(/unknown command/, 'FUNCTION', 'FLUSH');
      await session.send('CONFIG', 'SET', 'maxmemory', '0');
      if ((await infoOf(session, 'persistence')).aof_enabled === '1') {
        // Else the file would keep what was written, until Redis rewrites it by itself.
        await session.sendUnless(/in progress/, 'BGREWRITEAOF');
      }
      // The mark goes last: until then a repeated call knows that there is something to do.
      await session.send('ACL', 'DELUSER', markOf(instance.id));
      await keepUsers(session);
    });
  }

  async putAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['putAccount']>[2],
  ): Promise<void> {
    await this.#useInstance(
      server,
      instance,
      account,
      async (session, name) => {
        const password = passwordRule(account.password);
        await session.send(
          ...['ACL', 'SETUSER', name, 'on', 'resetpass', password],
          ...TENANT_RULES,
        );
      },
    );
  }

  async signIn(
    server: ServerAccess,
    _instance: EngineInstance,
    account: Parameters<EngineDriver['signIn']>[2],
  ): Promise<void> {
    await asAccount(placeOf(server), account, administrator =>
      RedisSession.use({ ...server, administrator }, this.#options, session =>
        session.send('DBSIZE'),
      ),
    );
  }

  async addPassword(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['addPassword']>[2],
  ): Promise<void> {
    await this.#useAccount(server, instance, account, [
      'resetpass',
      passwordRule(account.current),
      passwordRule(account.next),
    ]);
  }

  async keepPassword(
    server: ServerAccess,
    instance: EngineInstance,
    account: Parameters<EngineDriver['keepPassword']>[2],
  ): Promise<void> {
    // A server does not tell by which password a session signed in, so all end; clients connect again.
    await this.#useAccount(
      server,
      instance,
      account,
      ['resetpass', passwordRule(account.password)],
      { endSessions: true },
    );
  }

  async disableAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void> {
    await this.#useAccount(server, instance, account, ['off'], {
      endSessions: true,
    });
  }

  async enableAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void> {
    await this.#useAccount(server, instance, account, ['on']);
  }

  async deleteAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void> {
    await this.#use(server, async session => {
      const name = accountName(account.username, server.administrator.username);
      const usernames = await session.list('ACL', 'USERS');
      if (!usernames.includes(name)) {
        return;
      }
      if (!usernames.includes(markOf(instance.id))) {
        throw foreign(server);
      }
      // Ends its sessions as well.
      await session.send('ACL', 'DELUSER', name);
      await keepUsers(session);
    });
  }

  async observe(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<ObservedInstance> {
    return this.#use(server, async session => {
      const usernames = await session.list('ACL', 'USERS');
      const marked = markedInstances(usernames);
      if (!marked.includes(instance.id)) {
        return {
          database: marked.length > 0 ? 'foreign' : 'absent',
          accounts: [],
        };
      }
      const sessions = await sessionsByUser(session);
      const accounts = [];
      for (const username of tenantsAmong(usernames, server)) {
        const state = await readAccount(session, username);
        if (state) {
          const count = sessions.get(username) ?? 0;
          accounts.push({ username, ...state, sessions: count });
        }
      }
      const memory = await infoOf(session, 'memory');
      return {
        database: 'own',
        accounts,
        storageBytes: Number(memory.used_memory_dataset ?? memory.used_memory),
        connections: accounts.reduce((sum, { sessions: n }) => sum + n, 0),
      };
    });
  }

  async #use<T>(
    server: ServerAccess,
    work: (session: RedisSession) => Promise<T>,
  ): Promise<T> {
    return RedisSession.use(server, this.#options, work);
  }

  /** Work on an instance that must be ours, and its outcome kept over a restart. */
  async #useInstance(
    server: ServerAccess,
    instance: EngineInstance,
    { username }: EngineAccount,
    work: (session: RedisSession, name: string) => Promise<void>,
  ): Promise<void> {
    const name = accountName(username, server.administrator.username);
    await this.#use(server, async session => {
      const usernames = await session.list('ACL', 'USERS');
      if (!usernames.includes(markOf(instance.id))) {
        throw foreign(server);
      }
      await work(session, name);
      await keepUsers(session);
    });
  }

  /** Changes an account that must be there. */
  async #useAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
    rules: string[],
    { endSessions = false } = {},
  ): Promise<void> {
    await this.#useInstance(
      server,
      instance,
      account,
      async (session, name) => {
        if (!(await readAccount(session, name))) {
          throw new EngineError(
            'failed',
            `${placeOf(
              server,
            )} has no account ${name} (any more); make it anew by binding again`,
            false,
          );
        }
        await session.send('ACL', 'SETUSER', name, ...rules);
        if (endSessions) {
          await session.send('CLIENT', 'KILL', 'USER', name);
        }
      },
    );
  }
}
