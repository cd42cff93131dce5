import { createHash } from 'node:crypto';
import { Secret } from '@flytower/sealing';
import { EngineError } from '../EngineDriver';

const MARK = 'flytower-instance-';
const USERNAME_MAX = 256;

/**
 * What an account may do: everything with its data, nothing with the server. From the dangerous commands it gets those that
 * are about data, and INFO, which queues and frameworks read.
 */
export const TENANT_RULES = [
  'resetkeys',
  '~*',
  'resetchannels',
  '&*',
  'nocommands',
  '+@all',
  '-@admin',
  '-@dangerous',
  '+keys',
  '+flushdb',
  '+flushall',
  '+sort',
  '+sort_ro',
  '+info',
  '+role',
] as const;

/** The user by which a server is known to be an instance's: no tenant may see or change it, and FLUSHALL leaves it. */
export function markOf(instance: string): string {
  return `${MARK}${instance}`;
}

/** Whose instance a server is, by the names of its users. */
export function markedInstances(usernames: readonly string[]): string[] {
  return usernames
    .filter(name => name.startsWith(MARK))
    .map(name => name.slice(MARK.length));
}

/** A rule that gives a password by its hash: the password itself goes neither over the wire nor into a log. */
export function passwordRule(password: Secret): string {
  const text = password.reveal();
  if (text === '') {
    throw new EngineError(
      'failed',
      'An account needs a password; give one',
      false,
    );
  }
  return `#${createHash('sha256').update(text).digest('hex')}`;
}

/**
 * The name of an account. Users are kept in a file, words of a line, so a name has neither spaces nor control characters.
 *
 * @throws EngineError for a name Redis does not take, or one that means something else
 */
export function accountName(username: string, administrator: string): string {
  const taken =
    username === administrator ||
    username === 'default' ||
    username.startsWith(MARK);
  if (taken) {
    throw new EngineError(
      'foreign',
      `The account ${username} is not this binding's; Flytower leaves it alone: choose another name`,
      false,
    );
  }
  if (!/^[^\s\p{Cc}]+$/u.test(username) || username.length > USERNAME_MAX) {
    const shown = username.length > 40 ? `${username.slice(0, 40)}…` : username;
    throw new EngineError(
      'failed',
      `No Redis account can be called ${JSON.stringify(
        shown,
      )}; choose 1 to ${USERNAME_MAX} characters without spaces`,
      false,
    );
  }
  return username;
}
