import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { test } from 'node:test';
import { eventually } from './api.mjs';
import { Databases } from './databases.mjs';
import { onboard } from './journey.mjs';

const TENANT = 'waiting';

/**
 * The database server is frozen, then taken away, in the middle of orders. They wait with a sentence, hold nothing else up,
 * and end well when it is back.
 */
export function stoppedDatabaseTests(installation) {
  test('with its database server frozen or gone, an order waits and says so, and the portal goes on', async t => {
    const here = installation();
    const server = here.engines.find(({ engine }) => engine === 'mysql');
    if (!server) {
      t.skip('there is no mariadbd on this machine');
      return;
    }
    const databases = new Databases(server);
    const dan = await here.as('dan');
    await onboard(here, TENANT);
    const order = name =>
      dan.post(`/public-services/v1/tenants/${TENANT}/instances`, {
        name,
        displayName: name,
        environment: 'prod',
        offering: 'mysql',
        plan: 'small',
      });
    const operation = id => dan.get(`/public-services/v1/operations/${id}`);
    const waits = id =>
      eventually(
        `order ${id} waits`,
        () => operation(id),
        ({ state }) => state === 'waiting',
        60_000,
      );
    const succeeds = async (id, name) => {
      await eventually(
        `order ${id} succeeds`,
        () => operation(id),
        ({ state }) => state === 'succeeded',
        120_000,
      );
      const instance = await dan.get(
        `/public-services/v1/tenants/${TENANT}/instances/${name}`,
      );
      const { database } = instance.endpoint;
      assert.deepEqual(await databases.named(database), [database]);
      assert.equal((await databases.accountsOf(database)).length, 1);
    };
    const lists = async () => {
      const began = performance.now();
      await Promise.all(
        [
          '/public-services/v1/instances',
          '/public-services/v1/offerings',
          '/delivery/v1/overview',
          '/metering/v1/usage',
        ].map(path => dan.get(path)),
      );
      return performance.now() - began;
    };

    await t.test('frozen', async () => {
      const pid = Number(await fs.readFile(server.pidFile, 'utf8'));
      process.kill(pid, 'SIGSTOP');
      let id;
      try {
        ({ id } = await order('frozen'));
        const { reason } = await waits(id);
        assert.match(reason, /mysql-demo|MySQL demo|127\.0\.0\.1/);
        // No list asks the server: 5 s is far below its timeouts, and far above what a list needs.
        assert.ok((await lists()) < 5_000, 'lists answer meanwhile');
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await succeeds(id, 'frozen');
    });
    await t.test('gone', async () => {
      await fs.writeFile(server.stopFile, '');
      let id;
      try {
        await eventually(
          'the server is gone',
          () =>
            databases.accounts().then(
              () => 'there',
              () => 'gone',
            ),
          state => state === 'gone',
        );
        ({ id } = await order('gone'));
        const { reason } = await waits(id);
        assert.match(reason, /mysql-demo|MySQL demo|127\.0\.0\.1/);
        assert.ok((await lists()) < 5_000, 'lists answer meanwhile');
      } finally {
        await fs.rm(server.stopFile, { force: true });
      }
      await succeeds(id, 'gone');
    });
  });
}
