import { groupBy } from '@flytower/durable';
import { OverviewQuery } from '@flytower/plugin-delivery-common';
import { Status } from '@flytower/plugin-fleet-common';
import { Place, worst } from '@flytower/plugin-fleet-node';
import { ServiceNames } from '../../stores/ServiceStore';

/** A line of the overview before it is written: a service in one environment, or published nowhere, and how it is. */
export interface OverviewLine {
  service: ServiceNames;
  environment: string | undefined;
  status: Status;
}

/** Whether a line is among those that are asked for. */
export function isAsked(
  query: Pick<OverviewQuery, 'environment' | 'health' | 'q'>,
): (line: OverviewLine) => boolean {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return ({ service, environment, status }) => {
    const { slug, displayName, application, applicationName, tenant } = service;
    const names = [slug, displayName, application, applicationName, tenant]
      .join('\n')
      .toLowerCase();
    return (
      [undefined, environment].includes(query.environment) &&
      [undefined, status].includes(query.health) &&
      words.every(word => names.includes(word))
    );
  };
}

/** The place of each of these lines: as bad as it is itself, or as the worst of its application is; then by name. */
export function placeIn(
  lines: readonly OverviewLine[],
  order: OverviewQuery['order'],
): (line: OverviewLine) => Place {
  const worstOf = new Map(
    [...groupBy(lines, applicationOf)].map(([application, own]) => [
      application,
      worst(own.map(({ status }) => status)),
    ]),
  );
  return line => ({
    status:
      order === 'services'
        ? line.status
        : worstOf.get(applicationOf(line)) ?? line.status,
    key: [
      line.service.applicationName,
      applicationOf(line),
      line.service.slug,
      line.environment ?? '',
    ].join('\n'),
  });
}

function applicationOf({ service }: OverviewLine): string {
  return `${service.tenant}/${service.application}`;
}
