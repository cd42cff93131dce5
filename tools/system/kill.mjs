import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './api.mjs';
import {
  active,
  createService,
  finished,
  onboard,
  sixToFour,
  tenant,
} from './journey.mjs';
import { begunAtMoments } from './moments.mjs';

/** How long after the answers the backend is killed, in milliseconds: one kill meets two moments. */
const KILLS = [
  [0, 1200],
  [10, 700],
  [30, 400],
  [60, 250],
  [100, 160],
];
const MOMENTS = KILLS.flat();

/**
 * At ten moments of an onboarding and a release that go on side by side, the backend is killed with -9 and started again.
 * Both finish; nothing is doubled and nothing lost. At least some kills must find work unfinished, or this proves nothing.
 */
export function killTests(installation) {
  test('killed with -9 at ten moments, onboarding and release finish once', async t => {
    const here = installation();
    const unfinished = { onboarding: 0, release: 0 };
    const operations = [];
    await onboard(here, 'steady');
    const olivia = await here.as('olivia');
    const dan = await here.as('dan');
    const begin = async ({ slug, service }) => {
      const [onboarding, release] = await Promise.all([
        olivia.post('/tenancy/v1/tenants', tenant(slug)),
        dan.post(
          `/delivery/v1/tenants/steady/services/${service}/releases`,
          sixToFour(5),
        ),
      ]);
      operations.push(onboarding.id, release.id);
      return { slug, service, onboarding, release };
    };
    const countUnfinished = async ({ slug, service }) => {
      const [deployments, bindings] = await Promise.all([
        here.objects('west', 'deployments', 'steady--prod'),
        here.objects('west', 'rolebindings', `${slug}--prod`),
      ]);
      const released = deployments.some(
        ({ metadata }) => metadata.name === service,
      );
      unfinished.release += released ? 0 : 1;
      unfinished.onboarding += bindings.length < 4 ? 1 : 0;
    };
    for (const moments of KILLS) {
      await t.test(
        `${moments.join(' and ')} ms after the answers`,
        async () => {
          const works = moments.map(moment => ({
            moment,
            slug: `killed-${moment}`,
            service: `service-${moment}`,
          }));
          for (const { service } of works) {
            await createService(here, 'steady', service);
          }
          const begun = await begunAtMoments(works, one => one.moment, begin);
          await here.killBackend();
          // Nobody goes on with the work now, so there is time to look how far it had come.
          await Promise.all(begun.map(countUnfinished));
          await here.startBackend();
          await Promise.all(begun.map(one => finishedOnce(here, one)));
        },
      );
    }
    await t.test(
      'the quota holds exactly what runs, and each act is in the operation log once',
      async () => {
        const { used, reserved } = await olivia.get(
          '/tenancy/v1/tenants/steady/quota',
        );
        assert.deepEqual(used, {
          cpuMillicores: MOMENTS.length * 5 * 100,
          memoryBytes: MOMENTS.length * 5 * 128 * 2 ** 20,
          pods: MOMENTS.length * 5,
        });
        assert.deepEqual(reserved, {
          cpuMillicores: 0,
          memoryBytes: 0,
          pods: 0,
        });
        const outcomesIn = (items, id) =>
          items
            .filter(({ operationId }) => operationId === id)
            .map(({ outcome }) => outcome);
        // The log follows what it tells of by a few seconds.
        const items = await eventually(
          'the log tells how each operation ended',
          () => allEntries(olivia),
          all =>
            operations.every(id => !outcomesIn(all, id).includes('requested')),
        );
        for (const id of operations) {
          assert.deepEqual(
            outcomesIn(items, id),
            ['succeeded'],
            `operation ${id} in the operation log`,
          );
        }
      },
    );
    await t.test('the kills found work unfinished', () => {
      assert.ok(unfinished.onboarding > 0, 'no kill interrupted an onboarding');
      assert.ok(unfinished.release > 0, 'no kill interrupted a release');
    });
  });
}

/** Onboarding and release have succeeded, and left in the clusters what one of each leaves. */
async function finishedOnce(here, { slug, service, onboarding, release }) {
  const olivia = await here.as('olivia');
  const dan = await here.as('dan');
  await active(here, slug);
  const operation = await olivia.get(`/tenancy/v1/operations/${onboarding.id}`);
  assert.equal(operation.state, 'succeeded', operation.reason);
  const done = await finished(here, 'steady', release.id);
  assert.equal(done.operation.state, 'succeeded', done.operation.reason);
  for (const [cluster, instances] of [
    ['east', 3],
    ['west', 2],
  ]) {
    const quotas = await here.objects(
      cluster,
      'resourcequotas',
      `${slug}--prod`,
    );
    assert.equal(quotas.length, 1, `${cluster} has one quota for ${slug}`);
    const workloads = await here.objects(
      cluster,
      'deployments',
      'steady--prod',
    );
    const mine = workloads.filter(
      ({ metadata }) => metadata.labels['flytower.dev/service'] === service,
    );
    assert.deepEqual(
      mine.map(({ metadata, spec, status }) => [
        metadata.name,
        spec.replicas,
        status.readyReplicas,
      ]),
      [[service, instances, instances]],
    );
  }
  const { items } = await dan.get(
    `/delivery/v1/tenants/steady/releases?service=${service}`,
  );
  assert.equal(items.length, 1, 'one release');
}

/** The whole operation log, a page at a time. */
async function allEntries(person) {
  const entries = [];
  let path = '/audit/v1/entries';
  while (path) {
    const { items, nextCursor } = await person.get(path);
    entries.push(...items);
    path =
      nextCursor &&
      `/audit/v1/entries?cursor=${encodeURIComponent(nextCursor)}`;
  }
  return entries;
}
