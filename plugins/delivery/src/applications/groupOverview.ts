import { Application, OverviewItem } from '@flytower/plugin-delivery-common';
import { compareStatus, worstStatus } from '@flytower/ui';

/** An application with the lines of its services; none where it has no service yet. */
export interface OverviewGroup {
  tenant: string;
  application: string;
  name: string;
  items: OverviewItem[];
}

/**
 * The lines of the overview by application, problems first, then by name. An application that no line knows is there
 * too, unless something is filtered for.
 */
export function groupOverview(
  items: readonly OverviewItem[],
  applications: readonly Pick<Application, 'tenant' | 'slug' | 'displayName'>[],
  filter: { q: string; health: string },
): OverviewGroup[] {
  const wanted = filter.q.trim().toLowerCase();
  const groups = new Map<string, OverviewGroup>();
  const groupOf = (tenant: string, application: string, name: string) => {
    const key = `${tenant}/${application}`;
    const group = groups.get(key) ?? { tenant, application, name, items: [] };
    groups.set(key, group);
    return group;
  };
  if (wanted === '' && filter.health === '') {
    for (const { tenant, slug, displayName } of applications) {
      groupOf(tenant, slug, displayName);
    }
  }
  for (const item of items) {
    const names = [
      item.service,
      item.serviceName,
      item.application,
      item.applicationName,
    ];
    if (
      (filter.health === '' || item.health.status === filter.health) &&
      names.some(name => name.toLowerCase().includes(wanted))
    ) {
      groupOf(item.tenant, item.application, item.applicationName).items.push(
        item,
      );
    }
  }
  const statusOf = (group: OverviewGroup) =>
    worstStatus(group.items.map(({ health }) => health.status));
  return [...groups.values()].sort(
    (one, other) =>
      compareStatus(statusOf(one), statusOf(other)) ||
      one.name.localeCompare(other.name),
  );
}
