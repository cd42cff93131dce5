/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect", "world.expect*"] }] */
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { isFinished } from '@flytower/contract';
import { openStore, Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { ClusterClient } from '@flytower/kube';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { FaultyCluster, seeded } from '../../__testUtils__/FaultyCluster';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';
import { covers } from '../../domain/covers';
import { keyOf } from '../../domain/TenantObject';
import { TenantRecord } from '../../domain/TenantRecord';
import { tenantObjects } from '../../domain/tenantObjects';
import { TenantStore } from '../tenants/TenantStore';

jest.setTimeout(120_000);

const NAMES = ['east', 'west', 'north'];
const PATIENCE_MS = 25;
const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1);
const anyTenant = {
  scope: { kind: 'all' },
  readable: { kind: 'all' },
  requester: 'user:default/olivia',
} as const;

describe('Tenants over failing clusters, processes and commands', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3'],
    disableDocker: true,
  });

  it.each(SEEDS)(
    'come out as desired, and touch nothing foreign (seed %i)',
    async seed => {
      const world = await makeWorld(seed);
      for (let round = 0; round < 30; round++) {
        await world.round();
        await world.expectForeignUntouched();
        await world.expectDoneIsThere();
      }
      await world.heal();
      await world.expectAsDesired();
    },
  );

  async function makeWorld(seed: number) {
    const random = seeded(seed);
    const pick = <T>(items: readonly T[]): T =>
      items[Math.floor(random() * items.length)];
    const clock = new FakeClock();
    const simulated = new Map(
      NAMES.map(name => [
        name,
        new FaultyCluster({ random, hangMs: 2 * PATIENCE_MS }),
      ]),
    );
    const admins = new Map(
      [...simulated].map(([name, { api }]) => [
        name,
        ClusterClient.overTransport({ name, transport: api }),
      ]),
    );
    const adminOf = (name: string): ClusterClient => {
      const admin = admins.get(name);
      if (!admin) {
        throw new Error(`No cluster ${name}`);
      }
      return admin;
    };
    const store = await openStore({
      database: mockServices.database({
        knex: await databases.init('SQLITE_3'),
      }),
      migrations,
      logger: mockServices.logger.mock(),
    });
    let killing = false;
    const mortal: Store = {
      ...store,
      transaction: async work => {
        if (killing && random() < 0.1) {
          throw new Error('The process was killed');
        }
        return store.transaction(work);
      },
    };
    const open = () => {
      const fleet = mockFleet({
        clusters: [...simulated].map(([name, cluster]) => ({
          name,
          client: ClusterClient.overTransport({
            name,
            transport: cluster.connect(),
          }),
        })),
        now: () => clock.now(),
      });
      return openTenancy({
        store: mortal,
        fleet: fleet.service,
        clock,
        patienceMs: PATIENCE_MS,
      });
    };
    let tenancy = open();
    for (const name of NAMES) {
      await adminOf(name).create(foreignNamespace(), {
        fieldManager: 'somebody',
      });
    }
    for (const slug of ['payments', 'shop']) {
      await tenancy.onboarding.onboard(
        onboardingOf({ slug, clusters: ['east', 'west'] }),
        olivia(slug),
      );
    }
    killing = true;
    simulated.forEach(cluster => cluster.setFaults(0.2));

    /** What a tenant lacks in a cluster. */
    const missingIn = async (cluster: string, tenant: TenantRecord) => {
      const missing: string[] = [];
      for (const { manifest } of wantedOf(tenant)) {
        const { apiVersion, kind, metadata } = manifest;
        const ref = { apiVersion, kind, ...metadata };
        if (!covers(await adminOf(cluster).get(ref), manifest)) {
          missing.push(keyOf(manifest));
        }
      }
      return missing;
    };

    /** What people, clusters' administrators and drift checks do in between. Refusals are answers, too. */
    const interfere = async () => {
      const slug = pick(['payments', 'shop']);
      const { items } = await tenancy.operations.list({
        scope: { kind: 'some', tenants: [slug] },
        limit: 50,
      });
      const open_ = items.filter(({ state }) => !isFinished(state));
      const key = olivia(`${seed} ${clock.now().getTime()} ${random()}`);
      const admin = adminOf(pick(NAMES));
      const acts = [
        async () => tenancy.bindings.bind(slug, pick(NAMES), key),
        async () => tenancy.bindings.unbind(slug, pick(NAMES), key),
        async () =>
          tenancy.quotas.change(
            slug,
            { kind: 'choice', name: pick(['small', 'medium', 'large']) },
            key,
          ),
        async () => {
          const operation = open_.length > 0 ? pick(open_) : undefined;
          // Onboardings are aborted in a test of their own: here both tenants stay.
          const verbs =
            operation?.kind === 'tenant.onboard'
              ? (['pause', 'resume', 'retry'] as const)
              : (['pause', 'resume', 'retry', 'abort'] as const);
          return (
            operation &&
            tenancy.control.control(operation.id, pick(verbs), anyTenant)
          );
        },
        async () =>
          admin.delete({
            apiVersion: 'v1',
            kind: 'LimitRange',
            namespace: `${slug}--prod`,
            name: 'flytower',
          }),
        async () => tenancy.drift.check(),
      ];
      await pick(acts)().catch(() => undefined);
    };

    return {
      round: async () => {
        if (random() < 0.3) {
          await interfere();
        }
        if (random() < 0.1) {
          // Another process takes over.
          tenancy = open();
        }
        await tenancy.engine.runDue().catch(() => undefined);
        clock.advance(Math.floor(random() * 20_000));
      },

      expectForeignUntouched: async () => {
        for (const name of NAMES) {
          const foreign = await adminOf(name).get({
            apiVersion: 'v1',
            kind: 'Namespace',
            name: 'somebody--prod',
          });
          expect(foreign?.metadata).toMatchObject({
            labels: { team: 'somebody' },
          });
        }
      },

      /**
       * Where no operation is open any more, everything is there: an operation says that it is over only when it is. (Limits
       * may be missing: the clusters' administrators above take them away at any time.)
       */
      expectDoneIsThere: async () => {
        const { items } = await tenancy.operations.list({
          scope: { kind: 'all' },
          states: ['in-progress', 'waiting', 'paused'],
          limit: 500,
        });
        const busy = new Set(items.map(({ subject }) => subject.id));
        const tenants = await store.readTransaction(trx =>
          TenantStore.create(store).list(trx),
        );
        for (const tenant of tenants.filter(({ id }) => !busy.has(id))) {
          for (const { cluster } of tenant.bindings) {
            const missing = await missingIn(cluster, tenant);
            expect(
              missing.filter(key => !key.startsWith('LimitRange')),
            ).toEqual([]);
          }
        }
      },

      heal: async () => {
        killing = false;
        simulated.forEach(cluster => cluster.setFaults(0));
        await new Promise(resolve => {
          setTimeout(resolve, 5 * PATIENCE_MS);
        });
        for (let look = 0; look < 20; look++) {
          const { items } = await tenancy.operations.list({
            scope: { kind: 'all' },
            states: ['paused'],
            limit: 50,
          });
          for (const { id } of items) {
            await tenancy.control.control(id, 'resume', anyTenant);
          }
          clock.advance(120_000);
          while ((await tenancy.engine.runDue()) > 0) {
            // Until nothing is due.
          }
          if (look > 2) {
            await tenancy.drift.check();
          }
        }
      },

      expectAsDesired: async () => {
        const { items } = await tenancy.operations.list({
          scope: { kind: 'all' },
          limit: 500,
        });
        expect(items.filter(({ state }) => !isFinished(state))).toEqual([]);
        const tenants = await store.readTransaction(trx =>
          TenantStore.create(store).list(trx),
        );
        expect(tenants.map(({ slug, state }) => [slug, state])).toEqual([
          ['payments', 'active'],
          ['shop', 'active'],
        ]);
        for (const name of NAMES) {
          const bound = tenants.filter(({ bindings }) =>
            bindings.some(({ cluster }) => cluster === name),
          );
          for (const tenant of bound) {
            expect(await missingIn(name, tenant)).toEqual([]);
          }
          // Nothing besides, but for the foreign namespace.
          const paths = simulated.get(name)?.api.paths() ?? [];
          expect([name, paths.length]).toEqual([
            name,
            bound.flatMap(wantedOf).length + 1,
          ]);
        }
      },
    };
  }
});

function wantedOf(tenant: TenantRecord) {
  return tenantObjects({
    tenant,
    quota: tenant.quota,
    environments: ['prod'],
  });
}

function foreignNamespace() {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'somebody--prod', labels: { team: 'somebody' } },
  };
}
