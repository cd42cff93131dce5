import {
  resourceTypeSchema,
  UsageFilter,
  UsageGrouping,
  usageGroupingSchema,
} from '@flytower/plugin-metering-common';

/** The filters of usage, as they stand in the URL. Days are those of the reader. */
export const usageFilters = {
  groupBy: 'resource',
  type: '',
  tenant: '',
  team: '',
  application: '',
  environment: '',
  cluster: '',
  requester: '',
  openedFrom: '',
  openedTo: '',
  usedFrom: '',
  usedTo: '',
} as const;

export type UsageFilters = { [K in keyof typeof usageFilters]: string };

/** The four days that filter. */
export const dayFilters = [
  'openedFrom',
  'openedTo',
  'usedFrom',
  'usedTo',
] as const;

/**
 * The filters as the server takes them. A day is inclusive: to 3 March means before 4 March, 0:00, in the reader's time
 * zone. What nobody understands is left out.
 */
export function toQuery(
  filters: UsageFilters,
): UsageFilter & { groupBy: UsageGrouping } {
  const { tenant, team, application, environment, cluster, requester } =
    filters;
  const query = {
    type: resourceTypeSchema.safeParse(filters.type).data,
    tenant,
    team,
    application,
    environment,
    cluster,
    requester,
    openedFrom: startOfDay(filters.openedFrom, 0),
    openedTo: startOfDay(filters.openedTo, 1),
    usedFrom: startOfDay(filters.usedFrom, 0),
    usedTo: startOfDay(filters.usedTo, 1),
  };
  return {
    ...Object.fromEntries(Object.entries(query).filter(([, value]) => value)),
    groupBy: groupingOf(filters),
  };
}

export function groupingOf({ groupBy }: UsageFilters): UsageGrouping {
  return usageGroupingSchema.safeParse(groupBy).data ?? 'resource';
}

/** Whether anything but the seven days narrows the list. */
export function isFiltered(filters: UsageFilters): boolean {
  const { groupBy, ...others } = filters;
  return Object.values(others).some(Boolean);
}

function startOfDay(day: string, daysLater: number): string | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!found) {
    return undefined;
  }
  const [year, month, date] = found.slice(1).map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
