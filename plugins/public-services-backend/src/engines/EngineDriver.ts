import { Secret } from '@flytower/sealing';
import {
  Engine,
  PlanLimits,
  ServerCheck,
} from '@flytower/plugin-public-services-common';

/** How a registered server is reached. */
export interface ServerAccess {
  engine: Engine;
  host: string;
  port: number;
  /** Left out: not encrypted. Otherwise the server's certificate is always verified. */
  tls?: { caPem?: string; serverName?: string };
  administrator: { username: string; password: Secret };
  /**
   * Whoever asks may ask until this is aborted: then the connection is cut, no further statement is sent, and its reason
   * is thrown instead of an {@link EngineError}.
   */
  signal?: AbortSignal;
}

/** An instance as its server knows it. */
export interface EngineInstance {
  /** ULID; the mark by which Flytower knows its own again. */
  id: string;
  /** mysql: the name of its database. redis: for messages only. */
  database: string;
  limits: PlanLimits;
}

/** An account as its server knows it; the name never changes. */
export interface EngineAccount {
  /** ULID. */
  id: string;
  username: string;
}

/** What a server holds of an instance. */
export interface ObservedInstance {
  /** `foreign`: something of that name is there, and it is not this instance's. */
  database: 'absent' | 'own' | 'foreign';
  accounts: readonly {
    username: string;
    enabled: boolean;
    /** How many passwords are valid now: 1, or 2 while a password changes. */
    passwords: number;
    sessions: number;
  }[];
  storageBytes?: number;
  connections?: number;
}

/**
 * A problem with a server, in one sentence for people. Neither message nor cause holds a password.
 *
 * `retry`: it may pass by itself (down, slow, full); otherwise a person must act (wrong password, foreign database).
 */
export class EngineError extends Error {
  constructor(
    readonly code:
      | 'unreachable'
      | 'timeout'
      | 'forbidden-address'
      | 'wrong-password'
      | 'certificate'
      | 'too-old'
      | 'missing-rights'
      | 'foreign'
      | 'full'
      | 'in-use'
      | 'failed',
    sentence: string,
    readonly retry: boolean,
  ) {
    super(sentence);
    this.name = 'EngineError';
  }
}

/**
 * One kind of server, spoken to by its own wire protocol. Every call is idempotent: repeated after a crash at any point it
 * ends in the same state. Every call has a timeout, goes through the egress guard, and throws {@link EngineError}
 * alone, but for the reason of an aborted {@link ServerAccess.signal}.
 */
export interface EngineDriver {
  readonly engine: Engine;
  /** Tries address, certificate, administrator, version and rights. Gives a refusal as a value. */
  check(server: ServerAccess): Promise<ServerCheck>;
  /** mysql: makes the database with its mark. redis: takes the whole server, which must be empty and nobody's. */
  createInstance(server: ServerAccess, instance: EngineInstance): Promise<void>;
  /** Removes the instance with its data, if it is this instance's own; gone already is done. */
  deleteInstance(server: ServerAccess, instance: EngineInstance): Promise<void>;
  /** Makes the account, or brings it to just this password, these limits and rights on this instance alone; able to sign in. */
  putAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount & { password: Secret },
  ): Promise<void>;
  /** Signs in as the account itself and uses its instance; throws where the server refuses it. */
  signIn(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount & { password: Secret },
  ): Promise<void>;
  /** Both passwords are valid from now on; sessions go on. A locked account stays locked. */
  addPassword(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount & { current: Secret; next: Secret },
  ): Promise<void>;
  /** This password alone is valid from now on, and sessions that signed in by another one are ended. A locked account stays locked. */
  keepPassword(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount & { password: Secret },
  ): Promise<void>;
  /** Locks the account and ends its open sessions. */
  disableAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void>;
  enableAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void>;
  /** Removes the account and ends its open sessions; gone already is done. */
  deleteAccount(
    server: ServerAccess,
    instance: EngineInstance,
    account: EngineAccount,
  ): Promise<void>;
  observe(
    server: ServerAccess,
    instance: EngineInstance,
  ): Promise<ObservedInstance>;
}

/** The driver of each engine. */
export type Drivers = Record<Engine, EngineDriver>;
