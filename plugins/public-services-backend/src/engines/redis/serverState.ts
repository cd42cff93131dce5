import { RedisSession } from './RedisSession';

/** A section of INFO, by name of the line. */
export async function infoOf(
  session: RedisSession,
  section: 'server' | 'memory' | 'keyspace' | 'persistence' | 'replication',
): Promise<Record<string, string>> {
  const text = await session.text('INFO', section);
  const lines = text
    .split(/\r?\n/)
    .map(line => /^([^#:]+):(.*)$/.exec(line))
    .flatMap(match => (match ? [[match[1] ?? '', match[2] ?? '']] : []));
  return Object.fromEntries(lines);
}

/** Where the users of a server are kept, so that they outlive its restart. */
export async function usersKeptIn(
  session: RedisSession,
): Promise<'acl file' | 'configuration' | 'nowhere'> {
  const [, aclFile = ''] = await session.list('CONFIG', 'GET', 'aclfile');
  if (aclFile !== '') {
    return 'acl file';
  }
  const { config_file: config = '' } = await infoOf(session, 'server');
  return config === '' ? 'nowhere' : 'configuration';
}

/** Writes users, and limits where there is a file for them, to the disk. */
export async function keepUsers(session: RedisSession): Promise<void> {
  if ((await usersKeptIn(session)) === 'acl file') {
    await session.send('ACL', 'SAVE');
  }
  const { config_file: config = '' } = await infoOf(session, 'server');
  if (config !== '') {
    await session.send('CONFIG', 'REWRITE');
  }
}

/** How many sessions each user has open. */
export async function sessionsByUser(
  session: RedisSession,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const clients = (await session.text('CLIENT', 'LIST')).split('\n');
  for (const client of clients) {
    const [, user] = / user=(\S+)/.exec(client) ?? [];
    if (user !== undefined) {
      counts.set(user, (counts.get(user) ?? 0) + 1);
    }
  }
  return counts;
}
