import { mockCredentials } from '@backstage/backend-test-utils';
import { SECRETS } from './__testUtils__/hostileQueries';
import {
  dan,
  eve,
  lee,
  olivia,
  peoplePortal,
  refsIn,
  shen,
  tara,
} from './__testUtils__/startPeople';

describe('who sees whom, with the real catalog and search', () => {
  const portal = peoplePortal();

  const list = async (person: string, query: string) => {
    const { body } = await portal()
      .as(person)
      .get(`/catalog/entities?${query}`)
      .expect(200);
    return refsIn(body);
  };
  const relationsOf = async (person: string, ref: string) => {
    const { body } = await portal()
      .as(person)
      .get(`/catalog/entities/by-name/${ref.replace(':', '/')}`)
      .expect(200);
    return (body.relations as { type: string; targetRef: string }[])
      .map(({ type, targetRef }) => `${type} ${targetRef}`)
      .sort();
  };

  it.each([
    [dan, [dan, lee, tara]],
    [tara, [dan, lee, tara]],
    [shen, [lee, shen]],
    [lee, [dan, lee, shen, tara]],
    [eve, [eve]],
    [olivia, [dan, eve, lee, olivia, shen, tara]],
  ])('shows %s the people of the own tenants: %s', async (person, people) => {
    expect(await list(person, 'filter=kind=user')).toEqual(people);
  });

  it.each([
    [
      dan,
      [
        'group:default/operations',
        'group:default/sre',
        'group:flytower/payments',
        'group:payments/cards',
      ],
    ],
    [
      shen,
      [
        'group:analytics/models',
        'group:default/operations',
        'group:default/sre',
        'group:flytower/analytics',
      ],
    ],
    [
      lee,
      [
        'group:analytics/models',
        'group:default/finance',
        'group:default/operations',
        'group:flytower/analytics',
        'group:flytower/payments',
        'group:payments/cards',
      ],
    ],
    [eve, ['group:default/operations']],
  ])('shows %s the own groups, and whom to ask: %s', async (person, groups) => {
    expect(await list(person, 'filter=kind=group')).toEqual(groups);
  });

  it('withholds the relations to what the reader does not see, on either side', async () => {
    expect(await relationsOf(dan, lee)).toEqual([
      'memberOf group:flytower/payments',
    ]);
    expect(await relationsOf(lee, lee)).toEqual([
      'memberOf group:analytics/models',
      'memberOf group:default/finance',
      'memberOf group:flytower/analytics',
      'memberOf group:flytower/payments',
    ]);
    expect(await relationsOf(eve, 'group:default/operations')).toEqual([
      'ownerOf resource:flytower/east',
    ]);
    expect(await relationsOf(dan, 'group:default/sre')).toEqual([
      `hasMember ${dan}`,
    ]);
    expect(await relationsOf(dan, 'component:payments/checkout')).toEqual([
      'dependsOn resource:flytower/east',
      'ownedBy group:payments/cards',
      'partOf system:payments/shop',
    ]);
    expect(await relationsOf(lee, 'component:payments/checkout')).toContain(
      'dependsOn component:analytics/scores',
    );
    expect(await relationsOf(eve, 'resource:flytower/east')).toEqual([
      'ownedBy group:default/operations',
    ]);
    expect(await relationsOf(olivia, 'resource:flytower/east')).toEqual([
      'dependencyOf component:payments/checkout',
      'ownedBy group:default/operations',
    ]);
  });

  it('withholds in the spec what it withholds in the relations', async () => {
    const { body } = await portal()
      .as(dan)
      .post('/catalog/entities/by-refs', {
        entityRefs: [
          lee,
          dan,
          'component:payments/checkout',
          'component:default/handbook',
          shen,
          'user:default/nobody',
        ],
        fields: ['spec'],
      })
      .expect(200);
    expect(body.items).toEqual([
      {
        spec: {
          profile: { displayName: 'lee', email: 'lee@example.com' },
          memberOf: [],
        },
      },
      {
        spec: {
          profile: { displayName: 'dan', email: 'dan@example.com' },
          memberOf: ['sre'],
        },
      },
      {
        spec: {
          type: 'service',
          lifecycle: 'production',
          owner: 'group:payments/cards',
          system: 'shop',
          dependsOn: ['resource:flytower/east'],
        },
      },
      { spec: { type: 'website', lifecycle: 'production' } },
      null,
      null,
    ]);
  });

  it('counts in facets what the reader sees alone', async () => {
    const facet = async (person: string, name: string) => {
      const { body } = await portal()
        .as(person)
        .get(`/catalog/entity-facets?facet=${name}`)
        .expect(200);
      return body.facets[name];
    };
    expect(await facet(dan, 'relations.memberOf')).toEqual([
      { value: 'group:default/sre', count: 1 },
      { value: 'group:flytower/payments', count: 3 },
      { value: 'group:payments/cards', count: 1 },
    ]);
    expect(await facet(eve, 'relations.memberOf')).toEqual([]);
    expect(await facet(dan, 'relations.ownedBy')).toEqual([
      { value: 'group:default/operations', count: 1 },
      { value: 'group:payments/cards', count: 2 },
    ]);
    expect(await facet(olivia, 'relations.memberOf')).toContainEqual({
      value: 'group:flytower/analytics',
      count: 2,
    });
  });

  it('takes a right away with the membership, at the next call', async () => {
    portal().setMembers([
      { person: dan, tenant: 'payments', role: 'developer' },
    ]);
    expect(await list(dan, 'filter=kind=user')).toEqual([dan]);
    expect(await list(tara, 'filter=kind=group')).toEqual([
      'group:default/finance',
      'group:default/operations',
    ]);
    expect(await relationsOf(dan, 'group:flytower/payments')).not.toContain(
      `hasMember ${tara}`,
    );
    portal().resetMembers();
    expect(await list(dan, 'filter=kind=user')).toEqual([dan, lee, tara]);
  });

  it('follows a cursor of its own to the end, over what the reader sees', async () => {
    const names: string[] = [];
    let path =
      '/catalog/entities/by-query?limit=1&orderField=metadata.name,asc&filter=kind=user,relations.memberOf=group:flytower/payments,relations.memberOf=group:flytower/analytics';
    for (let page = 0; page < 5 && path; page++) {
      const { body } = await portal().as(dan).get(path).expect(200);
      names.push(...refsIn(body.items));
      expect(body.totalItems).toBe(3);
      const { nextCursor } = body.pageInfo;
      path = nextCursor
        ? `/catalog/entities/by-query?limit=1&cursor=${encodeURIComponent(
            nextCursor,
          )}`
        : '';
    }
    expect(names).toEqual([dan, lee, tara]);
  });

  it('gives one entity by its uid and by name alike, and no tag or length of what is withheld', async () => {
    const { body: whole } = await portal()
      .as(dan)
      .get('/catalog/entities/by-name/user/default/lee');
    const { body: same, headers } = await portal()
      .as(dan)
      .get(`/catalog/entities/by-uid/${whole.metadata.uid}`)
      .expect(200);
    expect(same).toEqual(whole);
    expect(headers).not.toHaveProperty('etag');
    const head = await portal()
      .as(dan)
      .head('/catalog/entities/by-query?fields=relations')
      .expect(200);
    expect(head.headers).not.toHaveProperty('etag');
    expect(head.headers).not.toHaveProperty('content-length');
  });

  it('names no parents in an ancestry that the reader does not see', async () => {
    const { text, body } = await portal()
      .as(dan)
      .get('/catalog/entities/by-name/user/default/lee/ancestry')
      .expect(200);
    expect(body.rootEntityRef).toBe(lee);
    expect(text).not.toMatch(SECRETS);
  });

  it('refreshes only what the reader sees, in the name of whoever asks', async () => {
    const statusOf = async (entityRef: string, more: object = {}) => {
      const body = { entityRef, ...more };
      const { status } = await portal().as(dan).post('/catalog/refresh', body);
      return status;
    };
    expect(await statusOf('component:payments/checkout')).toBe(200);
    expect(await statusOf('component:analytics/scores')).toBe(403);
    expect(await statusOf('component:analytics/none')).toBe(403);
    expect(
      await statusOf('component:analytics/scores', {
        authorizationToken: mockCredentials.user.token(shen),
      }),
    ).toBe(403);
  });

  it('keeps what changes the catalog for operations admins, whatever it would answer', async () => {
    const as = portal().as(dan);
    const location = { type: 'url', target: 'https://example.com/a.yaml' };
    for (const answer of [
      await as.post('/catalog/locations?dryRun=true', location),
      await as.post('/catalog/locations/by-query', {}),
      await as.post('/catalog/analyze-location', { location }),
      await as.post('/catalog/validate-entity', {
        entity: {},
        location: 'url:x',
      }),
      await as.delete('/catalog/locations/1'),
      await as.put('/catalog/locations/1', location),
      await as.delete('/catalog/entities/by-uid/1'),
    ]) {
      expect(answer.status).toBe(403);
    }
  });

  it('answers the actions of the catalog as its routes', async () => {
    const { body } = await portal()
      .as(dan)
      .post(
        '/catalog/.backstage/actions/v1/actions/query-catalog-entities/invoke',
        { query: { kind: 'User' } },
      );
    const { text } = await portal()
      .as(dan)
      .post(
        '/catalog/.backstage/actions/v1/actions/catalog:query-catalog-entities/invoke',
        { query: { kind: 'User' } },
      );
    expect(JSON.stringify(body) + text).not.toMatch(SECRETS);
  });

  it('finds in search what the reader sees, and no owner whom somebody else does not see', async () => {
    const found = async (person: string, query: string) => {
      const { body, text } = await portal()
        .as(person)
        .get(`/search/query?${query}`)
        .expect(200);
      const titles = body.results.map(
        ({ document }: { document: { title: string } }) => document.title,
      );
      return { titles: titles.sort(), text, body };
    };
    // Words that are alike match too: User shen is what must not be there.
    expect((await found(dan, 'term=shen')).text).not.toMatch(SECRETS);
    expect((await found(dan, 'term=lee')).titles).toContain('User lee');
    expect((await found(eve, 'term=')).titles).toEqual([
      'Component handbook',
      'Group operations',
      'Resource east',
      'User eve',
    ]);
    expect((await found(olivia, 'term=shen')).titles).toContain('User shen');
    expect((await found(dan, 'term=')).text).not.toMatch(SECRETS);
    expect((await found(dan, 'term=&filters[owner]=finance')).titles).toEqual(
      [],
    );
    expect(
      (await found(dan, 'term=&filters[owner]=group:payments/cards')).titles,
    ).toEqual(['Component checkout', 'System shop']);
    // One result a page: what comes next does not depend on what somebody else has.
    const next = async (term: string) =>
      (await found(dan, `term=${term}&pageLimit=1&types[0]=software-catalog`))
        .body.nextPageCursor;
    expect(await next('checkout scores')).toBe(await next('checkout nothing'));
    expect(await next('scores')).toBe(await next('nothing'));
  });

  it('answers services as before', async () => {
    const { body } = await portal()
      .service.get('/api/catalog/entity-facets?facet=relations.memberOf')
      .expect(200);
    expect(body.facets['relations.memberOf']).toContainEqual({
      value: 'group:flytower/analytics',
      count: 2,
    });
  });
});
