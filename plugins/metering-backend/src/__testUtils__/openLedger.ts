import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { Store } from '@flytower/durable';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import { ClusterRecorder } from '../features/recording/ClusterRecorder';
import { LedgerStore } from '../features/recording/LedgerStore';
import { UsageService } from '../features/usage/UsageService';
import { UsageViews } from '../features/usage/UsageViews';

/** A clock that the test sets, in seconds. */
export class SecondClock {
  constructor(public second: number) {}

  now(): Date {
    return new Date(this.second * 1000);
  }
}

/** An empty ledger over a fleet in memory. */
export async function openLedger(
  openTestStore: (migrations?: string) => Promise<Store>,
  options: { clusters?: string[]; start?: number } = {},
) {
  const store = await openTestStore(join(__dirname, '..', '..', 'migrations'));
  const clock = new SecondClock(options.start ?? 1_000_000);
  const logger = mockServices.logger.mock();
  const fleet = mockFleet({
    clusters: (options.clusters ?? ['east', 'west']).map(name => ({ name })),
    now: () => clock.now(),
  });
  const ledger = LedgerStore.create({ store, holder: 'test' });
  const views = UsageViews.create({ store, clock });
  const recorder = () =>
    ClusterRecorder.create({ fleet: fleet.service, ledger, clock, logger });
  return {
    store,
    clock,
    logger,
    fleet,
    ledger,
    views,
    service: UsageService.create({ views, clock }),
    /** A new one, as after a restart. */
    recorder,
    rows: async () => {
      const rows: Record<string, unknown>[] = await store
        .knex('ledger')
        .orderBy('id');
      return rows.map(row =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'string' && /^-?\d+$/.test(value)
              ? Number(value)
              : value,
          ]),
        ),
      );
    },
  };
}
