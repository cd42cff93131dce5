import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { privateFolder } from '../lib/private.mjs';
import { Service } from '../lib/service.mjs';

let folder;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-private-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

async function modeOf(file) {
  return ((await fs.stat(file)).mode & 0o777).toString(8);
}

/** Runs a program of ours to its end. */
async function service(script, options = {}) {
  const file = path.join(folder, 'program.mjs');
  await fs.writeFile(file, script);
  const running = await Service.start({
    title: 'The program',
    node: process.execPath,
    args: [file],
    cwd: folder,
    env: process.env,
    log: path.join(folder, 'program.log'),
    onCrash: () => {},
    ...options,
  });
  await running.ended;
}

test('a state folder is closed to others, also one that was open before', async () => {
  for (const name of ['old', 'new']) {
    const state = path.join(folder, name);
    if (name === 'old') {
      await fs.mkdir(state, { mode: 0o755 });
    }
    await privateFolder(state);
    assert.equal(await modeOf(state), '700', name);
  }
});

test('what a program of ours writes, and its log, only its owner reads', async () => {
  const mask = process.umask();
  await service(
    "import fs from 'node:fs'; fs.writeFileSync('made', 'x'); console.log('said');",
  );
  assert.equal(await modeOf(path.join(folder, 'made')), '600');
  assert.equal(await modeOf(path.join(folder, 'program.log')), '600');
  assert.equal(process.umask(), mask, 'we ourselves write as before');
});

test('a program may have no more descriptors open than it is given', async () => {
  await service(
    `import fs from 'node:fs';
     const report = process.report.getReport().userLimits.open_files;
     fs.writeFileSync('limit', String(report.soft));`,
    { descriptors: 200 },
  );
  assert.equal(await fs.readFile(path.join(folder, 'limit'), 'utf8'), '200');
});
