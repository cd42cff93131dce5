import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './api.mjs';
import { createService, finished, onboard, sixToFour } from './journey.mjs';

/** What the pages of Olivia and Dan read, when a cluster hangs. */
const PAGES = {
  olivia: [
    '/fleet/v1/clusters',
    '/fleet/v1/data-centres',
    '/fleet/v1/nodes',
    '/tenancy/v1/tenants',
    '/audit/v1/entries',
  ],
  dan: [
    '/fleet/v1/targets',
    '/tenancy/v1/tenants/halted',
    '/delivery/v1/overview',
    '/delivery/v1/releases',
    '/delivery/v1/tenants/halted/services/checkout',
    '/delivery/v1/tenants/halted/services/checkout/instances?environment=prod',
  ],
};
const PATIENCE_MS = 1500;

/** West's API server hangs in the middle of a release. */
export function stoppedClusterTests(installation) {
  test('a cluster that hangs in the middle of a release holds up nobody else', async t => {
    const here = installation();
    await onboard(here, 'halted');
    await createService(here, 'halted', 'checkout');
    const dan = await here.as('dan');
    const progress = async id => {
      const release = await dan.get(
        `/delivery/v1/tenants/halted/releases/${id}`,
      );
      return {
        release,
        ...Object.fromEntries(
          release.clusters.map(part => [part.cluster, part]),
        ),
      };
    };
    const { id } = await dan.post(
      '/delivery/v1/tenants/halted/services/checkout/releases',
      sixToFour(10),
    );
    await here.signalApiServer('west', 'SIGSTOP');
    try {
      await t.test(
        'east finishes and west says what it waits for',
        async () => {
          const { release, west } = await eventually(
            'east is done while west waits',
            () => progress(id),
            ({ east, west: other }) =>
              east.state === 'succeeded' && other.state === 'waiting',
          );
          assert.ok(!['succeeded', 'failed'].includes(release.operation.state));
          assert.match(west.sentence, /west/);
          assert.equal(
            (await here.objects('east', 'pods', 'halted--prod')).length,
            6,
          );
        },
      );
      await t.test(`every page answers within ${PATIENCE_MS} ms`, async () => {
        const slow = [];
        for (const [person, paths] of Object.entries(PAGES)) {
          const api = await here.as(person);
          for (const path of paths) {
            const began = performance.now();
            await api.get(path);
            const took = Math.round(performance.now() - began);
            if (took > PATIENCE_MS) {
              slow.push(`${path}: ${took} ms`);
            }
          }
        }
        assert.deepEqual(slow, []);
      });
    } finally {
      await here.signalApiServer('west', 'SIGCONT');
    }
    await t.test('west goes on when it is back', async () => {
      const release = await finished(here, 'halted', id, 120_000);
      assert.equal(
        release.operation.state,
        'succeeded',
        release.operation.reason,
      );
      assert.equal(
        (await here.objects('west', 'pods', 'halted--prod')).length,
        4,
      );
    });
  });
}
