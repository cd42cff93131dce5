import { EngineError, ServerAccess } from '../EngineDriver';
import { markedInstances, markOf } from './acl';
import { placeOf, RedisSession } from './RedisSession';
import { infoOf } from './serverState';

/** A server is handed out whole, so nobody's data may be on it. */
export async function requireEmpty(
  session: RedisSession,
  server: ServerAccess,
): Promise<void> {
  const databases = Object.keys(await infoOf(session, 'keyspace'));
  const others = tenantsAmong(await session.list('ACL', 'USERS'), server);
  if (databases.length > 0 || others.length > 0) {
    throw foreign(server);
  }
}

export function tenantsAmong(
  usernames: string[],
  { administrator }: ServerAccess,
) {
  const marks = markedInstances(usernames).map(markOf);
  return usernames.filter(
    name =>
      name !== 'default' &&
      name !== administrator.username &&
      !marks.includes(name),
  );
}

export function foreign(server: ServerAccess): EngineError {
  return new EngineError(
    'foreign',
    `${placeOf(
      server,
    )} holds data or accounts that are not this instance's; Flytower leaves them alone: empty it, or take another server`,
    false,
  );
}
