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

/** Routes of backends for each other. */
const BETWEEN_PLUGINS = ['fleet', 'tenancy', 'delivery', 'public-services']
  .flatMap(plugin => [`/${plugin}/v1/changes`, `/${plugin}/v1/snapshot`])
  .concat('/delivery/v1/ownership', '/tenancy/v1/tenants/any/reservations');

/**
 * Every permission that a running plugin registers stands in the policy's table, and no token from outside passes for a
 * plugin's.
 */
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

  test('a token from outside reads nothing that is between plugins', async () => {
    const outsider = await installation().asOutsider();
    for (const address of BETWEEN_PLUGINS) {
      await assert.rejects(
        outsider.get(address),
        { status: 403, message: /tests is none of them/ },
        address,
      );
    }
  });
}
