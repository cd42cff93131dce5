import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './api.mjs';
import { onboard } from './journey.mjs';
import { begunAtMoments } from './moments.mjs';
import { TRACES } from './traces.mjs';

/** How long after the answers the backend is killed, in milliseconds: one kill meets all three. */
const MOMENTS = [50, 200, 500];

const TENANT = 'drafts';

function wish(name, instances) {
  return {
    templateRef: 'template:default/new-web-service',
    values: {
      place: {
        tenant: TENANT,
        application: `${name}-app`,
        newApplication: true,
        name,
        displayName: name,
        description: '',
      },
      workload: {
        stack: 'node',
        image: `drafts/${name}:1`,
        size: 'small',
        port: 8080,
      },
      release: {
        now: true,
        environment: 'prod',
        instances,
        clusters: [
          { cluster: 'east', weight: 1 },
          { cluster: 'west', weight: 1 },
        ],
      },
    },
  };
}

/**
 * At three moments of two runs of a template that go on side by side, one that can be done and one whose release cannot
 * fit, the backend is killed with -9 and started again. The one is done once; of the other nothing is left.
 */
export function templateTests(installation) {
  test('killed with -9 in the middle of a template, it is done or undone', async t => {
    const here = installation();
    await onboard(here, TENANT);
    const dan = await here.as('dan');
    let unfinished = 0;

    const ended = id =>
      eventually(
        `run ${id} ends`,
        () => dan.get(`/scaffolder/v2/tasks/${id}`),
        ({ status }) => ['completed', 'failed'].includes(status),
        120_000,
      );
    const logOf = async id =>
      (await dan.get(`/scaffolder/v2/tasks/${id}/events`))
        .map(({ body }) => body.message)
        .join('\n');

    const begun = await begunAtMoments(
      MOMENTS,
      moment => moment,
      async moment => {
        const [done, undone] = await Promise.all([
          dan.post('/scaffolder/v2/tasks', wish(`good-${moment}`, 2)),
          dan.post('/scaffolder/v2/tasks', wish(`bad-${moment}`, 900)),
        ]);
        return { moment, done, undone };
      },
    );
    await here.killBackend();
    await here.startBackend();

    for (const { moment, done, undone } of begun) {
      await t.test(`${moment} ms after the answers`, async () => {
        const resumed = await ended(done.id);
        const log = await logOf(done.id);
        unfinished += log.includes('already completed') ? 1 : 0;
        assert.equal(resumed.status, 'completed', log);
        const failed = await ended(undone.id);
        const why = await logOf(undone.id);
        assert.equal(failed.status, 'failed', why);
        assert.match(why, /nothing of it is left/);
        assert.doesNotMatch(why, TRACES, 'the log of a run');

        const { items: services } = await dan.get(
          `/delivery/v1/tenants/${TENANT}/services?limit=100`,
        );
        const { items: applications } = await dan.get(
          `/delivery/v1/tenants/${TENANT}/applications?limit=100`,
        );
        const mine = items =>
          items
            .map(({ slug }) => slug)
            .filter(slug =>
              new RegExp(`^(good|bad)-${moment}(-app)?$`).test(slug),
            );
        const good = `good-${moment}`;
        assert.deepEqual(mine(services), [good]);
        assert.deepEqual(mine(applications), [`${good}-app`]);
        const { items: releases } = await dan.get(
          `/delivery/v1/tenants/${TENANT}/releases?service=${good}`,
        );
        assert.equal(releases.length, 1, 'one release');
      });
    }
    assert.ok(unfinished > 0, 'no kill interrupted a run');
  });
}
