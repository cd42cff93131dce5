import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../api.mjs';
import { onboard, tenant } from '../journey.mjs';

const TRIALS = 2_000;
const TENANT = 'veiled';
const SIDE_BY_SIDE = 20;
/** Words that tell of the other tenant, its team or its people. */
const NAMES = /veiled|user:default\/(tara|dan|lee)\b/;

/** Shen is in a tenant of his own and asks for everything of another one. */
export function outsiderTests(installation) {
  test('an outsider neither buries a tenant nor learns its people', async t => {
    const here = installation();
    await onboard(here, TENANT);
    const olivia = await here.as('olivia');
    await olivia.post('/tenancy/v1/tenants', {
      ...tenant('lookout'),
      members: [{ person: 'user:default/shen', role: 'owner' }],
    });
    const tara = await here.as('tara');
    const shen = await here.as('shen');
    await tara.post(`/tenancy/v1/tenants/${TENANT}/teams`, {
      slug: 'behind',
      displayName: 'Behind the veil',
    });
    await eventually(
      'the catalog knows the tenant and who is in it',
      () => tara.get('/catalog/entities?filter=kind=group'),
      groups =>
        JSON.stringify(groups).includes('behind') &&
        JSON.stringify(groups).includes('user:default/dan'),
    );

    await t.test(`his ${TRIALS} refusals do not stand in its log`, async () => {
      const statuses = new Map();
      const asked = Array.from({ length: TRIALS }, (_, n) => n);
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          while (asked.length > 0) {
            const n = asked.pop();
            const status = await shen
              .get(`/tenancy/v1/tenants/${TENANT}${n % 2 ? '/quota' : ''}`)
              .then(
                () => 200,
                error => error.status,
              );
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
          }
        }),
      );
      // Absent, or too many at once; never there.
      assert.deepEqual(
        [...statuses.keys()].filter(status => ![404, 429].includes(status)),
        [],
      );
      const ofTenant = `/audit/v1/tenants/${TENANT}/entries`;
      const everything = await eventually(
        'the operations admins see that he tried',
        () => olivia.get('/audit/v1/entries?limit=100&outcome=denied'),
        ({ items }) =>
          items.some(({ person }) => person === 'user:default/shen'),
        30_000,
      );
      assert.ok(
        everything.items.filter(({ person }) => person === 'user:default/shen')
          .length <= 20,
        'repeats are one entry, with a count',
      );
      const { items } = await tara.get(`${ofTenant}?limit=100`);
      assert.ok(items.length > 0, 'the tenant has a log');
      assert.deepEqual(
        items.filter(({ person }) => person === 'user:default/shen'),
        [],
      );
      assert.doesNotMatch(await tara.text(`${ofTenant}.csv`), /shen/);
    });
    await t.test('no route of the catalog names them', async () => {
      const reads = [
        '/catalog/entity-facets?facet=relations.memberOf',
        '/catalog/entity-facets?facet=relations.hasMember',
        '/catalog/entity-facets?facet=relations.ownedBy&facet=relations.ownerOf',
        '/catalog/entity-facets?facet=metadata.name&facet=kind&facet=metadata.namespace',
        '/catalog/entity-facets?facet=spec.profile.email&facet=spec.members&facet=spec.memberOf',
        '/catalog/entity-facets?facet=metadata.annotations.flytower.dev/tenant',
        '/catalog/entities',
        '/catalog/entities?filter=kind=user',
        '/catalog/entities?filter=kind=group',
        '/catalog/entities/by-query?filter=kind=user',
        '/catalog/entities/by-query?fullTextFilterTerm=veiled',
        '/catalog/entities/by-query?orderField=relations.memberOf,asc',
        '/search/query?term=veiled',
        '/search/query?term=dan',
      ];
      for (const path of reads) {
        assert.doesNotMatch(await answer(shen, path), NAMES, path);
      }
      assert.doesNotMatch(
        JSON.stringify(
          await shen.post('/catalog/entities/by-refs', {
            entityRefs: ['user:default/dan', `group:flytower/${TENANT}`],
          }),
        ),
        NAMES,
      );
    });
    await t.test('no filter answers whether they are there', async () => {
      // Himself, the tenant and the groups of the company that everybody sees.
      const own = await shen.get(
        '/catalog/entities?filter=kind=user&filter=kind=group',
      );
      for (const filter of [
        `relations.memberOf=group:flytower/${TENANT}`,
        `relations.memberof=group:flytower/${TENANT}`,
        `kind=user,relations.memberOf=group:flytower/${TENANT}`,
        `relations.hasMember=user:default/dan`,
        `relations.hasMember`,
        `relations.memberOf`,
        `spec.profile.email=dan@example.com`,
        `metadata.annotations.flytower.dev/tenant=${TENANT}`,
      ]) {
        const wish = `filter=${encodeURIComponent(filter)}`;
        assert.doesNotMatch(
          await answer(shen, `/catalog/entities?${wish}`),
          NAMES,
          filter,
        );
        // A number would tell as much as a name.
        const [, count] =
          /"totalItems":(\d+)/.exec(
            await answer(shen, `/catalog/entities/by-query?limit=0&${wish}`),
          ) ?? [];
        assert.ok(
          Number(count ?? 0) <= own.length,
          `${filter} counts ${count}`,
        );
      }
    });
    await t.test('whoever is with them sees them', async () => {
      const seen = await tara.get('/catalog/entities?filter=kind=user');
      assert.deepEqual(
        ['dan', 'lee', 'tara'].filter(name =>
          seen.some(({ metadata }) => metadata.name === name),
        ),
        ['dan', 'lee', 'tara'],
      );
    });
  });
}

/** What somebody is answered, be it a refusal. */
function answer(api, path) {
  return api.text(path).catch(({ status, message }) => {
    assert.equal(status, 400, message);
    return message;
  });
}
