import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { deniedCases } from '@flytower/contract-node/testUtils';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  fleetHubServiceFactory,
  fleetServiceFactory,
} from '@flytower/plugin-fleet-node';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { fleetPlugin } from './plugin';

const AUTHORITY = Buffer.from(
  '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
).toString('base64');

const OLIVIA = 'user:default/olivia';
const config = {
  flytower: {
    seal: {
      keys: [{ id: 'test', key: Buffer.alloc(32, 1).toString('base64') }],
    },
    egress: { allow: ['127.0.0.0/8', '::1/128'] },
    fleet: {
      dataCentres: [
        {
          name: 'frankfurt',
          displayName: 'Frankfurt',
          region: 'eu-central',
          role: 'production',
          provider: 'self-built',
        },
      ],
    },
  },
};

function startFleet(options: { allow: boolean }): Promise<TestBackend> {
  const result = options.allow ? AuthorizeResult.ALLOW : AuthorizeResult.DENY;
  return startTestBackend({
    features: [
      fleetPlugin,
      fleetHubServiceFactory,
      fleetServiceFactory,
      ...mockTenancy().factories,
      mockServices.rootConfig.factory({ data: config }),
      mockServices.permissions.mock({
        authorize: async all => all.map(() => ({ result })),
        authorizeConditional: async all => all.map(() => ({ result })),
      }).factory,
    ],
  });
}

describe('fleet routes for people without rights', () => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await startFleet({ allow: false });
  });
  afterAll(() => backend.stop());

  it.each(deniedCases(fleetContract))(
    'denies $title',
    async ({ method, path, headers, status }) => {
      const answer = await request(backend.server)
        [method](`/api/fleet${path}`)
        .set(headers);
      expect(answer.status).toBe(status);
    },
  );

  it('does not know whoever is not signed in', async () => {
    const answer = await request(backend.server)
      .get('/api/fleet/v1/clusters')
      .set('authorization', mockCredentials.none.header());
    expect(answer.status).toBe(401);
  });
});

describe('fleet routes', () => {
  let backend: TestBackend;
  const auth = { authorization: mockCredentials.user.header(OLIVIA) };
  const service = {
    authorization: mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('plugin:catalog'),
      targetPluginId: 'fleet',
    }),
  };
  const get = (path: string, headers: Record<string, string> = auth) =>
    request(backend.server).get(`/api/fleet${path}`).set(headers);
  const post = (path: string, body: object) =>
    request(backend.server)
      .post(`/api/fleet${path}`)
      .set({ ...auth, 'idempotency-key': 'a-key' })
      .send(body);
  const access = (server: string) => ({
    kind: 'token',
    server,
    caPem: 'no authority',
    token: 'canary-token',
  });
  const registration = (change: object) => ({
    name: 'west',
    dataCentre: 'frankfurt',
    securityZone: 'core',
    access: access('https://127.0.0.1:1'),
    ...change,
  });

  beforeAll(async () => {
    backend = await startFleet({ allow: true });
    await eventually(async () => {
      await get('/v1/clusters').expect(200);
    });
  });
  afterAll(() => backend.stop());

  it('show an empty fleet with its data centres', async () => {
    await get('/v1/clusters').expect(200, { items: [] });
    await get('/v1/targets').expect(200, { items: [] });
    const { body } = await get('/v1/data-centres').expect(200);
    expect(body.items).toMatchObject([
      {
        name: 'frankfurt',
        health: {
          status: 'stopped',
          sentence: 'No cluster is registered here',
        },
        nodes: 0,
      },
    ]);
  });

  it('say which seal keys are needed', async () => {
    const { body } = await get('/v1/seal-keys').expect(200);
    expect(body).toEqual({
      current: true,
      keys: [{ id: 'test', values: 0, known: true, mayGo: false }],
    });
  });

  it('say of a token with a blank in it what is wrong, and not that of the network', async () => {
    const { body } = await post('/v1/clusters/check', {
      access: { ...access('https://127.0.0.1:1'), token: 'canary token' },
    }).expect(200);
    expect(body).toEqual({
      outcome: 'refused',
      code: 'malformed',
      sentence:
        'The token has white space or a character in it that no token has; paste it whole, in one line, without the word "Bearer"',
    });
  });

  it.each([
    ['/v1/clusters/north', 'There is no cluster "north" in the fleet'],
    ['/v1/data-centres/atlantis', 'There is no data centre "atlantis"'],
    [
      '/v1/clusters/north/nodes/n1/pods',
      'There is no cluster "north" in the fleet',
    ],
    ['/v1/operations/nothing', 'There is no operation nothing in the fleet'],
  ])('answer %s with 404 in words', async (path, message) => {
    const { body } = await get(path).expect(404);
    expect(body.error).toMatchObject({ name: 'NotFoundError', message });
  });

  it('give the bundle for an administrator to apply', async () => {
    const { body } = await get('/v1/bundle').expect(200);
    expect(body.fileName).toBe('flytower.yaml');
    expect(body.yaml).toContain('flytower-system');
  });

  it('give other backends a snapshot and what came after', async () => {
    const { body } = await get('/v1/snapshot', service).expect(200);
    expect(body).toMatchObject({
      cursor: expect.stringMatching(/^[0-9a-f-]{36}\.0\.$/),
      dataCentres: [{ name: 'frankfurt' }],
      clusters: [],
    });
    await get(`/v1/changes?after=${body.cursor}`, service).expect(200, {
      kind: 'changes',
      changes: [],
      cursor: body.cursor,
    });
    await get('/v1/changes?after=none', service).expect(400);
  });

  it.each([
    ['plain http', { access: access('http://127.0.0.1:1') }, 'HTTPS'],
    ['no address', { access: access('west') }, 'is not an address'],
    [
      'a forbidden address',
      { access: access('https://10.0.0.1:6443') },
      '10.0.0.1',
    ],
    [
      'no authority',
      {},
      'The certificate authority is not a certificate in PEM form',
    ],
    ['a malformed name', { name: 'West!' }, 'small letters'],
    ['a reserved name', { name: 'kube-west' }, 'reserved'],
    [
      'an unknown data centre',
      { dataCentre: 'atlantis' },
      'choose one of frankfurt',
    ],
    [
      'a kubeconfig that runs a program',
      { access: { kind: 'kubeconfig', kubeconfig: kubeconfig('exec: {}') } },
      'exec',
    ],
    [
      'a kubeconfig that names files',
      {
        access: {
          kind: 'kubeconfig',
          kubeconfig: kubeconfig('client-key: /etc/canary'),
        },
      },
      'file',
    ],
  ])(
    'refuse a cluster with %s in words, and save nothing',
    async (_, change, words) => {
      const { body } = await post('/v1/clusters', registration(change)).expect(
        400,
      );
      expect(body.error.message).toContain(words);
      expect(JSON.stringify(body)).not.toContain('canary');
      await get('/v1/clusters').expect(200, { items: [] });
      await get('/v1/operations').expect(200, { items: [] });
    },
  );

  it.each([
    ['no reason', {}, 400, 'reason'],
    ['a blank reason', { reason: ' ' }, 400, 'Say why the cluster counts as'],
    [
      'a reason without an end',
      { reason: 'a'.repeat(501) },
      400,
      'at most 500 characters',
    ],
    [
      'no such cluster',
      { reason: 'It burnt down' },
      404,
      'There is no cluster "north" in the fleet',
    ],
  ])(
    'declare no cluster lost that has %s',
    async (_, declaration, status, words) => {
      const { body } = await post(
        '/v1/clusters/north/lost',
        declaration,
      ).expect(status);
      expect(body.error.message).toContain(words);
    },
  );

  it('want a key with every declaration, since it is done once', async () => {
    for (const route of ['lost', 'returned']) {
      const { body } = await request(backend.server)
        .post(`/api/fleet/v1/clusters/north/${route}`)
        .set(auth)
        .send({ reason: 'It burnt down' })
        .expect(400);
      expect(body.error.message).toContain('Idempotency-Key');
    }
  });

  it('say in a check what they say in a registration', async () => {
    const { body } = await post('/v1/clusters/check', {
      access: access('http://127.0.0.1:1'),
    }).expect(200);
    expect(body).toEqual({
      outcome: 'refused',
      code: 'not-https',
      sentence: expect.stringContaining('HTTPS'),
    });
  });
});

function kubeconfig(user: string): string {
  return `
apiVersion: v1
kind: Config
current-context: a
contexts: [{name: a, context: {cluster: a, user: a}}]
clusters: [{name: a, cluster: {server: 'https://127.0.0.1:1', certificate-authority-data: ${AUTHORITY}}}]
users: [{name: a, user: {${user}}}]`;
}
