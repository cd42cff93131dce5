import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../api.mjs';

/** Every column in which something is sealed begins so. */
const SEALED_PLUGINS = ['fleet', 'public-services'];

/**
 * The sealing key is rotated while both replicas run. The new key stands behind the old one everywhere already; it is put in
 * front, at one replica after the other; then the old one goes.
 */
export function rotatedKeysTests(two) {
  test('the sealing key is rotated while two replicas of different rings run', async t => {
    const { installation: here, databases, sealKeys } = two();
    const [old, fresh] = sealKeys;
    const [one, other] = here.replicas;
    const restart = async (replica, ...ring) => {
      await replica.stop();
      await here.startReplica(replica, { sealKeys: ring });
    };
    const allBy = (id, what) =>
      eventually(
        what,
        () => keysInUse(databases),
        keys => keys.length > 0 && keys.every(key => key === id),
      );
    const works = async () => {
      for (const { address } of here.replicas) {
        const olivia = await here.as('olivia', address);
        await eventually(
          `${address} reaches clusters and servers with their credentials`,
          async () => [
            ...(await olivia.get('/fleet/v1/clusters')).items,
            ...(await olivia.get('/public-services/v1/servers')).items,
          ],
          items =>
            items.length > 2 &&
            items.every(({ health }) => health.status === 'healthy'),
        );
      }
    };

    await t.test('with the new key behind, nothing changes', () =>
      allBy(old.id, 'everything is sealed with the old key'),
    );
    await t.test(
      'with the new key in front at one, it reseals, and the other leaves it',
      async () => {
        await restart(one, fresh, old);
        await allBy(fresh.id, 'everything is sealed with the new key');
        // It starts once more with the old ring, as after a crash in the middle of a roll-out.
        await restart(other, old, fresh);
        await works();
        assert.deepEqual(
          [...new Set(await keysInUse(databases))],
          [fresh.id],
          'nothing is sealed back',
        );
      },
    );
    await t.test(
      'with the new key in front everywhere, the old one goes',
      async () => {
        await restart(other, fresh, old);
        await allBy(fresh.id, 'everything is sealed with the new key');
        await Promise.all([restart(one, fresh), restart(other, fresh)]);
        await works();
        const dan = await here.as('dan');
        const { password } = await dan.post(
          '/public-services/v1/tenants/shared/instances/db-bound-0/credentials',
        );
        assert.ok(password.length >= 24, 'a password opens');
      },
    );
  });
}

/** Ids of the keys that sealed values in the databases name: `v1.<key id>.…`. */
async function keysInUse(databases) {
  const keys = [];
  for (const plugin of SEALED_PLUGINS) {
    const columns = await databases.ask(
      plugin,
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and data_type = 'text' and column_name like 'sealed%'`,
    );
    for (const { table_name: table, column_name: column } of columns) {
      const rows = await databases.ask(
        plugin,
        `select split_part("${column}", '.', 2) as key from "${table}" where "${column}" like 'v1.%'`,
      );
      keys.push(...rows.map(({ key }) => key));
    }
  }
  return keys;
}
