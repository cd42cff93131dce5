import fs from 'node:fs/promises';
import path from 'node:path';
import { exists, readIfThere } from '../files.mjs';
import { stillServes } from '../platformCertificate.mjs';
import { run } from '../run.mjs';
import { selfSignedCertificate } from '../selfSigned.mjs';
import { ownFile, ownFolder } from './account.mjs';

/** Who administers the demo servers. */
export const ADMINISTRATOR = 'flytower_admin';

/**
 * Makes the data of a private MariaDB where there is none yet; answers how to run it. Only this machine reaches it, with a
 * password, over TLS when the client wants it.
 *
 * @param {object} given
 * @param {Record<string, string>} given.programs
 * @param {string} given.folder
 * @param {number} given.port
 * @param {string} given.password the administrator's
 * @param {{ uid?: number, gid?: number }} given.account
 */
export async function prepareMariaDb({
  programs,
  folder,
  port,
  password,
  account,
}) {
  const data = path.join(folder, 'data');
  await makeData(programs, data, folder, account);
  const certificate = path.join(folder, 'server.crt');
  const key = path.join(folder, 'server.key');
  if (!stillServes(await readIfThere(certificate), new Date())) {
    const made = selfSignedCertificate('mysql-demo', new Date());
    await ownFile(key, made.key, account);
    await ownFile(certificate, made.certificate, account);
  }
  const rights = path.join(folder, 'administrator.sql');
  await ownFile(rights, administratorSql(password), account);
  return {
    caFile: certificate,
    program: programs.mariadbd,
    args: [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      // Relative to the data, because the path of a socket may have 107 bytes at most.
      '--socket=private.sock',
      `--pid-file=${path.join(folder, 'mariadbd.pid')}`,
      `--init-file=${rights}`,
      `--ssl-cert=${certificate}`,
      `--ssl-key=${key}`,
      '--innodb-buffer-pool-size=32M',
      '--innodb-log-file-size=8M',
      '--performance-schema=OFF',
      '--character-set-server=utf8mb4',
      '--skip-name-resolve',
    ],
  };
}

/** A start that was interrupted leaves half of the system tables: those are made again. */
async function makeData(programs, data, folder, account) {
  const made = path.join(folder, 'made');
  if (await exists(made)) {
    return;
  }
  await fs.rm(data, { recursive: true, force: true });
  await ownFolder(data, account);
  await run(
    programs['mariadb-install-db'],
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
      uid: account.uid,
      gid: account.gid,
      failure: 'The data of the demo MariaDB could not be made.',
    },
  );
  await ownFile(made, '', account);
}

/**
 * Read by the server before it listens: there is no moment in which somebody without the password could come in. One
 * statement a line.
 */
function administratorSql(password) {
  const who = `'${ADMINISTRATOR}'@'127.0.0.1'`;
  return [
    "DELETE FROM mysql.global_priv WHERE User IN ('root', '');",
    'FLUSH PRIVILEGES;',
    `CREATE USER IF NOT EXISTS ${who};`,
    `ALTER USER ${who} IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${who} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}
