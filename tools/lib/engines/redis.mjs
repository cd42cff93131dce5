import { createHash } from 'node:crypto';
import path from 'node:path';
import { exists } from '../files.mjs';
import { ownFile } from './account.mjs';
import { ADMINISTRATOR } from './mariadb.mjs';

/**
 * How to run a private Redis: only this machine reaches it, the default user is off, and its access rules are a file of its
 * own, so that they outlive a restart.
 */
export async function prepareRedis({
  programs,
  folder,
  port,
  password,
  account,
}) {
  const rules = path.join(folder, 'users.acl');
  if (!(await exists(rules))) {
    const hash = createHash('sha256').update(password).digest('hex');
    await ownFile(
      rules,
      `user default off\nuser ${ADMINISTRATOR} on #${hash} ~* &* +@all\n`,
      account,
    );
  }
  // Limits are changed while it runs and kept by CONFIG REWRITE, which needs a file to write to.
  const config = path.join(folder, 'redis.conf');
  if (!(await exists(config))) {
    await ownFile(config, 'save ""\nappendonly yes\n', account);
  }
  return {
    program: programs['redis-server'],
    args: [
      config,
      ...['--bind', '127.0.0.1'],
      ...['--port', String(port)],
      ...['--dir', folder],
      ...['--aclfile', rules],
    ],
  };
}
