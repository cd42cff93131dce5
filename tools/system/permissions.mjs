import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/places.mjs';

const PLUGINS = [
  'fleet',
  'tenancy',
  'delivery',
  'public-services',
  'metering',
  'audit',
  'catalog',
  'scaffolder',
  'kubernetes',
];

/** Every permission that a running plugin registers stands in the policy's table. */
export function permissionTests(installation) {
  test('every registered permission stands in the table', async () => {
    const here = installation();
    const page = await fs.readFile(
      path.join(root, 'docs', 'reference', 'permissions.md'),
      'utf8',
    );
    const table = new Set(
      [...page.matchAll(/^\| `([a-z.-]+)`/gm)].map(([, name]) => name),
    );
    const olivia = await here.as('olivia');
    for (const plugin of PLUGINS) {
      const { permissions } = await olivia.get(
        `/${plugin}/.well-known/backstage/permissions/metadata`,
      );
      assert.ok(permissions.length > 0, `${plugin} registers permissions`);
      assert.deepEqual(
        permissions.map(({ name }) => name).filter(name => !table.has(name)),
        [],
        `permissions of ${plugin} without a row`,
      );
    }
  });
}
