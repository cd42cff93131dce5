import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  ChangeEvent,
  defineContract,
  listChangesRoute,
  servedTo,
} from '@flytower/contract';
import { createContractRouter, tenantsDecision } from '@flytower/contract-node';
import { deniedCases, noRights } from '@flytower/contract-node/testUtils';
import { eventually } from '@flytower/durable/testUtils';
import {
  auditContract,
  auditReadPermission,
} from '@flytower/plugin-audit-common';
import {
  auditHubFactory,
  auditorServiceFactory,
} from '@flytower/plugin-audit-node';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import type { Knex } from 'knex';
import request from 'supertest';
import auditPlugin from '.';
import { aKey } from './__testUtils__/openLog';

jest.setTimeout(60_000);

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const OWNER_OF_PAYMENTS = tenantsDecision('audit', auditReadPermission, [
  'payments',
]);
const person = { authorization: mockCredentials.user.header() };

const onboarded: ChangeEvent = {
  id: '01J00000000000000000000000',
  sequence: 1,
  type: 'tenant.onboarded.v1',
  subject: { kind: 'tenant', id: 't-1', name: 'payments' },
  tenant: 'payments',
  actor: 'user:default/olivia',
  outcome: 'succeeded',
  summary: 'Olivia onboarded payments',
  data: {},
  at: '2026-03-01T10:00:00.000Z',
};

const tenancyContract = defineContract({
  pluginId: 'tenancy',
  title: 'Tenancy',
  routes: {
    listChanges: servedTo(listChangesRoute, ['audit']),
  },
});

const MOCK = 'user:default/mock';

/** A plugin with a change feed, of one change. */
const tenancy = createBackendPlugin({
  pluginId: 'tenancy',
  register({ registerInit }) {
    registerInit({
      deps: {
        auditor: coreServices.auditor,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
      },
      async init(deps) {
        const listChanges = async ({
          query,
        }: {
          query: { after?: string };
        }) => ({
          kind: 'changes' as const,
          changes: query.after === undefined ? [onboarded] : [],
          cursor: 'epoch.1.onboarded',
        });
        deps.httpRouter.use(
          createContractRouter(
            tenancyContract,
            { listChanges },
            { ...deps, rights: noRights },
          ),
        );
      },
    });
  },
});

/** A backend whose policy decides everything in one way, for somebody who is a member of payments alone. */
async function startBackend(
  decision: PolicyDecision,
  operationsAdmins: string[] = [],
  knex?: Knex,
) {
  const scheduler = mockServices.scheduler.mock();
  const { server } = await startTestBackend({
    features: [
      auditPlugin,
      tenancy,
      auditHubFactory,
      auditorServiceFactory,
      ...mockTenancy({
        tenants: [{ slug: 'payments' }, { slug: 'shop' }],
        members: [
          { person: 'user:default/mock', tenant: 'payments', role: 'owner' },
        ],
        operationsAdmins,
      }).factories,
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(() => ({
            result:
              decision === ALLOW ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
          })),
        authorizeConditional: async requests => requests.map(() => decision),
      }).factory,
      scheduler.factory,
      ...(knex
        ? [
            createServiceFactory({
              service: coreServices.database,
              deps: {},
              factory: () => mockServices.database({ knex }),
            }),
          ]
        : []),
      mockServices.rootConfig.factory({
        data: {
          flytower: {
            audit: { sources: ['tenancy'], keys: [aKey('a')] },
            retention: { operationLog: { days: 400 } },
          },
        },
      }),
    ],
  });
  const get = (path: string) =>
    request(server).get(`/api/audit${path}`).set(person);
  return { server, get, scheduler };
}

describe('the audit plugin', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('reads the feeds of other plugins as a service, and shows what it read', async () => {
    const { get } = await startBackend(ALLOW, [MOCK]);
    const response = await eventually(async () => {
      const answer = await get('/v1/entries?verb=tenant');
      expect(answer.body.items).toHaveLength(1);
      return answer;
    });
    expect(response.body.items).toMatchObject([
      {
        id: onboarded.id,
        source: 'tenancy',
        verb: 'tenant.onboarded',
        person: 'user:default/olivia',
        outcome: 'succeeded',
      },
    ]);
    const details = await get(`/v1/entries/${onboarded.id}`);
    expect(details.body.facts).toHaveLength(1);
  });

  it('checks the log where it is asked to, and says what it found', async () => {
    const { server, get } = await startBackend(ALLOW, [MOCK]);
    await eventually(async () => {
      const { body } = await get('/v1/entries?verb=tenant');
      expect(body.items).toHaveLength(1);
    });
    await request(server)
      .post('/api/audit/v1/integrity/checks')
      .set(person)
      .send({ from: 'beginning' })
      .expect(202);
    await eventually(async () => {
      const { body } = await get('/v1/integrity');
      expect(body.verdict).toMatchObject({ kind: 'whole', until: 1 });
    });
  });

  it('lets an operations admin acknowledge what a check found, once, with their name', async () => {
    const knex = await databases.init('SQLITE_3');
    const { server, get } = await startBackend(ALLOW, [MOCK], knex);
    const post = (path: string, body: object) =>
      request(server).post(`/api/audit${path}`).set(person).send(body);
    await eventually(async () => {
      const { body } = await get('/v1/entries?verb=tenant');
      expect(body.items).toHaveLength(1);
    });
    await knex.raw('DROP TRIGGER facts_keep_on_update');
    await knex('facts').where({ sequence: 1 }).update({ verb: 'tenant.x' });
    await knex('entries').update({ verb: 'tenant.x' });
    await post('/v1/integrity/checks', {}).expect(202);
    const { body: found } = await eventually(async () => {
      const answer = await get('/v1/integrity');
      expect(answer.body.verdict).toMatchObject({ kind: 'broken' });
      return answer;
    });
    const findings = [found.verdict.findings[0].id];
    const path = '/v1/integrity/acknowledgements';
    const short = await post(path, { findings, reason: ' x ' });
    expect(short.status).toBe(400);
    expect(short.body.error.message).toContain('Say why in some words');
    const unknown = await post(path, {
      findings: ['f'.repeat(64)],
      reason: 'A repair',
    });
    expect(unknown.status).toBe(409);
    for (let twice = 0; twice < 2; twice++) {
      const known = await post(path, { findings, reason: ' A repair ' });
      expect(known.status).toBe(200);
      expect(known.body).toMatchObject({
        newest: 2,
        verdict: {
          kind: 'whole',
          until: 1,
          acknowledged: {
            count: 1,
            places: [{ acknowledged: { by: MOCK, reason: 'A repair' } }],
          },
        },
      });
    }
    const { body } = await get('/v1/entries?verb=integrity');
    expect(body.items).toMatchObject([
      { person: MOCK, verb: 'integrity.acknowledged', outcome: 'succeeded' },
    ]);
  });

  it('lets nobody else acknowledge anything', async () => {
    const { server } = await startBackend(OWNER_OF_PAYMENTS);
    const refused = await request(server)
      .post('/api/audit/v1/integrity/acknowledgements')
      .set(person)
      .send({ findings: ['f'.repeat(64)], reason: 'A repair' });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain(
      'it needs the permission audit.finding.acknowledge; ask an operations admin',
    );
  });

  it('is checked, and loses what is too old, once a day', async () => {
    const { scheduler } = await startBackend(ALLOW, [MOCK]);
    const daily = { frequency: { hours: 24 } };
    expect(scheduler.scheduleTask.mock.calls).toMatchObject([
      [{ id: 'operation-log-check', ...daily }],
      [{ id: 'operation-log-retention', ...daily }],
    ]);
  });

  it('gives a checkpoint, and knows it again', async () => {
    const { server, get } = await startBackend(ALLOW, [MOCK]);
    const { body } = await eventually(async () => {
      const answer = await get('/v1/checkpoint');
      expect(answer.status).toBe(200);
      return answer;
    });
    expect(body).toMatchObject({ sequence: 1, keyId: 'a' });
    const compared = await request(server)
      .post('/api/audit/v1/checkpoint/comparisons')
      .set(person)
      .send({ checkpoint: `a line: ${body.checkpoint}` });
    expect(compared.body).toMatchObject({ kind: 'held', sequence: 1 });
  });

  it("keeps what somebody is refused elsewhere out of a tenant's part, and of its file", async () => {
    const { server, get } = await startBackend(OWNER_OF_PAYMENTS);
    for (let n = 0; n < 50; n++) {
      await request(server)
        .get(`/api/audit/v1/tenants/shop/entries?n=${n}`)
        .set(person)
        .expect(404);
    }
    const csv = await eventually(async () => {
      const answer = await get('/v1/tenants/payments/entries.csv');
      expect(answer.text).toContain('onboarded');
      return answer;
    });
    expect(csv.text).not.toContain('denied');
  });

  it("shows an owner their tenant's part, and says of others what it says of none", async () => {
    const { get } = await startBackend(OWNER_OF_PAYMENTS);
    await eventually(async () => {
      const { body } = await get('/v1/tenants/payments/entries');
      expect(body.items).toHaveLength(1);
    });
    const own = await get(`/v1/tenants/payments/entries/${onboarded.id}`);
    expect(own.status).toBe(200);
    const foreign = await get('/v1/tenants/shop/entries');
    expect(foreign.status).toBe(404);
    expect(foreign.body.error.message).toBe(
      'There is no tenant "shop", or you are not a member of it',
    );
    const all = await get('/v1/entries');
    expect(all.status).toBe(403);
  });

  it('gives the same entries as CSV, to an owner their part alone', async () => {
    const { get } = await startBackend(OWNER_OF_PAYMENTS);
    const csv = await eventually(async () => {
      const answer = await get('/v1/tenants/payments/entries.csv?verb=tenant');
      expect(answer.text).toContain('onboarded');
      return answer;
    });
    expect(csv.type).toBe('text/csv');
    const [titles, ...lines] = csv.text.trim().split('\r\n');
    expect(titles).toMatch(/^requested at,finished at,person,verb/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('user:default/olivia,tenant.onboarded,tenant');
    const others = await get('/v1/tenants/shop/entries.csv');
    expect(others.status).toBe(404);
  });

  it('records whom it denied', async () => {
    const { server, get } = await startBackend(ALLOW, [MOCK]);
    await request(server)
      .get('/api/tenancy/v1/changes')
      .set(person)
      .expect(403);
    await eventually(async () => {
      const { body } = await get('/v1/entries?outcome=denied');
      expect(body.items).toMatchObject([
        {
          source: 'tenancy',
          person: 'user:default/mock',
          outcome: 'denied',
          reason: expect.stringContaining('GET /v1/changes'),
        },
      ]);
    });
  });

  it('says which permission a member lacks', async () => {
    const { get } = await startBackend(DENY);
    const response = await get('/v1/tenants/payments/entries');
    expect(response.status).toBe(403);
    expect(response.body.error.message).toContain(
      'it needs the permission audit.entry.read; ask an owner of the tenant',
    );
  });

  it.each([
    ['/v1/entries/none', 'The operation log has no entry "none"'],
    [
      '/v1/tenants/payments/entries/none',
      'The operation log of tenant "payments" has no entry "none"',
    ],
  ])('says that %s is not there', async (path, message) => {
    const { get } = await startBackend(ALLOW, [MOCK]);
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.body.error.message).toBe(message);
  });

  it.each(deniedCases(auditContract))(
    'denies $title',
    async ({ method, path, headers, status }) => {
      const { server } = await startBackend(DENY);
      const response = await request(server)
        [method](`/api/audit${path}`)
        .set(headers);
      expect(response.status).toBe(status);
    },
  );
});
