import { Secret } from '@flytower/sealing';
import { Credentials, Engine } from '@flytower/plugin-public-services-common';

/** What a client needs to sign in. */
export interface SignIn {
  engine: Engine;
  host: string;
  port: number;
  encrypted: boolean;
  /** mysql alone. */
  database?: string;
  username: string;
  password: Secret;
}

/** Credentials in clear: they leave for their one purpose, and are kept nowhere. */
export function credentialsOf(
  signIn: SignIn,
): Omit<Credentials, 'version'> & { password: string } {
  const { host, port, database, username, password } = signIn;
  return {
    username,
    password: password.reveal(),
    host,
    port,
    ...(database === undefined ? {} : { database }),
    uri: uriOf(signIn),
  };
}

function uriOf(signIn: SignIn): string {
  const { engine, host, port, database, username, password } = signIn;
  const scheme = {
    mysql: 'mysql',
    redis: signIn.encrypted ? 'rediss' : 'redis',
  }[engine];
  const authority = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${encodeURIComponent(username)}:${encodeURIComponent(
    password.reveal(),
  )}@${authority}:${port}/${database ?? '0'}`;
}

const KEYS: Record<Engine, readonly string[]> = {
  mysql: ['host', 'port', 'database', 'username', 'password', 'uri'],
  redis: ['host', 'port', 'username', 'password', 'uri'],
};

/** The variables of a binding and the keys of its Secret that they come from: `MYSQL_HOST` from `host`, `MYSQL_URL` from `uri`. */
export function variablesOf(
  engine: Engine,
  prefix: string,
): { name: string; key: string }[] {
  return KEYS[engine].map(key => ({
    name: `${prefix}_${key === 'uri' ? 'URL' : key.toUpperCase()}`,
    key,
  }));
}

/** What stands in the Secret of a binding, in clear. */
export function secretDataOf(signIn: SignIn): Record<string, string> {
  const all = Object.entries(credentialsOf(signIn));
  return Object.fromEntries(
    all
      .filter(([key]) => KEYS[signIn.engine].includes(key))
      .map(([key, value]) => [key, String(value)]),
  );
}
