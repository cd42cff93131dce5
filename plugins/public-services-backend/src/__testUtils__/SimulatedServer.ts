import { Secret } from '@flytower/sealing';
import { Engine, ServerCheck } from '@flytower/plugin-public-services-common';
import {
  EngineAccount,
  EngineDriver,
  EngineError,
  EngineInstance,
  ObservedInstance,
  ServerAccess,
} from '../engines/EngineDriver';

interface SimulatedAccount {
  instance: string;
  enabled: boolean;
  passwords: string[];
  sessions: string[];
}

/** A database server in memory. Two accesses to one address are the same server. */
export class SimulatedServer {
  adminPassword = 'admin';
  /** Why it does not answer, where it does not. */
  down: 'unreachable' | 'timeout' | 'full' | undefined;
  readonly databases = new Map<string, string>();
  readonly accounts = new Map<string, SimulatedAccount>();

  /** A client's sign-in; the answer is whether the server lets it. */
  signIn(username: string, password: string): boolean {
    const account = this.accounts.get(username);
    const valid = account?.enabled && account.passwords.includes(password);
    if (account && valid) {
      account.sessions.push(password);
    }
    return Boolean(valid);
  }
}

/** A driver over servers in memory, with the promises of {@link EngineDriver}. */
export class SimulatedDriver implements EngineDriver {
  readonly servers = new Map<string, SimulatedServer>();
  /** Called before and after every act; throws where the process is killed or the network drops the answer. */
  fault: (act: string) => void = () => undefined;

  constructor(readonly engine: Engine) {}

  /** The server at an address; made where there is none. */
  at(host: string, port: number = 3306): SimulatedServer {
    const key = `${host}:${port}`;
    const server = this.servers.get(key) ?? new SimulatedServer();
    this.servers.set(key, server);
    return server;
  }

  async check(access: ServerAccess): Promise<ServerCheck> {
    try {
      return await this.#on(access, 'check', () => ({
        outcome: 'usable',
        product: 'Simulated',
        version: '1.0',
        encrypted: access.tls !== undefined,
        notes: [],
      }));
    } catch (error) {
      if (error instanceof EngineError) {
        return {
          outcome: 'refused',
          code: error.code,
          sentence: error.message,
        };
      }
      throw error;
    }
  }

  async createInstance(access: ServerAccess, instance: EngineInstance) {
    await this.#on(access, 'createInstance', server => {
      if (server.down === 'full') {
        throw new EngineError('full', 'The server has no room left', true);
      }
      const owner = server.databases.get(instance.database) ?? instance.id;
      if (owner !== instance.id) {
        throw new EngineError(
          'foreign',
          `There is a database "${instance.database}" that is not this instance's`,
          false,
        );
      }
      server.databases.set(instance.database, instance.id);
    });
  }

  async deleteInstance(access: ServerAccess, instance: EngineInstance) {
    await this.#on(access, 'deleteInstance', server => {
      const owner = server.databases.get(instance.database) ?? instance.id;
      if (owner !== instance.id) {
        throw new EngineError('foreign', 'It is not this instance’s', false);
      }
      server.databases.delete(instance.database);
    });
  }

  async putAccount(
    access: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount & { password: Secret },
  ) {
    await this.#on(access, 'putAccount', server => {
      server.accounts.set(account.username, {
        instance: instance.id,
        enabled: true,
        passwords: [account.password.reveal()],
        sessions: [],
      });
    });
  }

  async signIn(
    access: ServerAccess,
    _: EngineInstance,
    account: EngineAccount & { password: Secret },
  ) {
    await this.#on(access, 'signIn', server => {
      if (!server.signIn(account.username, account.password.reveal())) {
        throw new EngineError('failed', 'The server refuses the account', true);
      }
    });
  }

  async addPassword(
    access: ServerAccess,
    _: EngineInstance,
    account: EngineAccount & { current: Secret; next: Secret },
  ) {
    await this.#on(access, 'addPassword', server => {
      accountOn(server, account).passwords = [
        account.current.reveal(),
        account.next.reveal(),
      ];
    });
  }

  async keepPassword(
    access: ServerAccess,
    _: EngineInstance,
    account: EngineAccount & { password: Secret },
  ) {
    await this.#on(access, 'keepPassword', server => {
      const kept = accountOn(server, account);
      kept.passwords = [account.password.reveal()];
      kept.sessions = kept.sessions.filter(one => kept.passwords.includes(one));
    });
  }

  async disableAccount(
    access: ServerAccess,
    _: EngineInstance,
    account: EngineAccount,
  ) {
    await this.#on(access, 'disableAccount', server => {
      const locked = accountOn(server, account);
      locked.enabled = false;
      locked.sessions = [];
    });
  }

  async enableAccount(
    access: ServerAccess,
    _: EngineInstance,
    account: EngineAccount,
  ) {
    await this.#on(access, 'enableAccount', server => {
      accountOn(server, account).enabled = true;
    });
  }

  async deleteAccount(
    access: ServerAccess,
    _: EngineInstance,
    account: EngineAccount,
  ) {
    await this.#on(access, 'deleteAccount', server => {
      server.accounts.delete(account.username);
    });
  }

  async observe(
    access: ServerAccess,
    instance: EngineInstance,
  ): Promise<ObservedInstance> {
    return this.#on(access, 'observe', server => {
      const owner = server.databases.get(instance.database);
      return {
        database: owner === undefined ? 'absent' : whose(owner, instance),
        accounts: [...server.accounts]
          .filter(([, account]) => account.instance === instance.id)
          .map(([username, account]) => ({
            username,
            enabled: account.enabled,
            passwords: account.passwords.length,
            sessions: account.sessions.length,
          })),
        storageBytes: 4096,
        connections: 1,
      };
    });
  }

  async #on<T>(
    access: ServerAccess,
    act: string,
    work: (server: SimulatedServer) => T,
  ): Promise<T> {
    access.signal?.throwIfAborted();
    this.fault(`before ${act}`);
    const server = this.at(access.host, access.port);
    if (server.down === 'unreachable' || server.down === 'timeout') {
      throw new EngineError(
        server.down,
        `${access.host}:${access.port} does not answer`,
        true,
      );
    }
    if (access.administrator.password.reveal() !== server.adminPassword) {
      throw new EngineError(
        'wrong-password',
        `${access.host}:${access.port} refuses the password of ${access.administrator.username}`,
        false,
      );
    }
    const result = work(server);
    this.fault(`after ${act}`);
    return result;
  }
}

function accountOn(
  server: SimulatedServer,
  { username }: EngineAccount,
): SimulatedAccount {
  const account = server.accounts.get(username);
  if (!account) {
    throw new EngineError('failed', `There is no account ${username}`, true);
  }
  return account;
}

function whose(owner: string, instance: EngineInstance): 'own' | 'foreign' {
  return owner === instance.id ? 'own' : 'foreign';
}
