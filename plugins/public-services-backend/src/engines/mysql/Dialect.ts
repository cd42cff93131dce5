import { Secret } from '@flytower/sealing';
import { EngineError } from '../EngineDriver';
import { MySqlSession } from './MySqlSession';

/** What a server keeps of an account. */
export interface AccountState {
  username: string;
  locked: boolean;
  /** How many passwords are valid: 1 or 2. */
  passwords: number;
}

/** Wherein MariaDB and MySQL differ. */
export interface Dialect {
  /** `IDENTIFIED …` for CREATE USER: never is there an account without a password. */
  identified(password: Secret): string;
  /** Statements after which exactly these one or two passwords are valid, whatever was before. */
  onlyPasswords(username: string, passwords: readonly Secret[]): string[];
  /** The states of those of these accounts that exist. */
  accounts(
    session: MySqlSession,
    usernames: readonly string[],
  ): Promise<AccountState[]>;
  /** What such a server cannot do. */
  readonly notes: readonly string[];
}

/** True of both. */
export const STORAGE_NOTE =
  'It does not limit the size of a database by itself: the storage of a plan is watched and shown.';

export const placeholders = (values: readonly unknown[]) =>
  values.map(() => '?').join(', ');

export function requirePassword(password: Secret): void {
  if (password.reveal() === '') {
    throw new EngineError(
      'failed',
      'An account needs a password; give one',
      false,
    );
  }
}
