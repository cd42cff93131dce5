/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect", "world.expect*"] }] */
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isFinished } from '@flytower/contract';
import { openStore } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { ClusterClient, KubeRequest } from '@flytower/kube';
import {
  MemoryApiServer,
  mockFleet,
} from '@flytower/plugin-fleet-node/testUtils';
import { z } from 'zod';
import { copyTenants } from '../../__testUtils__/copyTenants';
import { FaultyCluster, seeded } from '../../__testUtils__/FaultyCluster';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';
import { installationIdOf } from '../tenants/installationIdOf';

jest.setTimeout(120_000);

const CLUSTERS = ['east', 'west'];
const LABEL = 'flytower.dev/installation-id';
const NAMESPACE = '/api/v1/namespaces/payments--prod';
const PATIENCE_MS = 25;
const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1);

const objectSchema = z.object({
  metadata: z.object({
    uid: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
});

describe('Two portals over the same failing clusters', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });

  it.each(SEEDS)(
    'take nothing from each other but what a person takes over (seed %i)',
    async seed => {
      const world = await makeWorld(seed);
      for (let round = 0; round < 40; round++) {
        await world.round();
        world.expectNothingTaken();
      }
      await world.heal();
      await world.expectEachSaysWhoKeeps();
    },
  );

  async function makeWorld(seed: number) {
    const random = seeded(seed);
    const pick = <T>(items: readonly T[]): T =>
      items[Math.floor(random() * items.length)];
    const clock = new FakeClock();
    const apis = new Map(CLUSTERS.map(name => [name, new MemoryApiServer()]));
    const apiOf = (cluster: string): MemoryApiServer => {
      const api = apis.get(cluster);
      if (!api) {
        throw new Error(`No cluster ${cluster}`);
      }
      return api;
    };
    const peek = async (cluster: string, path: string) => {
      const { status, body } = await apiOf(cluster).request({
        method: 'GET',
        path,
        query: {},
        headers: {},
        timeoutMs: 1,
      });
      if (status !== 200) {
        return undefined;
      }
      const { metadata } = objectSchema.parse(JSON.parse(body));
      return { uid: metadata.uid, keeper: metadata.labels?.[LABEL] };
    };
    const taken: string[] = [];

    const makePortal = async () => {
      const store = await openStore({
        database: mockServices.database({
          knex: await databases.init('SQLITE_3'),
        }),
        migrations,
        logger: mockServices.logger.mock(),
      });
      const own = await installationIdOf(store.knex);
      /** By whom this portal was told to take over, as `<cluster> <id>`. */
      const allowed = new Set<string>();
      /** What this portal's calls do to what another one keeps. */
      const watched = async (cluster: string, request: KubeRequest) => {
        const isWrite = request.method !== 'GET' && request.path === NAMESPACE;
        const before = isWrite ? await peek(cluster, request.path) : undefined;
        const answer = await apiOf(cluster).request(request);
        const after = isWrite ? await peek(cluster, request.path) : undefined;
        const others = before?.keeper !== undefined && before.keeper !== own;
        const changed =
          after?.uid !== before?.uid || after?.keeper !== before?.keeper;
        if (others && changed && !allowed.has(`${cluster} ${before.keeper}`)) {
          taken.push(`${request.method} ${request.path} in ${cluster}`);
        }
        return answer;
      };
      const wires = new Map(
        CLUSTERS.map(name => [
          name,
          new FaultyCluster({
            random,
            hangMs: 2 * PATIENCE_MS,
            api: {
              request: request => watched(name, request),
              stream: () => apiOf(name).stream(),
              close: () => undefined,
              paths: () => apiOf(name).paths(),
            },
          }),
        ]),
      );
      const start = () =>
        openTenancy({
          store,
          fleet: mockFleet({
            clusters: [...wires].map(([name, wire]) => ({
              name,
              client: ClusterClient.overTransport({
                name,
                transport: wire.connect(),
              }),
            })),
            now: () => clock.now(),
          }).service,
          clock,
          patienceMs: PATIENCE_MS,
        });
      const portal = { store, own, allowed, wires, tenancy: start() };
      return {
        ...portal,
        /** Another process takes over. */
        restart(this: { tenancy: ReturnType<typeof start> }) {
          this.tenancy = start();
        },
      };
    };
    const [first, second] = [await makePortal(), await makePortal()];
    const portals = [first, second];

    const { id } = await first.tenancy.onboarding.onboard(
      onboardingOf({ clusters: CLUSTERS }),
      olivia('1'),
    );
    await first.tenancy.settle(id);
    await copyTenants(first.store, second.store);
    const setFaults = (share: number) =>
      portals.forEach(({ wires }) =>
        wires.forEach(wire => wire.setFaults(share)),
      );
    setFaults(0.2);

    /** An older version, or an administrator, left the namespace without a keeper. */
    const unclaim = async (cluster: string) => {
      const api = apiOf(cluster);
      const { status, body } = await api.request({
        method: 'GET',
        path: NAMESPACE,
        query: {},
        headers: {},
        timeoutMs: 1,
      });
      if (status === 200) {
        const object = JSON.parse(body);
        delete object.metadata.labels[LABEL];
        await api.request({
          method: 'PATCH',
          path: NAMESPACE,
          query: {},
          headers: {},
          timeoutMs: 1,
          body: JSON.stringify(object),
        });
      }
    };

    const interfere = async () => {
      const portal = pick(portals);
      const { tenancy } = portal;
      const cluster = pick(CLUSTERS);
      const key = olivia(`${seed} ${clock.now().getTime()} ${random()}`);
      const acts = [
        async () => unclaim(cluster),
        async () => tenancy.bindings.bind('payments', cluster, key),
        async () => tenancy.bindings.unbind('payments', cluster, key),
        async () => tenancy.drift.check(),
        async () => tenancy.drift.check(),
        async () => {
          const { environments } = await tenancy.views.detail('payments');
          const from = environments[0].clusters.find(
            ({ name }) => name === cluster,
          )?.keptBy;
          if (from !== undefined && random() < 0.3) {
            await tenancy.bindings.takeOver('payments', cluster, from, key);
            portal.allowed.add(`${cluster} ${from}`);
          }
        },
      ];
      await pick(acts)().catch(() => undefined);
    };

    return {
      round: async () => {
        if (random() < 0.6) {
          await interfere();
        }
        if (random() < 0.1) {
          pick(portals).restart();
        }
        for (const { tenancy } of portals) {
          await tenancy.engine.runDue().catch(() => undefined);
        }
        clock.advance(Math.floor(random() * 60_000));
      },

      expectNothingTaken: () => expect(taken).toEqual([]),

      heal: async () => {
        setFaults(0);
        await new Promise(resolve => {
          setTimeout(resolve, 5 * PATIENCE_MS);
        });
        for (let look = 0; look < 20; look++) {
          for (const { tenancy } of portals) {
            while ((await tenancy.engine.runDue()) > 0) {
              // Until nothing is due.
            }
            await tenancy.drift.check();
          }
          clock.advance(600_000);
        }
      },

      /** Where a portal is bound it is ready as the keeper, or says who that is and waits for it: never both, never nobody. */
      expectEachSaysWhoKeeps: async () => {
        expect(taken).toEqual([]);
        for (const cluster of CLUSTERS) {
          const keeper = (await peek(cluster, NAMESPACE))?.keeper;
          const said = await Promise.all(
            portals.map(async ({ own, tenancy }) => {
              const { environments } = await tenancy.views.detail('payments');
              const there = environments[0].clusters.find(
                ({ name }) => name === cluster,
              );
              return there && { own, state: there.state, keptBy: there.keptBy };
            }),
          );
          expect([cluster, ...said]).toEqual([
            cluster,
            ...portals.map((portal, index) => {
              if (!said[index]) {
                return undefined;
              }
              return portal.own === keeper
                ? { own: portal.own, state: 'ready', keptBy: undefined }
                : { own: portal.own, state: 'failed', keptBy: keeper };
            }),
          ]);
        }
        const open = await Promise.all(
          portals.map(async ({ tenancy }) => {
            const { items } = await tenancy.operations.list({
              scope: { kind: 'all' },
              limit: 500,
            });
            return items.filter(
              ({ state, reason }) =>
                !isFinished(state) && !/kept by another/.test(reason),
            );
          }),
        );
        expect(open.flat()).toEqual([]);
      },
    };
  }
});
