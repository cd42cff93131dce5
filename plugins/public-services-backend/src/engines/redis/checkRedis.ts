import { ServerCheck } from '@flytower/plugin-public-services-common';
import { EngineError, ServerAccess } from '../EngineDriver';
import { compareVersions } from '../mysql/Product';
import { placeOf, RedisSession } from './RedisSession';
import { infoOf, usersKeptIn } from './serverState';

const OLDEST = '6.2.0';

/** What Flytower does on a server; ACL DRYRUN would tell without doing, but is new in 7.0. */
const NEEDED = ['acl|setuser', 'config|set', 'client|kill', 'flushall'];

/** What a server is, and whether its administrator may do what Flytower does. */
export async function checkRedis(
  session: RedisSession,
  server: ServerAccess,
): Promise<ServerCheck> {
  const place = placeOf(server);
  const { redis_version: version = '' } = await infoOf(session, 'server');
  if (version === '' || compareVersions(version, OLDEST) < 0) {
    throw new EngineError(
      'too-old',
      `${place} is version ${
        version || 'unknown'
      }; Flytower needs Redis 6.2 or later`,
      false,
    );
  }
  await requireRights(session, server);
  await requirePassword(session, server);
  if ((await infoOf(session, 'replication')).role !== 'master') {
    throw new EngineError(
      'failed',
      `${place} is a replica; register the server that may be written`,
      false,
    );
  }
  const kept = await usersKeptIn(session);
  return {
    outcome: 'usable',
    product: 'Redis',
    version,
    encrypted: server.tls !== undefined,
    notes: [
      'It does not limit the connections of one account; its maxclients bounds them all together.',
      ...(kept === 'nowhere'
        ? [
            'It forgets its accounts when it restarts, because it runs without an ACL file and without a configuration file; start it with --aclfile.',
          ]
        : []),
    ],
  };
}

async function requireRights(
  session: RedisSession,
  server: ServerAccess,
): Promise<void> {
  const rules = (await session.list('ACL', 'LIST')).find(line =>
    line.startsWith(`user ${server.administrator.username} `),
  );
  if (!/ \+@all( |$)/.test(rules ?? '') || / -/.test(rules ?? '')) {
    throw new EngineError(
      'missing-rights',
      `${placeOf(server)} does not let ${
        server.administrator.username
      } do everything, such as ${NEEDED.join(
        ', ',
      )}; give it +@all ~* &* with ACL SETUSER`,
      false,
    );
  }
}

/** A default user without a password lets anybody in, whatever is registered as its password. */
async function requirePassword(
  session: RedisSession,
  server: ServerAccess,
): Promise<void> {
  const answer = await session.send(
    'ACL',
    'GETUSER',
    server.administrator.username,
  );
  if (Array.isArray(answer) && JSON.stringify(answer).includes('"nopass"')) {
    throw new EngineError(
      'missing-rights',
      `${placeOf(server)} lets ${
        server.administrator.username
      } in without a password; set one there (requirepass), and register it`,
      false,
    );
  }
}
