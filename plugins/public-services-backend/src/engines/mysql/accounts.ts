import { z } from 'zod';
import { dialectOf } from './dialectOf';
import { reachesFurther, TENANT_PRIVILEGES } from './grants';
import { MySqlSession } from './MySqlSession';
import { Registry } from './Registry';
import { endSessions } from './sessions';
import { accountName, grantPattern } from './sql';

/** No such account, in words of DROP USER. */
const CANNOT_DROP_USER = 1396;

export async function setPasswords(
  session: MySqlSession,
  username: string,
  passwords: Parameters<ReturnType<typeof dialectOf>['onlyPasswords']>[1],
): Promise<void> {
  const statements = dialectOf(session.product).onlyPasswords(
    username,
    passwords,
  );
  for (const statement of statements) {
    await session.run(statement);
  }
}

/** Rights in this database, and nowhere else. */
export async function grantOnly(
  session: MySqlSession,
  who: string,
  database: string,
): Promise<void> {
  const pattern = grantPattern(database);
  const grants = await showGrants(session, who);
  if (reachesFurther(grants, pattern)) {
    await session.run(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${who}`);
  }
  await session.run(
    `GRANT ${TENANT_PRIVILEGES.join(', ')} ON ${pattern}.* TO ${who}`,
  );
}

async function showGrants(session: MySqlSession, who: string) {
  const rows = await session.rows(
    z.record(z.string(), z.string()),
    `SHOW GRANTS FOR ${who}`,
  );
  return rows.flatMap(row => Object.values(row));
}

/** Locked first, so that no session opens between the end of the last one and that of the account. */
export async function dropAccount(
  session: MySqlSession,
  registry: Registry,
  username: string,
): Promise<void> {
  const who = accountName(username);
  await session.runUnless(
    [CANNOT_DROP_USER],
    `ALTER USER IF EXISTS ${who} ACCOUNT LOCK`,
  );
  await endSessions(session, username);
  await session.run(`DROP USER IF EXISTS ${who}`);
  await registry.release('account', username);
}

export async function databaseExists(session: MySqlSession, name: string) {
  const rows = await session.rows(
    z.unknown(),
    'SELECT 1 FROM information_schema.SCHEMATA WHERE CAST(SCHEMA_NAME AS BINARY) = CAST(? AS BINARY)',
    [name],
  );
  return rows.length > 0;
}

/** From whatever host: an account of that name for one address would be mixed up with ours. */
export async function accountExists(session: MySqlSession, username: string) {
  const rows = await session.rows(
    z.unknown(),
    'SELECT 1 FROM mysql.user WHERE CAST(User AS BINARY) = CAST(? AS BINARY)',
    [username],
  );
  return rows.length > 0;
}

export async function storageOf(session: MySqlSession, database: string) {
  const [row] = await session.rows(
    z.object({ bytes: z.coerce.number() }),
    'SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
    [database],
  );
  return row?.bytes ?? 0;
}
