import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  goVersion,
  linkerFlags,
  obtainBinaries,
  PROGRAMS,
} from '../lib/binaries.mjs';
import { root } from '../lib/places.mjs';

test('every program is a tool of its module, and every tool is a program', async () => {
  for (const module of ['kubernetes', 'etcd']) {
    const file = path.join(root, 'tools', 'binaries', module, 'go.mod');
    const tools = /tool \(([^)]*)\)/.exec(await fs.readFile(file, 'utf8'))[1];
    assert.deepEqual(
      PROGRAMS.filter(program => program.module === module)
        .map(program => program.source)
        .sort(),
      tools.trim().split(/\s+/).sort(),
    );
  }
});

test('a Kubernetes program is told the version that go.mod pins', async () => {
  const file = path.join(root, 'tools', 'binaries', 'kubernetes', 'go.mod');
  const pinned = /k8s\.io\/kubernetes (v[\d.]+)/.exec(
    await fs.readFile(file, 'utf8'),
  )[1];
  assert.ok(linkerFlags('kubernetes').includes(`gitVersion=${pinned}`));
});

test('the version of Go is read out of what it prints', () => {
  assert.deepEqual(goVersion('go version go1.26.8 linux/amd64'), {
    major: 1,
    minor: 26,
  });
  assert.equal(goVersion('no go'), null);
});

/** A machine without Go, whose user has these programs. */
async function machine(names) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-bin-'));
  for (const name of names) {
    await fs.writeFile(path.join(folder, name), '');
  }
  return { folder, env: { PATH: folder, KUBEBUILDER_ASSETS: folder } };
}

test('programs of the person are taken as they are, without Go', async () => {
  const { folder, env } = await machine(PROGRAMS.map(({ name }) => name));
  const found = await obtainBinaries(env, () => {});
  assert.deepEqual(
    found,
    Object.fromEntries(
      PROGRAMS.map(({ name }) => [name, path.join(folder, name)]),
    ),
  );
  await fs.rm(folder, { recursive: true });
});

test('a variable that names no file is told', async () => {
  await assert.rejects(
    obtainBinaries({ PATH: '', KWOK_ETCD_BINARY: '/none/etcd' }, () => {}),
    /KWOK_ETCD_BINARY names \/none\/etcd, which does not exist/,
  );
});

test('without Go the ways out are named', async () => {
  const cache = await fs.mkdtemp(path.join(os.tmpdir(), 'flytower-cache-'));
  const before = process.env.FLYTOWER_CACHE;
  process.env.FLYTOWER_CACHE = cache;
  try {
    await assert.rejects(
      obtainBinaries({ PATH: cache }, () => {}),
      /no Go on your PATH; install Go 1\.26.*KUBEBUILDER_ASSETS.*FLYTOWER_KUBECONFIG/,
    );
  } finally {
    if (before === undefined) {
      delete process.env.FLYTOWER_CACHE;
    } else {
      process.env.FLYTOWER_CACHE = before;
    }
    await fs.rm(cache, { recursive: true });
  }
});
