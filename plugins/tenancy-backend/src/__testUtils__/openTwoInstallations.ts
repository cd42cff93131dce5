import { newId, Store } from '@flytower/durable';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { installationIdOf } from '../features/tenants/installationIdOf';
import { copyTenants } from './copyTenants';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
  OpenTenancy,
} from './openTenancy';

export const LABEL = 'flytower.dev/installation-id';
export const NAMESPACE = {
  apiVersion: 'v1',
  kind: 'Namespace',
  name: 'payments--prod',
};

/** Two portals over the same clusters, of which the first has onboarded payments. */
export async function openTwoInstallations(
  openTestStore: (migrations: string) => Promise<Store>,
) {
  const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
  const admin = (cluster: string) =>
    fleet.service.cluster(cluster).asPlatform('test');
  const [firstStore, secondStore] = [
    await openTestStore(migrations),
    await openTestStore(migrations),
  ];
  // Databases of tests may be copies of one that was migrated once.
  await secondStore.knex('installation').update({ id: newId() });
  const [first, second] = [firstStore, secondStore].map(store =>
    openTenancy({ store, fleet: fleet.service }),
  );
  const { id } = await first.onboarding.onboard(onboardingOf(), olivia('1'));
  await first.settle(id);
  const [firstId, secondId] = await Promise.all(
    [firstStore, secondStore].map(({ knex }) => installationIdOf(knex)),
  );
  const labelsIn = async (cluster: string) =>
    (await admin(cluster).get(NAMESPACE))?.metadata?.labels;
  return {
    fleet,
    admin,
    first,
    second,
    firstId,
    secondId,
    keeperIn: async (cluster: string) => (await labelsIn(cluster))?.[LABEL],
    /** The second is made from a copy of the first one's database. */
    copied: () => copyTenants(firstStore, secondStore),
    /** Nobody has claimed what the first made: an older version did. */
    unclaim: async (cluster: string) => {
      const labels = { ...(await labelsIn(cluster)) };
      delete labels[LABEL];
      await admin(cluster).apply(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: NAMESPACE.name, labels },
        },
        { fieldManager: 'flytower-tenancy', force: true },
      );
    },
  };
}

/** The newest repair, as far as it comes now. */
export async function repairOf(tenancy: OpenTenancy) {
  const { items } = await tenancy.operations.list({
    scope: { kind: 'all' },
    kind: 'tenant.repair',
    limit: 1,
  });
  return tenancy.settle(items[0].id);
}

/** How payments is in its clusters. */
export async function targetsOf(tenancy: OpenTenancy) {
  const { environments } = await tenancy.views.detail('payments');
  return environments.flatMap(({ clusters }) => clusters);
}
