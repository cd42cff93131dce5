import { Secret } from '@flytower/sealing';
import { z } from 'zod';
import { EngineError } from '../EngineDriver';
import {
  Dialect,
  placeholders,
  requirePassword,
  STORAGE_NOTE,
} from './Dialect';
import { accountName, literal } from './sql';

/** MySQL 8 keeps a secondary password, since 8.0.14. It leaves passwords out of its query log by itself. */
export const mysqlDialect: Dialect = {
  identified: password => `IDENTIFIED BY ${mysqlPassword(password)}`,
  onlyPasswords: (username, [first, ...others]) => {
    const account = accountName(username);
    const alter = `ALTER USER ${account}`;
    if (!first) {
      return [];
    }
    const begin = `${alter} IDENTIFIED BY ${mysqlPassword(first)}`;
    return others.length === 0
      ? [begin, `${alter} DISCARD OLD PASSWORD`]
      : [
          begin,
          ...others.map(
            password =>
              `${alter} IDENTIFIED BY ${mysqlPassword(
                password,
              )} RETAIN CURRENT PASSWORD`,
          ),
        ];
  },
  async accounts(session, usernames) {
    const rows = await session.rows(
      z.object({
        username: z.string(),
        locked: z.string(),
        second: z.coerce.number(),
      }),
      `SELECT User AS username, account_locked AS locked, JSON_CONTAINS_PATH(COALESCE(User_attributes, '{}'), 'one', '$.additional_password') AS second FROM mysql.user WHERE Host = '%' AND User IN (${placeholders(
        usernames,
      )})`,
      usernames,
    );
    return rows.map(({ username, locked, second }) => ({
      username,
      locked: locked === 'Y',
      passwords: second ? 2 : 1,
    }));
  },
  notes: [STORAGE_NOTE],
};

/** MySQL's own limit for passwords, in bytes. */
const MYSQL_PASSWORD_MAX = 256;

function mysqlPassword(password: Secret): string {
  requirePassword(password);
  const text = password.reveal();
  if (
    Buffer.byteLength(text) > MYSQL_PASSWORD_MAX ||
    [...text].some(letter => letter === '\0')
  ) {
    throw new EngineError(
      'failed',
      `MySQL takes passwords of at most ${MYSQL_PASSWORD_MAX} bytes without NUL; choose a shorter one`,
      false,
    );
  }
  return literal(text);
}
