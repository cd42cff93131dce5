import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService, onboard, sixToFour } from '../journey.mjs';
import { livenessDuring } from './raw.mjs';

const TENANT = 'greedy';
const AT_ONCE = 100;
/**
 * Whoever waits for all that one person asks for waits as long as it takes. With a share for each, liveness waits for a part
 * of it: a third, with room for a machine that does other things too. A ratio of the two says so on any machine …
 */
const PART = 1 / 3;
/** … unless it is over before there is anything to compare. */
const OVER_AT_ONCE_MS = 300;

const LISTS = [
  '/delivery/v1/releases?limit=100',
  '/delivery/v1/overview',
  '/catalog/entities?limit=500',
  '/public-services/v1/instances',
  '/metering/v1/usage',
];

/** One developer asks for far more than a share; a hostile kubeconfig is pasted; others go on as if nothing were. */
export function greedTests(installation) {
  test('one person who asks for everything at once stalls nobody', async t => {
    const here = installation();
    await onboard(here, TENANT);
    await createService(here, TENANT, 'spree');
    const dan = await here.as('dan');
    const lee = await here.as('lee');
    const olivia = await here.as('olivia');
    /** Does something as one person, and asserts that liveness and another person hardly feel it. */
    const unfelt = async work => {
      const { result, took, longest } = await livenessDuring(
        here.portal,
        async () => {
          const [done] = await Promise.all([
            work(),
            lee.get('/tenancy/v1/my-memberships'),
          ]);
          return done;
        },
      );
      assert.ok(
        longest <= Math.max(took * PART, OVER_AT_ONCE_MS),
        `liveness waits ${Math.round(longest)} of ${Math.round(took)} ms`,
      );
      return result;
    };
    const many = ask =>
      Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) =>
          ask(n).then(
            () => 'served',
            error => error,
          ),
        ),
      );
    const servedOrToldToWait = results => {
      for (const result of results.filter(one => one !== 'served')) {
        assert.equal(result.status, 429, result.message);
        assert.ok(Number(result.headers.get('retry-after')) > 0);
        assert.match(result.message, /\w+ \w+/, 'a sentence');
      }
      assert.ok(results.includes('served'));
    };

    await t.test(`${AT_ONCE} lists`, async () => {
      servedOrToldToWait(
        await unfelt(() => many(n => dan.get(LISTS[n % LISTS.length]))),
      );
    });
    await t.test(`${AT_ONCE} releases`, async () => {
      const releases = `/delivery/v1/tenants/${TENANT}/services/spree/releases`;
      const results = await unfelt(() =>
        many(() => dan.post(releases, sixToFour(2))),
      );
      // One release of a service at a time: all but the first are a conflict, or too many.
      servedOrToldToWait(results.filter(({ status }) => status !== 409));
      const { items } = await dan.get(
        `/delivery/v1/tenants/${TENANT}/releases?service=spree`,
      );
      assert.ok(items.length >= 1);
    });
    await t.test('kubeconfigs that are made to be slow', async () => {
      const anchors = [
        'a0: &a0 x',
        ...Array.from(
          { length: 400 },
          (_, n) => `a${n + 1}: &a${n + 1} [*a${n},*a${n},*a${n},*a${n}]`,
        ),
      ].join('\n');
      const bombs = {
        quotes: "'".repeat(199_000),
        anchors,
        brackets: '['.repeat(199_000),
        braces: '{a: '.repeat(49_000),
        'one long line': `a: ${'b: '.repeat(60_000)}`,
      };
      for (const [name, kubeconfig] of Object.entries(bombs)) {
        const result = await unfelt(() =>
          olivia
            .post('/fleet/v1/clusters/check', {
              name: 'bomb',
              dataCentre: here.clusters[0].dataCentre,
              securityZone: 'core',
              access: { kind: 'kubeconfig', kubeconfig },
            })
            .catch(error => error),
        );
        assert.ok(
          result instanceof Error ? result.status === 400 : !result.ready,
          `${name}: ${result.message}`,
        );
      }
    });
  });
}
