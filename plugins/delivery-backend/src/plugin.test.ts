import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { deniedCases } from '@flytower/contract-node/testUtils';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { mockFleet, mockNode } from '@flytower/plugin-fleet-node/testUtils';
import { mockBindings } from '@flytower/plugin-public-services-node/testUtils';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import deliveryPlugin from '.';
import { specOf } from './__testUtils__/openDelivery';

jest.setTimeout(60_000);

const dan = 'user:default/dan';

/** As another plugin of the same backend. */
const from = (plugin: string) =>
  mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(`plugin:${plugin}`),
    targetPluginId: 'delivery',
  });

async function startDelivery(options: { allowed: boolean }) {
  const result = options.allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY;
  const permissions = mockServices.permissions.mock({
    authorize: async asked => asked.map(() => ({ result })),
    authorizeConditional: async asked => asked.map(() => ({ result })),
  });
  const fleet = mockFleet({
    clusters: ['east', 'west'].map(name => ({
      name,
      nodes: [mockNode({ name: `${name}-node-1` })],
    })),
  });
  const tenancy = mockTenancy({
    tenants: [
      {
        slug: 'payments',
        teams: ['cards'],
        quota: { cpuMillicores: 2_000, memoryBytes: 2 ** 34, pods: 20 },
      },
    ],
    members: [{ person: dan, tenant: 'payments', role: 'developer' }],
  });
  const { server } = await startTestBackend({
    features: [
      deliveryPlugin,
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => permissions,
      }),
      ...fleet.factories,
      ...tenancy.factories,
      ...mockBindings().factories,
    ],
  });
  return server;
}

describe('delivery denies', () => {
  let server: Awaited<ReturnType<typeof startDelivery>>;

  beforeAll(async () => {
    server = await startDelivery({ allowed: false });
  });

  it.each(deniedCases(deliveryContract))(
    '$title',
    async ({ method, path, headers, status }) => {
      const response = await request(server)
        [method](`/api/delivery${path}`)
        .set(headers);
      expect(response.status).toBe(status);
    },
  );
});

describe('delivery answers', () => {
  let server: Awaited<ReturnType<typeof startDelivery>>;
  let keys = 0;

  const call = (
    method: 'get' | 'post' | 'patch' | 'delete',
    path: string,
    body?: object,
  ) => {
    keys += 1;
    return request(server)
      [method](`/api/delivery/v1${path}`)
      .set('authorization', mockCredentials.user.header(dan))
      .set('idempotency-key', `key-${keys}`)
      .send(body);
  };
  const inTenant = '/tenants/payments';
  const release = {
    kind: 'release',
    environment: 'prod',
    instances: 10,
    clusters: [
      { cluster: 'east', weight: 6 },
      { cluster: 'west', weight: 4 },
    ],
  };

  beforeAll(async () => {
    server = await startDelivery({ allowed: true });
    await call('post', `${inTenant}/applications`, {
      slug: 'shop',
      displayName: 'Shop',
    }).expect(201);
    await call('post', `${inTenant}/applications/shop/services`, {
      slug: 'checkout',
      displayName: 'Checkout',
      spec: specOf('payments/checkout:1.4.2'),
    }).expect(201);
  });

  it('plans 10 instances 6:4, with a reason for each and the objects to be sent', async () => {
    const { body } = await call(
      'post',
      `${inTenant}/services/checkout/plan`,
      release,
    ).expect(200);
    expect(body).toMatchObject({
      releasable: true,
      sentence:
        'Releases revision 1 (payments/checkout:1.4.2): 6 instances in east, 4 in west',
      clusters: [
        { cluster: 'east', action: 'create', from: 0, to: 6, restarts: 0 },
        { cluster: 'west', action: 'create', from: 0, to: 4, restarts: 0 },
      ],
      unplaced: { instances: 0 },
      quota: {
        fits: true,
        after: { cpuMillicores: 1_000, pods: 10 },
        sentence:
          'Afterwards payments uses 1 core of 2 cores, 1280 MiB of 16 GiB, 10 pods of 20 pods',
      },
      problems: [{ code: 'image-without-digest', blocks: false }],
    });
    expect(body.instances).toHaveLength(10);
    expect(
      body.objects.map((o: { cluster: string; kind: string }) => [
        o.cluster,
        o.kind,
      ]),
    ).toEqual([
      ['east', 'Deployment'],
      ['east', 'Service'],
      ['west', 'Deployment'],
      ['west', 'Service'],
    ]);
  });

  it.each([
    [
      'the ratio 0:0',
      {
        clusters: [
          { cluster: 'east', weight: 0 },
          { cluster: 'west', weight: 0 },
        ],
      },
      400,
      'The ratio is 0:0',
    ],
    ['-1 instances', { instances: -1 }, 400, '-1 is no number of instances'],
    [
      '1e9 instances',
      { instances: 1e9 },
      400,
      '1000000000 is no number of instances',
    ],
    [
      'a cluster that the environment does not have',
      { clusters: [{ cluster: 'north', weight: 1 }] },
      400,
      'Cluster "north" is not in environment "prod" of payments; it has east and west',
    ],
    [
      'an environment that the tenant does not have',
      { environment: 'dev' },
      400,
      'Tenant "payments" has no environment "dev"; it has prod',
    ],
    ['an unknown revision', { revision: 7 }, 400, 'has no revision 7'],
    [
      'more than the quota',
      { instances: 25 },
      409,
      'The quota of payments is 2 cores: 0 cores used, 0 cores reserved; 2.5 cores more do not fit',
    ],
  ])('refuses %s and saves nothing', async (_, change, status, sentence) => {
    const { body } = await call(
      'post',
      `${inTenant}/services/checkout/releases`,
      { ...release, ...change },
    ).expect(status);
    expect(body.error.message).toContain(sentence);
    const { body: list } = await call('get', `${inTenant}/releases`);
    expect(list.items).toEqual([]);
  });

  it('refuses a malformed image, with the sentence', async () => {
    const { body } = await call(
      'post',
      `${inTenant}/applications/shop/services`,
      {
        slug: 'cart',
        displayName: 'Cart',
        spec: { ...specOf('a'), image: 'Not An Image' },
      },
    ).expect(400);
    expect(body.error.message).toContain(
      '"Not An Image" is not an image reference',
    );
  });

  it('refuses a service whose name is taken', async () => {
    const { body } = await call(
      'post',
      `${inTenant}/applications/shop/services`,
      { slug: 'checkout', displayName: 'Other', spec: specOf('a') },
    ).expect(409);
    expect(body.error.message).toContain(
      'payments has a service "checkout" already',
    );
  });

  it('refuses a change that was decided over another version', async () => {
    const { body } = await request(server)
      .patch(`/api/delivery/v1${inTenant}/services/checkout`)
      .set('authorization', mockCredentials.user.header(dan))
      .set('if-match', '7')
      .send({ displayName: 'Till' })
      .expect(409);
    expect(body.error.message).toContain('it is at version 1, not 7');
  });

  it('serves changes and a snapshot that fit together, to services', async () => {
    const service = from('catalog');
    const { body: snapshot } = await request(server)
      .get('/api/delivery/v1/snapshot')
      .set('authorization', service)
      .expect(200);
    expect(snapshot).toMatchObject({
      applications: [{ slug: 'shop', services: 1 }],
      services: [{ slug: 'checkout', draftReleased: false }],
    });
    const { body: page } = await request(server)
      .get('/api/delivery/v1/changes')
      .set('authorization', service)
      .expect(200);
    expect(page.changes.map((c: { type: string }) => c.type)).toEqual([
      'application.created.v1',
      'service.created.v1',
    ]);
    expect(page.cursor).toBe(snapshot.cursor);
  });

  it('serves the part of a snapshot that some subjects are and have', async () => {
    await call('post', `${inTenant}/applications`, {
      slug: 'desk',
      displayName: 'Desk',
    }).expect(201);
    const part = async (subjects: string) => {
      const { body } = await request(server)
        .get(`/api/delivery/v1/snapshot${subjects}`)
        .set('authorization', from('catalog'))
        .expect(200);
      return [...body.applications, ...body.services].map(
        (one: { slug: string }) => one.slug,
      );
    };
    const { body: all } = await request(server)
      .get('/api/delivery/v1/snapshot')
      .set('authorization', from('catalog'));
    const idOf = (slug: string) =>
      [...all.applications, ...all.services].find(
        (one: { slug: string }) => one.slug === slug,
      ).id;
    expect((await part('')).sort()).toEqual(['checkout', 'desk', 'shop']);
    expect(await part(`?subjects=${idOf('shop')}`)).toEqual([
      'shop',
      'checkout',
    ]);
    expect(await part(`?subjects=${idOf('checkout')}`)).toEqual([
      'shop',
      'checkout',
    ]);
    expect(await part(`?subjects=${idOf('desk')},nothing`)).toEqual(['desk']);
    expect(await part('?subjects=nothing')).toEqual([]);
    await call('delete', `${inTenant}/applications/desk`).expect(204);
  });

  it('serves no snapshot by what is no list of subjects', async () => {
    const { status } = await request(server)
      .get("/api/delivery/v1/snapshot?subjects=a'--,")
      .set('authorization', from('catalog'));
    expect(status).toBe(400);
  });

  it('gives an application to a team, and the history of that to services', async () => {
    const path = `${inTenant}/applications/shop`;
    const { body: refused } = await call('patch', path, {
      team: 'moon',
    }).expect(400);
    expect(refused.error.message).toContain('payments has no team "moon"');
    await call('patch', path, { team: 'Not a slug' }).expect(400);
    const { body: given } = await call('patch', path, { team: 'cards' });
    expect(given).toMatchObject({ slug: 'shop', team: 'cards' });

    const { body: history } = await request(server)
      .get('/api/delivery/v1/ownership')
      .set('authorization', from('metering'))
      .expect(200);
    expect(history).toEqual({
      cursor: expect.any(String),
      items: [
        {
          applicationId: given.id,
          application: 'shop',
          tenant: 'payments',
          teamId: 'id-of-payments-cards',
          team: 'cards',
          from: expect.stringMatching(/:\d\d\.000Z$/),
        },
      ],
    });
    const { body: snapshot } = await request(server)
      .get('/api/delivery/v1/snapshot')
      .set('authorization', from('catalog'))
      .expect(200);
    expect(snapshot.applications).toMatchObject([
      { slug: 'shop', team: 'cards' },
    ]);
    await call('get', '/ownership').expect(403);
  });

  it('says what runs where, and what is published nowhere', async () => {
    const { body } = await call('get', '/overview?tenant=payments').expect(200);
    expect(body.items).toMatchObject([
      {
        application: 'shop',
        service: 'checkout',
        health: { status: 'stopped', sentence: 'Is not published' },
        clusters: [],
      },
    ]);
    expect(body).toMatchObject({ total: 1, services: 1, published: 0 });
    const { body: refused } = await call('get', '/overview?limit=101').expect(
      400,
    );
    expect(refused.error.message).toContain('A page holds at most 100 items');
  });

  it('deletes a service and then its application', async () => {
    await call('post', `${inTenant}/applications`, {
      slug: 'old',
      displayName: 'Old',
    }).expect(201);
    await call('post', `${inTenant}/applications/old/services`, {
      slug: 'gone',
      displayName: 'Gone',
      spec: specOf('a'),
    }).expect(201);
    const { body } = await call(
      'delete',
      `${inTenant}/applications/old`,
    ).expect(409);
    expect(body.error.message).toContain('still has services');
    await call('delete', `${inTenant}/services/gone`).expect(204);
    await call('delete', `${inTenant}/applications/old`).expect(204);
    await call('get', `${inTenant}/applications/old`).expect(404);
  });
});
