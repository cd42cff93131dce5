import { createHash } from 'node:crypto';
import { EngineError } from '../EngineDriver';

/** A database or account may be called this at most, in characters. */
const DATABASE_MAX = 64;
/** MySQL's limit; MariaDB would take 128. */
const USERNAME_MAX = 32;

/**
 * The name of a database between backticks. Whatever it holds is name and nothing else.
 *
 * @throws EngineError for a name no server takes
 */
export function databaseName(name: string): string {
  return `\`${checkedDatabase(name).replace(/`/g, '``')}\``;
}

/**
 * The name of a database in GRANT and REVOKE, where `_` and `%` would be wildcards: without their backslashes an account of
 * `a_b` could use `axb` as well.
 */
export function grantPattern(name: string): string {
  const literally = checkedDatabase(name).replace(/[\\_%]/g, '\\$&');
  return `\`${literally.replace(/`/g, '``')}\``;
}

/** An account from anywhere: `'dan'@'%'`. */
export function accountName(username: string): string {
  if (username.length === 0 || [...username].length > USERNAME_MAX) {
    throw refusedName('account', username, USERNAME_MAX);
  }
  requireText('account', username, USERNAME_MAX);
  return `${literal(username)}@'%'`;
}

/**
 * A text as SQL. Backslashes are plain characters, because every session sets NO_BACKSLASH_ESCAPES.
 */
export function literal(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** What mysql_native_password keeps of a password. The password itself goes neither over the wire nor into a log. */
export function nativeHash(password: string): string {
  const sha1 = (data: string | Buffer) =>
    createHash('sha1').update(data).digest();
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
}

function checkedDatabase(name: string): string {
  if (name.length === 0 || [...name].length > DATABASE_MAX) {
    throw refusedName('database', name, DATABASE_MAX);
  }
  requireText('database', name, DATABASE_MAX);
  return name;
}

/** Servers refuse NUL, what lies beyond the Basic Multilingual Plane, and a space at the end. */
function requireText(kind: string, name: string, max: number): void {
  if (/[\0\ud800-\udfff]/.test(name) || name.endsWith(' ')) {
    throw refusedName(kind, name, max);
  }
}

function refusedName(kind: string, name: string, max: number): EngineError {
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  return new EngineError(
    'failed',
    `No ${kind} can be called ${JSON.stringify(
      shown,
    )}; choose 1 to ${max} plain characters, without a space at the end`,
    false,
  );
}
