import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../api.mjs';
import { createService } from '../journey.mjs';
import { signIn } from '../signIn.mjs';

const TENANT = 'shared';

/** Whatever one replica answers, the other answers too: sessions, tokens, entities, search. */
export function servedByEachTests(two) {
  test('either replica serves whoever the other has signed in', async t => {
    const { installation: here } = two();
    await t.test(
      'a sign-in may begin at one and end at the other',
      async () => {
        // The balancer gives every request of it to the next replica in turn.
        const token = await signIn(here.portal, 'tara');
        assert.equal(token.split('.').length, 3);
      },
    );
    await t.test('both take the token, for every plugin', async () => {
      for (const { address } of here.replicas) {
        const dan = await here.as('dan', address);
        for (const path of [
          `/tenancy/v1/tenants/${TENANT}`,
          '/fleet/v1/targets',
          '/delivery/v1/overview',
          '/public-services/v1/instances',
          '/metering/v1/usage',
          '/catalog/entities?limit=1',
        ]) {
          assert.notEqual(await dan.get(path), undefined, `${address}${path}`);
        }
      }
    });
    await t.test('both show and find what was made at one', async () => {
      await createService(here, TENANT, 'kiosk');
      for (const { address, name } of here.replicas) {
        const dan = await here.as('dan', address);
        await eventually(
          `the catalog of replica ${name} has the service`,
          () => dan.get(`/catalog/entities/by-name/component/${TENANT}/kiosk`),
          ({ metadata }) => metadata.name === 'kiosk',
        );
        await eventually(
          `the search of replica ${name} knows the templates`,
          () => dan.get('/search/query?term=service&types[0]=software-catalog'),
          ({ results }) => results.length > 0,
        );
      }
    });
  });
}
