import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import {
  hashFiles,
  hashText,
  keepPrivate,
  listFiles,
  readIfThere,
  readJsonIfThere,
  writeJson,
  writeWhole,
} from '../lib/files.mjs';

let folder;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-files-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));
const at = (...names) => path.join(folder, ...names);

test('what is not there is undefined, not an error', async () => {
  assert.equal(await readIfThere(at('none')), undefined);
  assert.equal(await readJsonIfThere(at('none', 'below.json')), undefined);
});

test('a file is written whole, with its folder and mode, and leaves no draft', async () => {
  await writeWhole(at('a', 'secret'), 'x', { mode: 0o600 });
  assert.deepEqual(await fs.readdir(at('a')), ['secret']);
  assert.equal((await fs.stat(at('a', 'secret'))).mode & 0o777, 0o600);
});

const modeOf = async file => ((await fs.lstat(file)).mode & 0o777).toString(8);

test('a file is for us alone where nothing else is said', async () => {
  await writeWhole(at('state.json'), '{}');
  assert.equal(await modeOf(at('state.json')), '600');
});

test('a folder that is kept private is closed to others, with what an earlier version left in it', async () => {
  await fs.mkdir(at('state', 'database'), { recursive: true, mode: 0o755 });
  await fs.writeFile(at('state', 'database', 'auth.sqlite'), '', {
    mode: 0o644,
  });
  await fs.writeFile(at('state', 'run.sh'), '', { mode: 0o755 });
  await fs.writeFile(at('outside'), '', { mode: 0o644 });
  await fs.symlink(at('outside'), at('state', 'link'));
  await keepPrivate(at('state'));
  assert.equal(await modeOf(at('state')), '700');
  assert.equal(await modeOf(at('state', 'database')), '700');
  assert.equal(await modeOf(at('state', 'database', 'auth.sqlite')), '600');
  assert.equal(await modeOf(at('state', 'run.sh')), '700');
  assert.equal(await modeOf(at('outside')), '644');
});

test('a folder that is kept private is made where there is none', async () => {
  await keepPrivate(at('new', 'state'));
  assert.equal(await modeOf(at('new', 'state')), '700');
});

test('JSON comes back as it was', async () => {
  await writeJson(at('x.json'), { list: [1, 'two'] });
  assert.deepEqual(await readJsonIfThere(at('x.json')), { list: [1, 'two'] });
});

test('a hash tells texts apart that only differ in where one ends', () => {
  assert.notEqual(hashText('ab', 'c'), hashText('a', 'bc'));
});

test('a hash of a folder changes with content and names, not with what builds leave', async () => {
  await writeWhole(at('src', 'index.ts'), 'one');
  const first = await hashFiles([at('src')], { base: folder });
  await writeWhole(at('src', 'dist', 'index.js'), 'built');
  await writeWhole(at('src', 'node_modules', 'x.js'), 'installed');
  assert.equal(await hashFiles([at('src')], { base: folder }), first);
  await writeWhole(at('src', 'index.ts'), 'two');
  const second = await hashFiles([at('src')], { base: folder });
  assert.notEqual(second, first);
  await fs.rename(at('src', 'index.ts'), at('src', 'main.ts'));
  assert.notEqual(await hashFiles([at('src')], { base: folder }), second);
});

test('files are listed in one order', async () => {
  await writeWhole(at('b'), '');
  await writeWhole(at('a', 'z'), '');
  assert.deepEqual(await listFiles(folder), [at('a', 'z'), at('b')]);
});
