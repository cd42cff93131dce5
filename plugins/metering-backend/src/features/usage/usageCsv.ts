import { toCsv } from '@flytower/contract-node';
import {
  boundedFigures,
  UsageGrouping,
  UsageLine,
} from '@flytower/plugin-metering-common';

/** Units stand in the titles; the figures are those of the page, in base units, so that they can be added up again. */
const TITLES: Record<(typeof boundedFigures)[number], string> = {
  existedSeconds: 'existed (s)',
  ranSeconds: 'ran (s)',
  stoppedSeconds: 'stopped (s)',
  cpuMillicoreSeconds: 'CPU requested (millicore s)',
  memoryByteSeconds: 'memory requested (byte s)',
  storageByteSeconds: 'storage requested (byte s)',
};

/**
 * Lines as CSV, titles first. Where it is cut, its last row says so.
 */
export function usageCsv(
  groupBy: UsageGrouping,
  lines: UsageLine[],
  { cut }: { cut: boolean },
): string {
  const figureTitles = boundedFigures.flatMap(figure => [
    `${TITLES[figure]}, least`,
    `${TITLES[figure]}, most`,
  ]);
  const figuresOf = ({ figures }: UsageLine) =>
    boundedFigures.flatMap(figure => [
      figures[figure].least,
      figures[figure].most,
    ]);
  const table =
    groupBy === 'resource'
      ? [
          [
            'id',
            'type',
            'name',
            'tenant',
            'teams',
            'application',
            'environment',
            'cluster',
            'requester',
            'opened at',
            'closed at, earliest',
            'closed at, latest',
            ...figureTitles,
          ],
          ...lines.map(line => [...propertiesOf(line), ...figuresOf(line)]),
        ]
      : [
          [groupBy, 'resources', ...figureTitles],
          ...lines.map(line => [
            line.key,
            String(line.figures.resources),
            ...figuresOf(line),
          ]),
        ];
  return toCsv(
    cut
      ? [
          ...table,
          [
            `Cut: this file holds the first ${lines.length} lines that match, and there are more; filter by tenant or by day to get them`,
          ],
        ]
      : table,
  );
}

function propertiesOf({ key, resource }: UsageLine): string[] {
  return [
    key,
    resource?.type ?? '',
    resource?.name ?? '',
    resource?.tenant ?? '',
    resource?.teams.join(' ') ?? '',
    resource?.application ?? '',
    resource?.environment ?? '',
    resource?.cluster ?? '',
    resource?.requester ?? '',
    resource?.openedAt ?? '',
    resource?.closedAt?.earliest ?? '',
    resource?.closedAt?.latest ?? '',
  ];
}
