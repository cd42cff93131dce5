import {
  createBackendPlugin,
  coreServices,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
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
  mockFleet,
  mockNamespace,
  mockPod,
} from '@flytower/plugin-fleet-node/testUtils';
import {
  meteringContract,
  usageReadPermission,
  usageReportSchema,
} from '@flytower/plugin-metering-common';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { deliveryContract, Ownership } from '@flytower/plugin-delivery-common';
import request from 'supertest';
import meteringPlugin from '.';

jest.setTimeout(60_000);

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };
const person = { authorization: mockCredentials.user.header() };
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();

/** A plugin with a change feed. */
function feedOf(pluginId: string, changes: ChangeEvent[]) {
  const items: Ownership[] = [
    {
      applicationId: '01JAPP',
      application: 'shop',
      tenant: 'payments',
      teamId: '01JTEAM',
      team: 'cards',
      from: new Date(Date.parse(HOUR_AGO) - 60_000).toISOString(),
    },
  ];
  return createBackendPlugin({
    pluginId,
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
          deps.httpRouter.use(
            createContractRouter(
              defineContract({
                pluginId,
                title: pluginId,
                routes: {
                  listChanges: servedTo(listChangesRoute, ['metering']),
                  listOwnership: deliveryContract.routes.listOwnership,
                },
              }),
              {
                listChanges: async ({ query: { after } }) => ({
                  kind: 'changes' as const,
                  changes: changes.filter(
                    ({ sequence }) => sequence > Number(after),
                  ),
                  cursor: String(changes.length),
                }),
                listOwnership: async () => ({ cursor: '1', items }),
              },
              { ...deps, rights: noRights },
            ),
          );
        },
      });
    },
  });
}

const event = (change: Partial<ChangeEvent>): ChangeEvent => ({
  id: '01JEVENT',
  sequence: 1,
  type: 'release.succeeded.v1',
  subject: { kind: 'service', id: '01JSERVICE', name: 'checkout' },
  tenant: 'payments',
  actor: 'user:default/mock',
  outcome: 'succeeded',
  summary: '',
  data: {},
  at: HOUR_AGO,
  ...change,
});

/** A backend whose policy decides both permissions as told; the caller is user:default/mock. */
async function startBackend(own: PolicyDecision, whole: PolicyDecision) {
  const fleet = mockFleet({
    clusters: [
      {
        name: 'east',
        namespaces: [
          mockNamespace({
            name: 'payments--prod',
            labels: {
              'flytower.dev/tenant': 'payments',
              'flytower.dev/environment': 'prod',
            },
          }),
        ],
        pods: [
          mockPod({
            name: '=1+1',
            createdAt: HOUR_AGO,
            startedAt: HOUR_AGO,
          }),
        ],
      },
    ],
  });
  const { server } = await startTestBackend({
    features: [
      meteringPlugin,
      feedOf('delivery', [
        event({
          data: {
            application: 'shop',
            service: 'checkout',
            environment: 'prod',
            kind: 'release',
            clusters: [{ cluster: 'east', from: 0, to: 6 }],
          },
        }),
      ]),
      feedOf('public-services', [
        event({
          type: 'instance.created.v1',
          subject: { kind: 'instance', id: '01JINSTANCE', name: 'orders' },
          actor: 'flytower',
          data: {
            environment: 'prod',
            requester: 'user:default/mock',
            limits: { storageBytes: 2 ** 30 },
          },
        }),
      ]),
      ...fleet.factories,
      ...mockTenancy({
        tenants: [{ slug: 'payments' }],
        members: [
          { person: 'user:default/mock', tenant: 'payments', role: 'owner' },
        ],
        operationsAdmins: whole === ALLOW ? ['user:default/mock'] : [],
      }).factories,
      mockServices.permissions.mock({
        authorize: async requests => requests.map(() => DENY as never),
        authorizeConditional: async requests =>
          requests.map(({ permission }) =>
            permission.name === usageReadPermission.name ? own : whole,
          ),
      }).factory,
    ],
  });
  return server;
}

async function usage(
  server: Awaited<ReturnType<typeof startBackend>>,
  query = '',
) {
  const { body } = await request(server)
    .get(`/api/metering/v1/usage${query}`)
    .set(person)
    .expect(200);
  return usageReportSchema.parse(body);
}

describe('the metering backend', () => {
  it('meters pods, services and databases, and shows what was opened in the last seven days', async () => {
    const server = await startBackend(ALLOW, ALLOW);
    await eventually(
      async () =>
        expect(
          (await usage(server)).items.map(({ resource }) => resource?.type),
        ).toEqual(expect.arrayContaining(['pod', 'service', 'database'])),
      20_000,
    );
    await eventually(
      async () =>
        expect(
          (
            await usage(server, '?team=payments/cards')
          ).items.map(({ resource }) => resource?.name),
        ).toEqual(['checkout']),
      20_000,
    );
    const { items, sight } = await usage(server, '?type=database');
    expect(sight.everything).toBe(true);
    expect(items).toMatchObject([
      {
        resource: {
          name: 'orders',
          tenant: 'payments',
          environment: 'prod',
          requester: 'user:default/mock',
        },
      },
    ]);
    // 1 GiB for at least an hour.
    expect(
      BigInt(items[0].figures.storageByteSeconds.least),
    ).toBeGreaterThanOrEqual(2n ** 30n * 3_590n);

    const csv = await request(server)
      .get('/api/metering/v1/usage.csv?type=pod')
      .set(person)
      .expect(200)
      .expect('content-type', /text\/csv/);
    // A name that a spreadsheet would take for a formula.
    expect(csv.text.split('\r\n')[1]).toContain("pod,'=1+1,payments");

    const old = await usage(
      server,
      `?openedTo=${new Date(Date.now() - 7_200_000).toISOString()}`,
    );
    expect(old.items).toEqual([]);
  });

  it('shows a developer what they requested, in every answer', async () => {
    const server = await startBackend(
      tenantsDecision('metering', usageReadPermission, ['payments']),
      DENY,
    );
    await eventually(
      async () => expect((await usage(server)).items).toHaveLength(2),
      20_000,
    );
    const report = await usage(server);
    expect(report.sight).toEqual({
      everything: false,
      tenants: [],
      teams: [],
      own: ['payments'],
    });
    expect(report.items.map(({ resource }) => resource?.type).sort()).toEqual([
      'database',
      'service',
    ]);
    const csv = await request(server)
      .get('/api/metering/v1/usage.csv')
      .set(person);
    expect(csv.text).not.toContain('pod');
    const summary = await request(server)
      .get('/api/metering/v1/summary')
      .set(person)
      .expect(200);
    expect(summary.body.figures.resources).toBe(2);
    await request(server)
      .get('/api/metering/v1/resources/pod.uid-=1+1')
      .set(person)
      .expect(404);
  });

  describe('denies', () => {
    let server: Awaited<ReturnType<typeof startBackend>>;
    beforeAll(async () => {
      server = await startBackend(DENY, DENY);
    });
    it.each(deniedCases(meteringContract))(
      '$title',
      async ({ method, path, headers, status }) => {
        const answer = await request(server)
          [method](`/api/metering${path}`)
          .set(headers);
        expect(answer.status).toBe(status);
      },
    );
  });
});
