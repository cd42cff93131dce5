import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { EngineError } from '../EngineDriver';
import { MySqlSession } from './MySqlSession';

const NO_SUCH_SESSION = 1094;
const PAUSE_MS = 50;
const LOOKS = 100;

const sessionRow = z.object({ id: z.coerce.number().int(), user: z.string() });

/** The open sessions of these accounts. One that is being ended, and may still be rolling back, is none any more. */
export async function sessionsOf(
  session: MySqlSession,
  usernames: readonly string[],
): Promise<z.infer<typeof sessionRow>[]> {
  if (usernames.length === 0) {
    return [];
  }
  return session.rows(
    sessionRow,
    `SELECT ID AS id, USER AS user FROM information_schema.PROCESSLIST WHERE COMMAND <> 'Killed' AND USER IN (${usernames
      .map(() => '?')
      .join(', ')})`,
    usernames,
  );
}

/**
 * Ends the sessions of an account, one by one, which MySQL and MariaDB both know, and looks again until none is left: one
 * may have been signing in while the account was locked.
 */
export async function endSessions(
  session: MySqlSession,
  username: string,
): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const open = await sessionsOf(session, [username]);
    if (open.length === 0) {
      return;
    }
    for (const { id } of open) {
      await session.runUnless([NO_SUCH_SESSION], `KILL CONNECTION ${id}`);
    }
    await pause(PAUSE_MS);
  }
  throw new EngineError(
    'in-use',
    `Sessions of ${username} do not end; it is tried again`,
    true,
  );
}
