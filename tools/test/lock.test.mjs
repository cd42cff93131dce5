import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { hold, holderOf, inTurn } from '../lib/lock.mjs';

let folder;
let lock;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-lock-'));
  lock = path.join(folder, 'below', 'lock');
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

test('the second to come is told who holds the lock', async () => {
  const release = await hold(lock, () => 'never said');
  await assert.rejects(
    hold(lock, pid => `held by ${pid}`),
    new RegExp(`held by ${process.pid}`),
  );
  await release();
  await (
    await hold(lock, () => 'never said')
  )();
});

test('a lock whose holder died is free', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  await fs.mkdir(path.dirname(lock));
  await fs.writeFile(lock, String(dead.pid));
  assert.equal(await holderOf(lock), undefined);
  await (
    await hold(lock, pid => `held by ${pid}`)
  )();
});

test('work in turn never overlaps, and the lock is free after a failure', async () => {
  let inside = 0;
  const work = async () => {
    inside += 1;
    assert.equal(inside, 1);
    await new Promise(setImmediate);
    inside -= 1;
  };
  const waited = [];
  await Promise.all([
    inTurn(lock, work, pid => waited.push(pid)),
    inTurn(lock, work, pid => waited.push(pid)),
  ]);
  assert.deepEqual(waited, [process.pid]);
  await assert.rejects(
    inTurn(lock, async () => {
      throw new Error('broken');
    }),
    /broken/,
  );
  assert.equal(await holderOf(lock), undefined);
});
