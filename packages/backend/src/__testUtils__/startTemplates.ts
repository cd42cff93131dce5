import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import {
  BackstageCredentials,
  coreServices,
  createServiceFactory,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  Permission,
} from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { eventually } from '@flytower/durable/testUtils';
import { ClusterClient } from '@flytower/kube';
import deliveryPlugin from '@flytower/plugin-delivery-backend';
import { mockFleet, mockNode } from '@flytower/plugin-fleet-node/testUtils';
import { FlytowerPolicy } from '@flytower/plugin-permission-backend-module-flytower';
import { mockBindings } from '@flytower/plugin-public-services-node/testUtils';
import scaffolderModule from '@flytower/plugin-scaffolder-backend-module-flytower';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { parse } from 'yaml';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- delivery's own simulation, which is no part of its API
import { SimulatedCluster } from '../../../../plugins/delivery-backend/src/__testUtils__/SimulatedCluster';

export const dan = 'user:default/dan';
export const lee = 'user:default/lee';
export const shen = 'user:default/shen';

const TEMPLATES = resolve(__dirname, '../../../../templates');
const FINISHED = ['completed', 'failed', 'cancelled'];

/** A template of templates/, as the catalog would hold it. */
export function templateOf(name: string): Entity {
  const file = join(TEMPLATES, `${name}.yaml`);
  const entity = parse(readFileSync(file, 'utf8'));
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      namespace: 'default',
      annotations: { 'backstage.io/managed-by-location': `file:${file}` },
    },
  };
}

/** The policy that decides in production, over these rights. */
function policyOver(
  rights: ReturnType<typeof mockTenancy>['rights'],
): PermissionsService {
  const auth = mockServices.auth();
  const policy = FlytowerPolicy.create({ auth, rights });
  const decide = async (
    permission: Permission,
    credentials: BackstageCredentials,
  ) =>
    policy.handle(
      { permission },
      auth.isPrincipal(credentials, 'user')
        ? {
            credentials,
            info: {
              userEntityRef: credentials.principal.userEntityRef,
              ownershipEntityRefs: [],
            },
          }
        : undefined,
    );
  return {
    authorizeConditional: (asked, { credentials }) =>
      Promise.all(
        asked.map(({ permission }) => decide(permission, credentials)),
      ),
    authorize: (asked, { credentials }) =>
      Promise.all(
        asked.map(async ({ permission }) => {
          const { result } = await decide(permission, credentials);
          return {
            result:
              result === AuthorizeResult.ALLOW
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          };
        }),
      ),
  };
}

/** The real scaffolder with our module, and the real delivery over two simulated clusters and tenant payments. */
export async function startTemplates(
  options: {
    templates?: Entity[];
    mayDryRun?: boolean;
    /** Where the databases are kept; in memory when left out. */
    databases?: string;
  } = {},
) {
  const clusters = ['east', 'west'].map(name => new SimulatedCluster(name));
  const fleet = mockFleet({
    clusters: clusters.map(cluster => ({
      name: cluster.name,
      nodes: [mockNode({ name: `${cluster.name}-node-1` })],
      client: ClusterClient.overTransport({
        name: cluster.name,
        transport: cluster,
      }),
    })),
  });
  const tenancy = mockTenancy({
    tenants: [
      {
        slug: 'payments',
        clusters: ['east', 'west'],
        quota: { cpuMillicores: 2_000, memoryBytes: 2 ** 34, pods: 20 },
      },
    ],
    members: [
      { person: dan, tenant: 'payments', role: 'developer' },
      { person: lee, tenant: 'payments', role: 'lead' },
    ],
  });
  const decided = policyOver(tenancy.rights);
  const permissions: PermissionsService = options.mayDryRun
    ? {
        ...decided,
        authorize: async asked =>
          asked.map(() => ({ result: AuthorizeResult.ALLOW })),
      }
    : decided;
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      scaffolderModule,
      deliveryPlugin,
      mockServices.rootConfig.factory({
        data: {
          backend: {
            ...(options.databases
              ? {
                  database: {
                    client: 'better-sqlite3',
                    connection: { directory: options.databases },
                  },
                }
              : {}),
            workingDirectory: mkdtempSync(join(tmpdir(), 'flytower-tasks-')),
          },
          scaffolder: { taskRecovery: { enabled: true } },
        },
      }),
      ...(options.databases ? [databaseServiceFactory] : []),
      catalogServiceMock.factory({
        entities: [
          templateOf('new-web-service'),
          templateOf('new-worker'),
          templateOf('new-scheduled-job'),
          ...(options.templates ?? []),
        ],
      }),
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
  const { server } = backend;
  // Controllers work and inventories follow, as they do in a cluster.
  const passing = setInterval(() => {
    for (const cluster of clusters) {
      cluster.step();
      fleet.cluster(cluster.name).show({
        workloads: cluster.workloadRows(),
        pods: cluster.podRows(),
      });
    }
  }, 50);
  let keys = 0;

  /** Calls a backend as a person. */
  const call = (
    method: 'get' | 'post' | 'delete',
    path: string,
    body?: object,
    person: string = dan,
  ) => {
    keys += 1;
    return request(server)
      [method](`/api${path}`)
      .set('authorization', mockCredentials.user.header(person))
      .set('idempotency-key', `test-${keys}`)
      .send(body);
  };

  /** Waits until a task has ended, and gives it with its log. */
  async function ended(id: string, person = dan) {
    const { body: task } = await eventually(async () => {
      const answer = await call(
        'get',
        `/scaffolder/v2/tasks/${id}`,
        {},
        person,
      );
      if (!FINISHED.includes(answer.body.status)) {
        throw new Error(`The task is ${JSON.stringify(answer.body)}`);
      }
      return answer;
    }, 30_000);
    const { body: events } = await call(
      'get',
      `/scaffolder/v2/tasks/${id}/events`,
      {},
      person,
    );
    const bodies: { message: string; stepId?: string; status?: string }[] =
      events.map(({ body }: { body: object }) => body);
    const completion = events.find(
      ({ type }: { type: string }) => type === 'completion',
    );
    return {
      id,
      status: task.status as string,
      output: completion?.body.output,
      error: completion?.body.error as { message: string } | undefined,
      log: bodies.map(({ message }) => message).join('\n'),
      steps: Object.fromEntries(
        bodies
          .filter(({ stepId, status }) => stepId && status)
          .map(({ stepId, status }) => [stepId, status]),
      ),
    };
  }

  /** Runs a template to its end. */
  async function run(
    template: string,
    values: object,
    person = dan,
    secrets: Record<string, string> = {},
  ) {
    const { body } = await call(
      'post',
      '/scaffolder/v2/tasks',
      { templateRef: `template:default/${template}`, values, secrets },
      person,
    ).expect(201);
    return ended(body.id, person);
  }

  return {
    server,
    call,
    run,
    ended,
    clusters,
    tenancy,
    stop: async () => {
      clearInterval(passing);
      await backend.stop();
    },
  };
}

export type Templates = Awaited<ReturnType<typeof startTemplates>>;

/** What Dan fills in for a service `checkout` of a new application `shop`. */
export function filledIn(
  change: { place?: object; workload?: object; release?: object } = {},
) {
  return {
    place: {
      tenant: 'payments',
      application: 'shop',
      newApplication: true,
      name: 'checkout',
      displayName: 'Checkout "quick"',
      description: 'Takes the money: 100 % of it',
      ...change.place,
    },
    workload: {
      stack: 'node',
      image: 'payments/checkout:0.1.0',
      size: 'small',
      port: 8080,
      ...change.workload,
    },
    release: { now: false, ...change.release },
  };
}

/** The first release, 3 instances 2:1. */
export const firstRelease = {
  now: true,
  environment: 'prod',
  instances: 3,
  clusters: [
    { cluster: 'east', weight: 2 },
    { cluster: 'west', weight: 1 },
  ],
};
