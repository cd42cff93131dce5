import { z } from 'zod';
import {
  createContractClient,
  defineContract,
  defineRoute,
  openApiDocument,
  pageQuerySchema,
  tenantSlugSchema,
} from '.';

const getThing = defineRoute({
  method: 'get',
  path: '/v1/tenants/:tenant/things/:name',
  summary: 'One thing',
  access: { kind: 'signed-in' },
  params: z.object({ tenant: z.string(), name: z.string() }),
  query: pageQuerySchema,
  result: z.object({ name: z.string() }),
});
const createThing = defineRoute({
  method: 'post',
  path: '/v1/things',
  summary: 'Makes a thing',
  access: { kind: 'signed-in' },
  body: z.object({ name: z.string() }),
  result: z.object({ name: z.string() }),
  status: 201,
  idempotencyKey: 'required',
});
const contract = defineContract({
  pluginId: 'things',
  title: 'Things',
  routes: { getThing, createThing },
});

function clientAnswering(answer: () => Response) {
  const calls: { url: string; init: RequestInit }[] = [];
  const client = createContractClient(contract, {
    discoveryApi: { getBaseUrl: async () => 'http://things.test/api/things' },
    fetchApi: {
      fetch: async (url, init) => {
        calls.push({ url: String(url), init: init ?? {} });
        return answer();
      },
    },
  });
  return { calls, client };
}

describe('contract', () => {
  it('writes parameters into the path, encoded, and what is given into the query', async () => {
    const { calls, client } = clientAnswering(() =>
      Response.json({ name: 'a/b' }),
    );
    await expect(
      client.getThing({
        params: { tenant: 'shop', name: 'a/b' },
        query: { limit: 5 },
      }),
    ).resolves.toEqual({
      name: 'a/b',
    });
    expect(calls[0].url).toBe(
      'http://things.test/api/things/v1/tenants/shop/things/a%2Fb?limit=5',
    );
  });

  it('sends an idempotency key of its own where the route requires one and the caller gives none', async () => {
    const { calls, client } = clientAnswering(() =>
      Response.json({ name: 'x' }),
    );
    await client.createThing({ body: { name: 'x' } });
    await client.createThing({ body: { name: 'x' }, idempotencyKey: 'mine' });
    const keys = calls.map(({ init }) =>
      new Headers(init.headers).get('idempotency-key'),
    );
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe('mine');
  });

  it('throws the sentence of the backend', async () => {
    const { client } = clientAnswering(() =>
      Response.json(
        {
          error: { name: 'NotFoundError', message: 'There is no thing "x"' },
          response: { statusCode: 404 },
        },
        { status: 404 },
      ),
    );
    await expect(client.createThing({ body: { name: 'x' } })).rejects.toThrow(
      'There is no thing "x"',
    );
  });

  it('gives a file as its text', async () => {
    const client = createContractClient(
      defineContract({
        pluginId: 'things',
        title: 'Things',
        routes: {
          export: defineRoute({
            method: 'get',
            path: '/v1/things.csv',
            summary: 'All things',
            access: { kind: 'signed-in' },
            result: z.string(),
            produces: 'text/csv',
          }),
        },
      }),
      {
        discoveryApi: { getBaseUrl: async () => 'http://things' },
        fetchApi: { fetch: async () => new Response('a,b\r\n1,2\r\n') },
      },
    );
    expect(await client.export()).toBe('a,b\r\n1,2\r\n');
  });

  it('refuses an answer of another shape', async () => {
    const { client } = clientAnswering(() => Response.json({ title: 'x' }));
    await expect(client.createThing({ body: { name: 'x' } })).rejects.toThrow(
      'name',
    );
  });

  it('refuses two routes of one method and path', () => {
    expect(() =>
      defineContract({
        pluginId: 'things',
        title: 'Things',
        routes: { one: getThing, two: getThing },
      }),
    ).toThrow('Routes one and two of things have the same method and path');
  });

  it('gives an OpenAPI document with parameters, body and the key header', () => {
    expect(openApiDocument(contract, { version: '1' })).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/v1/tenants/{tenant}/things/{name}': {
          get: {
            operationId: 'getThing',
            parameters: [
              { in: 'path', name: 'tenant', required: true },
              { in: 'path', name: 'name', required: true },
              { in: 'query', name: 'cursor', required: false },
              { in: 'query', name: 'limit', required: false },
            ],
          },
        },
        '/v1/things': {
          post: {
            parameters: [
              { in: 'header', name: 'Idempotency-Key', required: true },
            ],
            requestBody: { required: true },
          },
        },
      },
    });
  });
});

describe('slugs', () => {
  it.each(['payments', 'a', 'shop-2', 'defaults'])('takes %s', name => {
    expect(tenantSlugSchema.safeParse(name).success).toBe(true);
  });
  it.each([
    ['pay--ments', 'single hyphens'],
    ['-payments', 'starting with a letter'],
    ['payments-', 'ending with a letter or digit'],
    ['Payments', 'small letters'],
    ['2pay', 'starting with a letter'],
    ['', 'small letters'],
    ['default', 'reserved'],
    ['kube-system', 'reserved'],
    ['flytower-x', 'reserved'],
    ['p'.repeat(31), 'at most 30 characters'],
  ])('refuses %s: %s', (name, sentence) => {
    expect(
      tenantSlugSchema
        .safeParse(name)
        .error?.issues.map(i => i.message)
        .join(),
    ).toContain(sentence);
  });
});
