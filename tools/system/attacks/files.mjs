import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { state } from '../../lib/places.mjs';

/** What the portal writes is for whoever started it. */
export function fileTests(installation) {
  test('nobody else on the machine reads what the portal writes', async () => {
    const here = installation();
    const { mode } = await fs.stat(state);
    assert.equal((mode & 0o777).toString(8), '700', 'the state folder');
    const open = [];
    const look = async file => {
      const found = await fs.stat(file);
      if (found.isDirectory()) {
        for (const name of await fs.readdir(file)) {
          await look(path.join(file, name));
        }
      } else if (found.mode & 0o077) {
        open.push(`${file} ${(found.mode & 0o777).toString(8)}`);
      }
    };
    for (const name of ['database', 'logs', 'secrets.json']) {
      await look(path.join(here.home, name));
    }
    await look(path.join(here.home, 'app-config.portal.yaml'));
    assert.deepEqual(open, []);
  });
}
