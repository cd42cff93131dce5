import { join } from 'node:path';
import { Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { AuditStore } from '../AuditStore';
import { AuditViews } from '../AuditViews';

/** An empty operation log. */
export async function openLog(
  openTestStore: (migrations?: string) => Promise<Store>,
) {
  const store = await openTestStore(join(__dirname, '..', '..', 'migrations'));
  const clock = new FakeClock('2026-03-01T12:00:00.000Z');
  const log = AuditStore.create({ store, clock });
  const views = AuditViews.create({ store });
  const all = async () => (await views.list({ limit: 500 })).items;
  return { store, clock, log, views, all };
}
