import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Operation } from '@flytower/contract';
import { Clock, readRetention, Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { OnboardingRequest } from '@flytower/plugin-tenancy-common';
import { TenancyHub } from '@flytower/plugin-tenancy-node';
import { Fleet } from '../features/provisioning/TenantCluster';
import { readTenancyConfig, TenancyConfig } from '../readTenancyConfig';
import { createTenancyServices, TenancyServices } from '../TenancyServices';

/** This plugin's own migrations, for `openTestStore`. */
export const migrations = resolvePackagePath(
  '@flytower/plugin-tenancy-backend',
  'migrations',
);

/** Tenancy over a test's store and fleet, at a time that stands still. */
export interface OpenTenancy extends TenancyServices {
  clock: FakeClock;
  /** Runs the engine until nothing is due now, and gives the operation as it then is. */
  settle(id: string): Promise<Operation>;
}

export function openTenancy(options: {
  store: Store;
  fleet: Fleet;
  config?: object;
  clock?: FakeClock;
  patienceMs?: number;
}): OpenTenancy {
  const { store, fleet, patienceMs, clock = new FakeClock() } = options;
  const services = createTenancyServices({
    store,
    retention: readRetention(mockServices.rootConfig()),
    fleet,
    hub: TenancyHub.create(),
    config: configOf(options.config),
    clock: clock satisfies Clock,
    logger: mockServices.logger.mock(),
    patienceMs,
  });
  return {
    ...services,
    clock,
    settle: async id => {
      while ((await services.engine.runDue()) > 0) {
        // Each pass makes the next one due, until the operation waits or is over.
      }
      await services.facts.refresh();
      const operation = await services.operations.get(id);
      if (!operation) {
        throw new Error(`There is no operation ${id}`);
      }
      return operation;
    },
  };
}

function configOf(tenancy: object = {}): TenancyConfig {
  return readTenancyConfig(
    mockServices.rootConfig({ data: { flytower: { tenancy } } }),
  );
}

/** Payments as Olivia onboards it, changed as the test wishes. */
export function onboardingOf(
  change: Partial<OnboardingRequest> = {},
): OnboardingRequest {
  return {
    slug: 'payments',
    displayName: 'Payments',
    members: [
      { person: 'user:default/tara', role: 'owner' },
      { person: 'user:default/dan', role: 'developer' },
    ],
    quota: { kind: 'choice', name: 'small' },
    clusters: ['east', 'west'],
    environments: ['prod'],
    ...change,
  };
}

/** Olivia, with a key of her own for each act. */
export function olivia(key: string) {
  return { requester: 'user:default/olivia', key };
}
