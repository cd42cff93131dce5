import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { gets, predicates, SECRETS } from './__testUtils__/hostileQueries';
import { dan, lee, shen, startPeople, tara } from './__testUtils__/startPeople';

jest.setTimeout(60_000);

const REFUSALS = [400, 403, 404];

const refsIn = (entities: Entity[]) =>
  entities.map(one => stringifyEntityRef(one)).sort();

describe('hostile queries of the catalog', () => {
  let portal: Awaited<ReturnType<typeof startPeople>>;
  beforeAll(async () => {
    portal = await startPeople();
  });
  afterAll(() => portal.stop());

  it.each(gets)('answer Dan’s GET %s with %s', async (path, expected) => {
    const { status, body, text } = await portal.as(dan).get(`/catalog/${path}`);
    const refused = REFUSALS.includes(status);
    const seen = refused
      ? 'refused'
      : refsIn(Array.isArray(body) ? body : body.items);
    expect(seen).toEqual(expected);
    expect(body.totalItems ?? expected.length).toBe(expected.length);
    // A refusal may say again what was asked for.
    expect(refused ? '' : text).not.toMatch(SECRETS);
  });

  it.each(predicates)(
    'answer Dan’s query %j with %j',
    async (query, expected) => {
      const page = await portal
        .as(dan)
        .post('/catalog/entities/by-query', { query });
      const refs = await portal.as(dan).post('/catalog/entities/by-refs', {
        entityRefs: [dan, lee, tara, shen],
        query,
      });
      const facets = await portal
        .as(dan)
        .post('/catalog/entity-facets', { facets: ['metadata.name'], query });
      const answers = [page, refs, facets];
      const refused = answers.every(({ status }) => status === 400);
      const seen = refused
        ? Array(3).fill('refused')
        : [
            refsIn(page.body.items),
            refsIn(refs.body.items.filter(Boolean)),
            facets.body.facets['metadata.name'].map(
              ({ value }: { value: string }) => `user:default/${value}`,
            ),
          ];
      expect(seen).toEqual(Array(3).fill(expected));
      expect(page.body.totalItems ?? expected.length).toBe(expected.length);
      expect(refused ? '' : answers.map(({ text }) => text).join()).not.toMatch(
        SECRETS,
      );
    },
  );

  it.each([
    ['fields=relations'],
    ['fields=relations.length'],
    ['fields=relations.0.targetRef,relations.1.targetRef'],
    ['fields=spec'],
    ['fields=spec.memberOf.length&fields=spec.memberOf.0'],
    ['fields=spec.members.0,spec.parent,spec.owner,spec.dependsOn'],
    ['fields=kind,metadata.name&fields=relations,spec.memberOf'],
    ['fields=metadata'],
    [''],
  ])('tell Dan nothing by %s, in a list, a page or a batch', async fields => {
    for (const path of ['entities', 'entities/by-query']) {
      const { text } = await portal
        .as(dan)
        .get(`/catalog/${path}?${fields}`)
        .expect(200);
      expect(text).toContain('"');
      expect(text).not.toMatch(SECRETS);
      expect(text).not.toContain('length');
    }
    const { text } = await portal
      .as(dan)
      .post(`/catalog/entities/by-refs?${fields}`, {
        entityRefs: [dan, lee, 'group:default/operations'],
      })
      .expect(200);
    expect(text).not.toMatch(SECRETS);
  });

  it.each([
    'relations.memberOf',
    'RELATIONS.memberOf',
    'relations.hasMember',
    'relations.childOf',
    'spec.memberOf',
    'spec.members',
    'spec.parent',
    'spec.owner',
    'metadata.namespace',
    'metadata.annotations.flytower.dev/tenant',
  ])('tell Dan nothing by the facet %s', async name => {
    const asked = await portal
      .as(dan)
      .get(`/catalog/entity-facets?facet=${name}&facet=kind`)
      .expect(200);
    const posted = await portal
      .as(dan)
      .post('/catalog/entity-facets', { facets: [name, 'kind'] })
      .expect(200);
    expect(asked.body).toEqual(posted.body);
    expect(asked.body.facets.kind.length).toBeGreaterThan(3);
    expect(asked.text).not.toMatch(SECRETS);
  });

  it.each(['spec.memberOf.finance', 'Spec.Members.user:default/shen'])(
    'are refused as the facet %s',
    async name => {
      const asked = await portal
        .as(dan)
        .get(`/catalog/entity-facets?facet=${name}`);
      const posted = await portal
        .as(dan)
        .post('/catalog/entity-facets', { facets: [name] });
      expect([asked.status, posted.status]).toEqual([400, 400]);
    },
  );
});
