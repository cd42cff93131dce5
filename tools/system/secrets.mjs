import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { state } from '../lib/places.mjs';

/** Addresses whose answers are searched, as the person who sees most. */
const ANSWERS = [
  '/fleet/v1/clusters',
  '/fleet/v1/clusters/east',
  '/fleet/v1/clusters/west',
  '/fleet/v1/data-centres',
  '/fleet/v1/nodes',
  '/fleet/v1/operations',
  '/tenancy/v1/tenants',
  '/tenancy/v1/operations',
  '/delivery/v1/overview',
  '/delivery/v1/releases',
  '/public-services/v1/servers',
  '/public-services/v1/offerings',
  '/public-services/v1/instances',
  '/public-services/v1/bindings',
  '/public-services/v1/operations',
  '/metering/v1/usage',
  '/scaffolder/v2/tasks',
  '/audit/v1/entries',
  '/catalog/entities',
];
/** How many entries of the operation log are opened: their facts are what the feeds said. */
const ENTRIES = 100;

/** A signed token: header, claims and signature, of which the first two begin with a brace. */
const TOKEN = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/;

/** What an identity provider sends somebody back with, for one use. */
const CODE = /[?&]code=[\w-]{20,}/;

/** Nothing secret stands in a log, an answer, the catalog, a page or, in clear, in the database. */
export function secretTests(installation) {
  test('no secret is to be found', async t => {
    const here = installation();
    const canaries = await canariesOf(here);
    const search = (where, text) =>
      canaries
        .filter(({ value }) => text.includes(value))
        .map(({ name }) => `${name} in ${where}`);

    await t.test('the search finds what is there', () => {
      assert.equal(search('itself', `x${canaries[0].value}y`).length, 1);
    });
    await t.test('in the logs', async () => {
      const folder = path.join(here.home, 'logs');
      const found = [];
      for (const file of await fs.readdir(folder)) {
        found.push(
          ...search(file, await fs.readFile(path.join(folder, file), 'utf8')),
        );
      }
      assert.deepEqual(found, []);
    });
    await t.test('in the database', async () => {
      const folder = path.join(here.home, 'database');
      const files = (
        await fs.readdir(folder, { recursive: true, withFileTypes: true })
      ).filter(entry => entry.isFile());
      assert.ok(
        files.some(({ name }) => name.includes('fleet')),
        'the fleet has a database',
      );
      const found = [];
      for (const file of files) {
        found.push(
          ...search(
            file.name,
            await fs.readFile(path.join(file.parentPath, file.name), 'latin1'),
          ),
        );
      }
      assert.deepEqual(found, []);
    });
    await t.test('no token, in a log or the database', async () => {
      assert.match(`Bearer ${await here.tokenOf('olivia')}`, TOKEN);
      assert.deepEqual(await holding(here.home, TOKEN), []);
    });
    await t.test('no code of a sign-in, in a log', async () => {
      const logs = path.join(here.home, 'logs');
      const log = await fs.readFile(path.join(logs, 'portal.log'), 'utf8');
      assert.match(log, /\/handler\/frame\?code=\*\*\*/, 'somebody signed in');
      assert.deepEqual(await holding(here.home, CODE), []);
    });
    await t.test('in answers, the log, the catalog and the page', async () => {
      const olivia = await here.as('olivia');
      const found = [];
      for (const address of ANSWERS) {
        found.push(
          ...search(address, JSON.stringify(await olivia.get(address))),
        );
      }
      const { items } = await olivia.get(`/audit/v1/entries?limit=${ENTRIES}`);
      for (const { id } of items) {
        const address = `/audit/v1/entries/${id}`;
        found.push(
          ...search(address, JSON.stringify(await olivia.get(address))),
        );
      }
      found.push(
        ...search('the page', await (await fetch(here.portal)).text()),
      );
      assert.deepEqual(found, []);
    });
  });
}

/** The files below a folder of logs or databases in which something stands. */
async function holding(home, pattern) {
  const found = [];
  for (const folder of ['logs', 'database']) {
    for (const file of await filesIn(path.join(home, folder))) {
      if (pattern.test(await fs.readFile(file, 'latin1'))) {
        found.push(path.relative(home, file));
      }
    }
  }
  return found;
}

async function filesIn(folder) {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

/** What stands in the files of an installation is for whoever started it, and for nobody else on the machine. */
export function privacyTests(installation) {
  test('nobody else on the machine reads the state of the installation', async () => {
    const { home, clusters } = installation();
    const own = await fs.stat(state);
    assert.equal(own.mode & 0o777, 0o700);
    const open = [];
    for (const folder of [
      home,
      ...clusters.map(({ flytower }) => path.dirname(flytower.keyFile)),
    ]) {
      for (const file of await filesIn(folder)) {
        // A file may go while it is looked at.
        const stat = await fs.lstat(file).catch(() => undefined);
        if (stat && stat.mode & 0o077) {
          open.push(`${path.relative(state, file)} ${stat.mode.toString(8)}`);
        }
      }
    }
    assert.deepEqual(open, []);
  });
}

/** Every secret of the installation: its own, and the private keys of the registered clusters. */
async function canariesOf(here) {
  const own = JSON.parse(
    await fs.readFile(path.join(here.home, 'secrets.json'), 'utf8'),
  );
  const canaries = Object.entries(own).map(([name, value]) => ({
    name,
    // A sealing key has its bytes in `key`, a private JSON Web Key in `d`.
    value: typeof value === 'string' ? value : value.key ?? value.d,
  }));
  for (const cluster of here.clusters) {
    const pem = await fs.readFile(cluster.flytower.keyFile, 'utf8');
    const [, secondLine] = pem
      .split('\n')
      .filter(line => !line.startsWith('-----'));
    const line = secondLine ?? pem.split('\n')[1];
    canaries.push({ name: `client key of ${cluster.name}`, value: line });
  }
  canaries.push(
    ...here.passwords.map((value, index) => ({
      name: `password ${index + 1} of the tests`,
      value,
    })),
  );
  for (const { name, value } of canaries) {
    assert.ok(value?.length >= 24, `${name} is a secret to look for`);
  }
  return canaries;
}
