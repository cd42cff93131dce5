import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { TenantScope } from '@flytower/contract';
import request from 'supertest';
import {
  readThings,
  startToyBackend,
  toyContract,
} from './__testUtils__/toyPlugin';
import { tenantsDecision } from './tenantPermissions';
import { deniedCases } from './testUtils';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const ONLY_PAYMENTS = tenantsDecision('toys', readThings, ['payments']);

const THINGS = '/api/toys/v1/tenants/payments/things';
const aThing = { name: 'robot', size: { cm: 12 } };
const person = { authorization: mockCredentials.user.header() };
const keyed = { ...person, 'idempotency-key': 'click-1' };

const fromPlugin = (id: string) =>
  `Bearer ${mockCredentials.service.token({
    onBehalfOf: mockCredentials.service(`plugin:${id}`),
    targetPluginId: 'toys',
  })}`;

describe('a call that is allowed', () => {
  it('reaches its handler parsed, and sends only what the route names', async () => {
    const { server, seen } = await startToyBackend({ decision: ALLOW });
    const response = await request(server)
      .post(THINGS)
      .set({ ...keyed, 'if-match': '"7"' })
      .send({ ...aThing, unknown: true });
    expect(response.status).toBe(201);
    expect(response.body).toEqual({ name: 'robot' });
    expect(seen).toEqual([
      {
        params: { tenant: 'payments' },
        query: {},
        body: aThing,
        scope: { kind: 'some', tenants: ['payments'] },
        readable: { kind: 'some', tenants: ['payments'] },
        idempotencyKey: 'click-1',
        ifMatch: '"7"',
        caller: 'user:default/mock',
      },
    ]);
  });

  it('has in its scope the tenants that the policy names', async () => {
    const { server, seen } = await startToyBackend({ decision: ONLY_PAYMENTS });
    await request(server)
      .get('/api/toys/v1/things?limit=5')
      .set(person)
      .expect(200);
    expect(seen).toMatchObject([
      { query: { limit: 5 }, scope: { kind: 'some', tenants: ['payments'] } },
    ]);
  });

  it('has every tenant in its scope where the policy allows without conditions', async () => {
    const { server, seen } = await startToyBackend({ decision: ALLOW });
    await request(server).get('/api/toys/v1/things?limit=5').set(person);
    await request(server).get('/api/toys/v1/shelves').set(person);
    expect(seen).toMatchObject([
      { scope: { kind: 'all' } },
      { scope: { kind: 'all' } },
    ]);
  });

  it('has nothing in its scope for who is in no tenant, to whom each tenant is absent', async () => {
    const { server, seen } = await startToyBackend({
      decision: tenantsDecision('toys', readThings, []),
    });
    await request(server)
      .get('/api/toys/v1/things?limit=5')
      .set(person)
      .expect(200);
    expect(seen).toMatchObject([{ scope: { kind: 'some', tenants: [] } }]);
    await request(server).post(THINGS).set(keyed).send(aThing).expect(404);
  });

  it('gets the errors of its handler as Backstage writes them', async () => {
    const { server } = await startToyBackend({ decision: ALLOW });
    const response = await request(server)
      .delete(`${THINGS}/robot`)
      .set(person);
    expect(response.status).toBe(404);
    expect(response.body.error).toMatchObject({
      name: 'NotFoundError',
      message: 'There is no tenant "payments", or you are not a member of it',
    });
  });

  it('has no body where the route says 204', async () => {
    const { server } = await startToyBackend({
      decision: ALLOW,
      handlers: { deleteThing: async () => undefined },
    });
    const response = await request(server)
      .delete(`${THINGS}/robot`)
      .set(person);
    expect(response.status).toBe(204);
    expect(response.text).toBe('');
  });

  it('fails where the handler gives something else than the route promises', async () => {
    const { server } = await startToyBackend({
      decision: ALLOW,
      handlers: {
        // As a row of an older release would be.
        whoAmI: async () => JSON.parse('{"name":"dan"}'),
      },
    });
    const response = await request(server).get('/api/toys/v1/me').set(person);
    expect(response.status).toBe(500);
  });

  it('is for the named plugins where the route says so', async () => {
    const { server, seen } = await startToyBackend({ decision: DENY });
    await request(server)
      .get('/api/toys/v1/changes')
      .set({ authorization: fromPlugin('audit') })
      .expect(200);
    expect(seen).toMatchObject([
      { caller: 'plugin:audit', scope: { kind: 'all' } },
    ]);
  });

  it('has in its scope what it may change, and beside it what it may read', async () => {
    const { server, seen } = await startToyBackend({
      decision: ONLY_PAYMENTS,
      reading: tenantsDecision('toys', readThings, ['payments', 'shop']),
    });
    await request(server)
      .post('/api/toys/v1/winders/one/wind')
      .set(person)
      .expect(200);
    expect(seen).toMatchObject([
      {
        scope: { kind: 'some', tenants: ['payments'] },
        readable: { kind: 'some', tenants: ['payments', 'shop'] },
      },
    ]);
  });
});

describe('a policy that allows everything', () => {
  const inPayments: TenantScope = { kind: 'some', tenants: ['payments'] };

  it('gives a list no tenant that the caller has no right in', async () => {
    const { server, seen } = await startToyBackend({
      decision: ALLOW,
      bound: inPayments,
    });
    await request(server).get('/api/toys/v1/things?limit=5').set(person);
    expect(seen).toMatchObject([{ scope: inPayments }]);
  });

  it('opens no tenant that the caller has no right in', async () => {
    const { server, seen } = await startToyBackend({
      decision: ALLOW,
      bound: inPayments,
    });
    const response = await request(server)
      .post('/api/toys/v1/tenants/shop/things')
      .set(keyed)
      .send(aThing);
    expect(response.status).toBe(404);
    expect(seen).toEqual([]);
  });

  it.each([
    ['post', '/tenants/payments/things', 403],
    ['get', '/shelves', 403],
  ] as const)(
    'gives nobody what they have no right to: %s %s',
    async (method, path, status) => {
      const { server, seen } = await startToyBackend({
        decision: ALLOW,
        bound: 'denied',
        visible: ['payments'],
      });
      const response = await request(server)
        [method](`/api/toys/v1${path}`)
        .set(keyed);
      expect(response.status).toBe(status);
      expect(seen).toEqual([]);
    },
  );
});

describe('a call that is denied', () => {
  it.each(deniedCases(toyContract))(
    'gets its answer: $title',
    async ({ method, path, headers, status }) => {
      const { server, seen } = await startToyBackend({ decision: DENY });
      const response = await request(server)
        [method](`/api/toys${path}`)
        .set(headers);
      expect(response.status).toBe(status);
      expect(seen).toEqual([]);
    },
  );

  it('has a case for each route', () => {
    expect([...new Set(deniedCases(toyContract).map(({ id }) => id))]).toEqual(
      Object.keys(toyContract.routes),
    );
  });

  it('hears the same of a foreign tenant as of one that is not there', async () => {
    const { server } = await startToyBackend({ decision: ONLY_PAYMENTS });
    const response = await request(server)
      .post('/api/toys/v1/tenants/shop/things')
      .set(keyed)
      .send(aThing);
    expect(response.status).toBe(404);
    expect(response.body.error).toMatchObject({
      name: 'NotFoundError',
      message: 'There is no tenant "shop", or you are not a member of it',
    });
  });

  it('hears which permission is missing where the tenant is no secret to the caller', async () => {
    const { server } = await startToyBackend({
      decision: DENY,
      visible: ['payments'],
    });
    const response = await request(server).post(THINGS).set(keyed).send(aThing);
    expect(response.status).toBe(403);
    expect(response.body.error.message).toBe(
      'You may not POST /v1/tenants/:tenant/things in tenant "payments": it needs the permission toys.thing.create; ask an owner of the tenant',
    );
  });

  it('learns nothing of how the call would have to look', async () => {
    const { server } = await startToyBackend({ decision: DENY });
    const response = await request(server)
      .post(THINGS)
      .set(person)
      .set('content-type', 'application/json')
      .send('{{{');
    expect(response.status).toBe(404);
  });

  it('is told to the auditor', async () => {
    const audited: Record<string, unknown>[] = [];
    const { server } = await startToyBackend({ decision: DENY, audited });
    await request(server).post(THINGS).set(keyed).send(aThing);
    await request(server).get('/api/toys/v1/changes').set(person);
    expect(audited).toEqual([
      {
        outcome: 'denied',
        route: 'POST /v1/tenants/:tenant/things',
        actor: 'user:default/mock',
        permission: 'toys.thing.create',
        tenant: 'payments',
        error: 'There is no tenant "payments", or you are not a member of it',
      },
      {
        outcome: 'denied',
        route: 'GET /v1/changes',
        actor: 'user:default/mock',
        error: "GET /v1/changes is for Flytower's own services, not for people",
      },
    ]);
  });

  it('is denied to services that act for nobody', async () => {
    const { server } = await startToyBackend({ decision: ALLOW });
    const response = await request(server)
      .get('/api/toys/v1/shelves')
      .set({ authorization: mockCredentials.service.header() });
    expect(response.status).toBe(403);
    expect(response.body.error.message).toContain('is for people');
  });
});

describe('a call that is not right', () => {
  const post = async (
    headers: Record<string, string>,
    body: string | object,
  ) => {
    const { server } = await startToyBackend({ decision: ALLOW });
    const response = await request(server)
      .post(THINGS)
      .set({ 'content-type': 'application/json', ...headers })
      .send(body);
    return [response.status, response.body.error?.message];
  };

  it('hears every fault of its body and where it is', async () => {
    const [status, message] = await post(keyed, {
      name: 'Robot',
      size: { cm: 1.5 },
    });
    expect(status).toBe(400);
    expect(message).toMatch(
      /^Check the body: name: Names have small letters only; size\.cm: .*int/,
    );
  });

  it('hears that a body is missing', async () => {
    const { server } = await startToyBackend({ decision: ALLOW });
    const response = await request(server).post(THINGS).set(keyed);
    expect(response.status).toBe(400);
    expect(response.body.error.message).toContain('Check the body: name');
  });

  it('hears of a fault in the query', async () => {
    const { server } = await startToyBackend({ decision: ALLOW });
    const response = await request(server)
      .get('/api/toys/v1/things?limit=none')
      .set(person);
    expect(response.status).toBe(400);
    expect(response.body.error.message).toContain('Check the query: limit');
  });

  it.each([
    [
      'no idempotency key',
      person,
      aThing,
      400,
      'POST /v1/tenants/payments/things needs the header Idempotency-Key',
    ],
    [
      'an idempotency key with blanks',
      { ...person, 'idempotency-key': 'a b' },
      aThing,
      400,
      'may have 1 to 200 visible ASCII characters',
    ],
    [
      'no JSON',
      keyed,
      '{"name":',
      400,
      'is no JSON; check quotes and brackets',
    ],
    [
      'another content type',
      { ...keyed, 'content-type': 'text/plain' },
      'robot',
      400,
      'send it with content-type: application/json',
    ],
    [
      'more than a mebibyte',
      keyed,
      { ...aThing, name: 'x'.repeat(1024 * 1024) },
      413,
      'is larger than 1 MiB; send less',
    ],
    [
      'brackets without an end',
      { ...keyed, 'content-type': 'application/json' },
      '['.repeat(100_000),
      413,
      'nests deeper than 32 levels, or holds more than 50,000 values',
    ],
    [
      'an unknown charset',
      { ...keyed, 'content-type': 'application/json; charset=klingon' },
      '{}',
      400,
      'send it again as JSON in UTF-8',
    ],
  ])(
    'hears in a sentence of %s',
    async (_, headers, body, status, sentence) => {
      const [gotStatus, message] = await post(headers, body);
      expect(gotStatus).toBe(status);
      expect(message).toContain(sentence);
    },
  );
});

describe('the OpenAPI document', () => {
  it('is there for whoever is signed in', async () => {
    const { server } = await startToyBackend({ decision: DENY });
    const response = await request(server)
      .get('/api/toys/v1/openapi.json')
      .set(person);
    expect(response.status).toBe(200);
    expect(Object.keys(response.body.paths)).toContain(
      '/v1/tenants/{tenant}/things',
    );
  });

  it('is not there for anybody else', async () => {
    const { server } = await startToyBackend({ decision: DENY });
    const response = await request(server)
      .get('/api/toys/v1/openapi.json')
      .set({ authorization: mockCredentials.none.header() });
    expect(response.status).toBe(401);
  });
});
