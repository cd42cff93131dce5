import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { placeFor, removePlaceFor } from '../lib/engines/account.mjs';
import { findEngines, howToGet } from '../lib/engines/programs.mjs';
import { isAlive } from '../lib/lock.mjs';
import { root } from '../lib/places.mjs';
import { selfSignedCertificate } from '../lib/selfSigned.mjs';
import { Service } from '../lib/service.mjs';

let folder;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-engines-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

async function until(condition) {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const value = await condition();
    if (value) {
      return value;
    }
    await pause(25);
  }
  throw new Error('It did not come true within 10 s.');
}

test('an engine counts as there when all its programs are', async () => {
  for (const program of ['mariadbd', 'redis-server']) {
    await fs.writeFile(path.join(folder, program), '');
  }
  const found = await findEngines({ PATH: folder });
  assert.equal(found.redis['redis-server'], path.join(folder, 'redis-server'));
  // Without mariadb-install-db in the same PATH, the one of this machine or none is taken.
  assert.notEqual(
    found.mariadb?.['mariadb-install-db'],
    path.join(folder, 'mariadb-install-db'),
  );
});

test('what is missing is told in one line with the command that gets it', () => {
  assert.match(
    howToGet(['mariadb', 'redis'], 'linux'),
    /^MariaDB and Redis are not on this machine; get them with `apt-get install --no-install-recommends mariadb-server redis-server`/,
  );
  assert.match(
    howToGet(['redis'], 'darwin'),
    /^Redis is not on this machine; get it with `brew install redis`/,
  );
});

test('a self-signed certificate is its own authority, for this machine only', () => {
  const now = new Date('2026-01-02T03:04:05Z');
  const { certificate, key } = selfSignedCertificate('mysql-demo', now);
  const parsed = new X509Certificate(certificate);
  assert.equal(parsed.ca, true);
  assert.equal(parsed.verify(parsed.publicKey), true);
  assert.equal(parsed.checkPrivateKey(createPrivateKey(key)), true);
  assert.equal(parsed.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(parsed.checkHost('localhost'), 'localhost');
  assert.equal(parsed.checkHost('example.com'), undefined);
  assert.equal(
    new Date(parsed.validFrom).toISOString(),
    '2026-01-01T03:04:05.000Z',
  );
});

test(
  'a folder that the user of the engines may not enter is replaced by one that it may',
  { skip: process.getuid?.() !== 0 && 'only root has such users' },
  async () => {
    const nobody = { uid: 65534, gid: 65534 };
    const hidden = path.join(folder, 'engines');
    await fs.chmod(folder, 0o700);
    // From before its folder was closed.
    await fs.mkdir(path.join(hidden, 'mysql-demo'), { recursive: true });
    const place = await placeFor(nobody, hidden);
    try {
      assert.deepEqual(await fs.readdir(place), ['mysql-demo']);
      assert.match(place, /^\/var\/tmp\/flytower-[0-9a-f]{16}$/);
      assert.equal(await placeFor(nobody, hidden), place);
      await fs.rm(hidden, { recursive: true });
      await removePlaceFor(hidden);
      await assert.rejects(fs.access(place), { code: 'ENOENT' });
    } finally {
      await fs.rm(place, { recursive: true, force: true });
    }
    await fs.chmod(folder, 0o755);
    assert.equal(await placeFor(nobody, hidden), hidden);
  },
);

async function keepSleeper(onCrash = () => {}, args = ['60']) {
  const pidFile = path.join(folder, 'pid');
  const stopFile = path.join(folder, 'stopped');
  const service = await Service.start({
    title: 'The sleeper',
    node: process.execPath,
    args: [path.join(root, 'tools', 'lib', 'engines', 'keep.mjs')],
    cwd: folder,
    env: {
      ...process.env,
      FLYTOWER_ENGINE: JSON.stringify({
        program: 'sleep',
        args,
        folder,
        pidFile,
        stopFile,
      }),
    },
    log: path.join(folder, 'log'),
    onCrash,
  });
  const pid = async () =>
    Number(await fs.readFile(pidFile, 'utf8').catch(() => 0));
  return { service, pid, stopFile };
}

test('a killed engine is revived, and ends with the command', async () => {
  const { service, pid } = await keepSleeper();
  const first = await until(pid);
  process.kill(first, 'SIGKILL');
  const second = await until(async () => {
    const now = await pid();
    return now !== first && now;
  });
  await service.stop();
  assert.equal(isAlive(second), false);
});

test('an engine stays away while its stop file is there', async () => {
  const { service, pid, stopFile } = await keepSleeper();
  const first = await until(pid);
  await fs.writeFile(stopFile, '');
  await until(() => !isAlive(first));
  assert.equal(await pid(), 0);
  await fs.rm(stopFile);
  const second = await until(pid);
  assert.notEqual(second, first);
  await service.stop();
});

test('an engine that cannot start is given up, with its last words', async () => {
  const problem = await new Promise((resolve, reject) => {
    keepSleeper(resolve, ['for ever']).catch(reject);
  });
  assert.match(problem.message, /^The sleeper has ended by itself/);
  assert.match(problem.details, /invalid time interval/);
});
