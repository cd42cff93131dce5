import { Application, OverviewItem } from '@flytower/plugin-delivery-common';

/** An application with the lines of its services; none where it has no service yet. */
export interface OverviewGroup {
  tenant: string;
  application: string;
  name: string;
  items: OverviewItem[];
}

/**
 * The lines of the overview by application, in the order in which they came, and behind them, by name, the applications
 * that have no service yet.
 */
export function groupOverview(
  items: readonly OverviewItem[],
  applications: readonly Pick<
    Application,
    'tenant' | 'slug' | 'displayName' | 'services'
  >[],
): OverviewGroup[] {
  const groups = new Map<string, OverviewGroup>();
  for (const item of items) {
    const { tenant, application, applicationName: name } = item;
    const key = `${tenant}/${application}`;
    const group = groups.get(key) ?? { tenant, application, name, items: [] };
    groups.set(key, group);
    group.items.push(item);
  }
  const empty = applications
    .filter(({ services }) => services === 0)
    .map(({ tenant, slug, displayName }) => ({
      tenant,
      application: slug,
      name: displayName,
      items: [],
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return [...groups.values(), ...empty];
}
