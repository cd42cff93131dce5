import { gets, predicates, SECRETS } from './__testUtils__/hostileQueries';
import {
  dan,
  lee,
  olivia,
  peoplePortal,
  refsIn,
  shen,
  tara,
} from './__testUtils__/startPeople';

const REFUSALS = [400, 403, 404];

describe('hostile queries of the catalog', () => {
  const portal = peoplePortal();

  it.each(gets)('answer Dan’s GET %s with %s', async (path, expected) => {
    const { status, body, text } = await portal()
      .as(dan)
      .get(`/catalog/${path}`);
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
      const page = await portal()
        .as(dan)
        .post('/catalog/entities/by-query', { query });
      const refs = await portal()
        .as(dan)
        .post('/catalog/entities/by-refs', {
          entityRefs: [dan, lee, tara, shen],
          query,
        });
      const facets = await portal()
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
      const { text } = await portal()
        .as(dan)
        .get(`/catalog/${path}?${fields}`)
        .expect(200);
      expect(text).toContain('"');
      expect(text).not.toMatch(SECRETS);
      expect(text).not.toContain('length');
    }
    const { text } = await portal()
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
    const asked = await portal()
      .as(dan)
      .get(`/catalog/entity-facets?facet=${name}&facet=kind`)
      .expect(200);
    const posted = await portal()
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
      const asked = await portal()
        .as(dan)
        .get(`/catalog/entity-facets?facet=${name}`);
      const posted = await portal()
        .as(dan)
        .post('/catalog/entity-facets', { facets: [name] });
      expect([asked.status, posted.status]).toEqual([400, 400]);
    },
  );

  const many = (count: number, one: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => one(n));
  const ofKinds = (count: number) =>
    many(count, n => `k${n}`).map(kind => ({ kind }));
  const cursorWith = (held: object) =>
    encodeURIComponent(Buffer.from(JSON.stringify(held)).toString('base64'));

  it.each([
    ['entities?fields=', `${'a.'.repeat(7_000)}b`],
    ['entities/by-query?fields=', `${'a.'.repeat(10)}b`],
    ['entities?fields=', 'a'.repeat(201)],
    ['entities?fields=', many(51, n => `a${n}`).join()],
    ['entities?', many(101, n => `filter=a${n}=b`).join('&')],
    ['entities?filter=', many(101, n => `a${n}=b`).join()],
    ['entities?filter=', `${'a.'.repeat(10)}b=c`],
    ['entities?filter=', `kind=${'a'.repeat(1_001)}`],
    ['entities?order=', `asc:${'a.'.repeat(10)}b`],
    ['entities/by-query?orderField=', `${'a.'.repeat(10)}b,asc`],
    ['entities/by-query?fullTextFilterFields=', `${'a.'.repeat(10)}b`],
    ['entities/by-query?fullTextFilterTerm=', 'a'.repeat(1_001)],
    [
      'entities/by-query?cursor=',
      cursorWith({ query: { $any: ofKinds(101) } }),
    ],
    [
      'entities/by-query?cursor=',
      cursorWith({
        filter: { anyOf: many(101, n => `k${n}`).map(key => ({ key })) },
      }),
    ],
    [
      'entities/by-query?cursor=',
      cursorWith({ orderFields: [{ field: `${'a.'.repeat(10)}b` }] }),
    ],
    ['entity-facets?facet=', `${'a.'.repeat(10)}b`],
    ['entity-facets?', many(51, n => `facet=a${n}`).join('&')],
  ])(
    'are bounded for people and operations admins: %s…',
    async (path, rest) => {
      for (const person of [dan, olivia]) {
        const { status, text } = await portal()
          .as(person)
          .get(`/catalog/${path}${rest}`);
        expect([person, status, text]).toEqual([
          person,
          400,
          expect.stringContaining('ask for less at a time'),
        ]);
      }
    },
  );

  it.each([
    ['entities/by-query', { fields: [`${'a.'.repeat(10)}b`] }],
    [
      'entities/by-query',
      { query: { $all: ofKinds(101).map(one => ({ $not: one })) } },
    ],
    ['entities/by-query', { query: { $any: ofKinds(101) } }],
    [
      'entities/by-query',
      { query: { kind: { $in: many(1_001, n => `k${n}`) } } },
    ],
    ['entities/by-query', { query: { kind: 'a'.repeat(1_001) } }],
    ['entities/by-query', { orderBy: [{ field: `${'a.'.repeat(10)}b` }] }],
    [
      'entities/by-refs',
      { entityRefs: many(1_001, n => `user:default/u${n}`) },
    ],
    [
      'entities/by-refs',
      { entityRefs: [dan], fields: [`${'a.'.repeat(10)}b`] },
    ],
    ['entity-facets', { facets: [`${'a.'.repeat(10)}b`] }],
    ['locations/by-query', { query: { $any: ofKinds(101) } }],
  ])('are bounded in the body of %s, case %#', async (path, body) => {
    for (const person of [dan, olivia]) {
      const { status, text } = await portal()
        .as(person)
        .post(`/catalog/${path}`, body);
      expect([person, status, text]).toEqual([
        person,
        400,
        expect.stringContaining('ask for less at a time'),
      ]);
    }
  });

  it('pass where they ask for much and no more than pages do', async () => {
    const values = many(150, n => `relations.ownedBy=group:default/g${n}`);
    await portal()
      .as(dan)
      .get(`/catalog/entities/by-query?filter=kind=component,${values.join()}`)
      .expect(200);
    const page = await portal()
      .as(dan)
      .get(
        '/catalog/entities/by-query?limit=1&filter=kind=user&filter=kind=group',
      )
      .expect(200);
    const { status } = await portal()
      .as(dan)
      .get(
        `/catalog/entities/by-query?cursor=${page.body.pageInfo.nextCursor}`,
      );
    expect(status).toBe(200);
  });

  const location = 'metadata.annotations.backstage.io/managed-by-location';
  it.each([
    'entities',
    'entities?fields=metadata',
    'entities?fields=metadata.annotations',
    `entities?fields=${location}`,
    'entities/by-query',
    `entities/by-query?fields=${location}`,
    'entities/by-name/user/default/dan',
    'entities/by-name/user/default/dan/ancestry',
  ])('tell Dan a file’s name and not its folder by %s', async path => {
    const { text } = await portal().as(dan).get(`/catalog/${path}`).expect(200);
    expect(text).toContain('file:org.yaml');
    expect(text).not.toContain('kept-to-itself');
  });

  it.each([
    `entity-facets?facet=${location}`,
    `entities?order=asc:${location}`,
    `entities/by-query?orderField=${location}`,
    `entities/by-query?fullTextFilterTerm=srv&fullTextFilterFields=${location}`,
    `entities/by-query?cursor=${cursorWith({
      query: { [location]: { $hasPrefix: 'file:/s' } },
    })}`,
  ])('tell Dan no folder by %s', async path => {
    const { status, text } = await portal().as(dan).get(`/catalog/${path}`);
    expect([status, text]).toEqual([
      400,
      expect.stringContaining('where files lie on the server'),
    ]);
  });

  it('tell Dan no letter of a folder', async () => {
    const letters = many(20, n => `${location}.${n}`).join();
    const { body } = await portal()
      .as(dan)
      .get(`/catalog/entities?filter=metadata.name=dan&fields=${letters}`)
      .expect(200);
    expect(body).toEqual([
      {
        metadata: {
          annotations: { 'backstage.io/managed-by-location': 'file:org.yaml' },
        },
      },
    ]);
  });

  it('tell operations admins where a file is', async () => {
    const { text } = await portal().as(olivia).get('/catalog/entities');
    expect(text).toContain('file:/srv/kept-to-itself/org.yaml');
  });

  it.each([
    ['get', '/api/catalog/entities'],
    ['get', '/api/catalog/entity-facets?facet=kind'],
    ['post', '/api/catalog/locations'],
    [
      'post',
      '/api/catalog/.backstage/actions/v1/actions/catalog:query-catalog-entities/invoke',
    ],
    ['get', '/api/search/query?term=dan'],
  ] as const)(
    'of services from outside are refused: %s %s',
    async (method, path) => {
      const { status, text } = await portal().outsider[method](path);
      expect([status, text]).toEqual([
        403,
        expect.stringContaining('comes from outside; ask as a person'),
      ]);
      expect(text).not.toMatch(SECRETS);
    },
  );

  it('of the search have pages that are numbers, and terms that cost little', async () => {
    await portal().as(dan).get('/search/query?pageCursor=LTE=').expect(400);
    const before = process.cpuUsage();
    await portal()
      .as(dan)
      .get(`/search/query?term=${'a'.repeat(99)}`)
      .expect(200);
    await portal()
      .as(dan)
      .get(`/search/query?term=${'*a'.repeat(40)}`)
      .expect(200);
    expect(process.cpuUsage(before).user).toBeLessThan(1_500_000);
  });
});
