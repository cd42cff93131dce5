import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { Entity } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  ChangeEvent,
  defineContract,
  defineRoute,
  subjectsQuerySchema,
} from '@flytower/contract';
import { createContractRouter } from '@flytower/contract-node';
import { noRights } from '@flytower/contract-node/testUtils';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { z } from 'zod';
import catalogModuleFlytower from '..';

/** The feed of a source: what it holds, which a test changes, and what it told of that. */
class Feed<Held extends Record<string, object[]>> {
  readonly #changes: ChangeEvent[] = [];
  /** The subjects that were asked for; `all` where there were none. */
  readonly asked: string[] = [];
  down = false;

  constructor(public held: Held) {}

  /** Changes what it holds, and tells of it as a change of this subject. */
  change(
    held: Partial<Held>,
    of: Partial<Pick<ChangeEvent, 'type' | 'subject' | 'tenant'>> = {},
  ): void {
    this.held = { ...this.held, ...held };
    const sequence = this.#changes.length + 1;
    this.#changes.push({
      id: `event-${sequence}`,
      sequence,
      type: 'thing.changed.v1',
      subject: { kind: 'thing', id: 't', name: 't' },
      actor: 'user:default/olivia',
      summary: 'A thing changed',
      data: {},
      at: '2026-03-01T10:00:00.000Z',
      ...of,
    });
  }

  snapshot(subjects?: string) {
    this.#assertUp();
    this.asked.push(subjects ?? 'all');
    const part = Object.entries(this.held).map(([name, items]) => [
      name,
      items.filter((item: { id?: string; slug?: string }) =>
        [item.id, item.slug, undefined].includes(subjects),
      ),
    ]);
    return { ...Object.fromEntries(part), cursor: this.#cursor() };
  }

  changesAfter(after: string = '') {
    this.#assertUp();
    const [, sequence] = after.split('.');
    return {
      kind: 'changes' as const,
      changes: this.#changes.slice(Number(sequence)),
      cursor: this.#cursor(),
    };
  }

  #cursor(): string {
    return `epoch.${this.#changes.length}.id`;
  }

  #assertUp() {
    if (this.down) {
      throw new ServiceUnavailableError('It is down');
    }
  }
}

type Snapshot<Result extends z.ZodType> = Omit<z.output<Result>, 'cursor'>;

/** A backend that answers nothing but the feed routes of a real contract. */
function sourceBackend(
  pluginId: string,
  routes: {
    listChanges: typeof tenancyContract.routes.listChanges;
    snapshot: { path: string };
  },
  feed: Pick<Feed<never>, 'snapshot' | 'changesAfter'>,
) {
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
          const contract = defineContract({
            pluginId,
            title: pluginId,
            routes: {
              listChanges: routes.listChanges,
              snapshot: defineRoute({
                method: 'get',
                path: routes.snapshot.path,
                summary: 'All',
                access: { kind: 'service', callers: ['catalog'] },
                query: subjectsQuerySchema,
                result: z.json(),
              }),
            },
          });
          deps.httpRouter.use(
            createContractRouter(
              contract,
              {
                listChanges: async ({ query }) =>
                  feed.changesAfter(query.after),
                snapshot: async ({ query }) =>
                  z.json().parse(feed.snapshot(query.subjects)),
              },
              { ...deps, rights: noRights },
            ),
          );
        },
      });
    },
  });
}

/** The real catalog with the module, over four sources that hold nothing yet. */
export async function startCatalog() {
  const fleet = new Feed<
    Snapshot<typeof fleetContract.routes.getSnapshot.result>
  >({ dataCentres: [], clusters: [] });
  const tenancy = new Feed<
    Snapshot<typeof tenancyContract.routes.getSnapshot.result>
  >({ tenants: [] });
  const delivery = new Feed<
    Snapshot<typeof deliveryContract.routes.snapshot.result>
  >({ applications: [], services: [], deployments: [] });
  const publicServices = new Feed<
    Snapshot<typeof publicServicesContract.routes.snapshot.result>
  >({ instances: [], bindings: [] });
  const { server, stop } = await startTestBackend({
    features: [
      ...mockTenancy().factories,
      catalogPlugin,
      catalogModuleFlytower,
      sourceBackend(
        'fleet',
        {
          ...fleetContract.routes,
          snapshot: fleetContract.routes.getSnapshot,
        },
        fleet,
      ),
      sourceBackend(
        'tenancy',
        {
          ...tenancyContract.routes,
          snapshot: tenancyContract.routes.getSnapshot,
        },
        tenancy,
      ),
      sourceBackend('delivery', deliveryContract.routes, delivery),
      sourceBackend(
        'public-services',
        publicServicesContract.routes,
        publicServices,
      ),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com/' },
          flytower: { operationsAdmins: ['group:default/operations'] },
        },
      }),
    ],
  });
  const entities = async (): Promise<Map<string, Entity>> => {
    const { body } = await request(server)
      .get('/api/catalog/entities')
      .set({
        authorization: mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:search'),
          targetPluginId: 'catalog',
        }),
      })
      .expect(200);
    const list: Entity[] = body;
    return new Map(
      list.map(one => [
        `${one.kind}:${one.metadata.namespace}/${one.metadata.name}`.toLowerCase(),
        one,
      ]),
    );
  };
  return { fleet, tenancy, delivery, publicServices, entities, stop };
}
