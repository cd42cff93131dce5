import { Secret } from '@flytower/sealing';
import { z } from 'zod';
import {
  Dialect,
  placeholders,
  requirePassword,
  STORAGE_NOTE,
} from './Dialect';
import { accountName, literal, nativeHash } from './sql';

const mariadbAccount = z.object({
  account_locked: z.boolean().default(false),
  /** The alternatives; the one that is in the fields beside it is an empty object here. */
  auth_or: z.array(z.unknown()).default([]),
});

/**
 * MariaDB knows alternatives of authentication, `IDENTIFIED VIA … OR …`: two passwords are two alternatives, set in one
 * statement. It is given hashes, so that no password is in its query log.
 */
export const mariadbDialect: Dialect = {
  identified: password => `IDENTIFIED VIA ${alternative(password)}`,
  onlyPasswords: (username, passwords) => [
    `ALTER USER ${accountName(username)} IDENTIFIED VIA ${passwords
      .map(alternative)
      .join(' OR ')}`,
  ],
  async accounts(session, usernames) {
    const rows = await session.rows(
      z.object({ username: z.string(), priv: jsonColumn(mariadbAccount) }),
      `SELECT User AS username, Priv AS priv FROM mysql.global_priv WHERE Host = '%' AND User IN (${placeholders(
        usernames,
      )})`,
      usernames,
    );
    return rows.map(({ username, priv }) => ({
      username,
      locked: priv.account_locked,
      passwords: Math.max(1, priv.auth_or.length),
    }));
  },
  notes: [STORAGE_NOTE],
};

function alternative(password: Secret): string {
  requirePassword(password);
  return `mysql_native_password USING ${literal(
    nativeHash(password.reveal()),
  )}`;
}

/** A column that holds JSON, which mysql2 parses for MySQL and mostly for MariaDB. */
function jsonColumn<T extends z.ZodType>(shape: T) {
  return z.preprocess(
    value => (typeof value === 'string' ? JSON.parse(value) : value),
    shape,
  );
}
