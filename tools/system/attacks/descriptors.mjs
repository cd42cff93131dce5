import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../api.mjs';
import { isAlive, OpenSockets } from './raw.mjs';

/** Half as many again as the process may have open. */
const SOCKETS = 1_500;

/**
 * Somebody opens connections and says nothing, until the process has no descriptor left for more. Ends the portal: what
 * needs it comes before.
 */
export function descriptorTests(installation) {
  test('at its limit of descriptors, the portal says that it lives, and ends when asked', async t => {
    const here = installation();
    const [replica] = here.replicas;
    const sockets = new OpenSockets();
    try {
      for (let n = 0; n < SOCKETS; n += 100) {
        await Promise.all(
          Array.from({ length: 100 }, () => sockets.open(replica.port)),
        );
      }
      await t.test('liveness answers, each time', async () => {
        const answers = [];
        for (let ask = 0; ask < 10; ask += 1) {
          answers.push(await isAlive(here.portal));
        }
        assert.deepEqual(answers, Array(10).fill(true));
      });
      await t.test('those who are signed in are served', async () => {
        const dan = await here.as('dan');
        const { memberships } = await eventually(
          'dan reads',
          () => dan.get('/tenancy/v1/my-memberships'),
          Boolean,
          10_000,
        );
        assert.ok(memberships.length > 0);
      });
      await t.test('SIGINT ends it', async () => {
        process.kill(replica.pid, 'SIGINT');
        await replica.gone(20_000);
      });
    } finally {
      sockets.closeAll();
    }
  });
}
