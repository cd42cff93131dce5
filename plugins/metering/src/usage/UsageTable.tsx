import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  boundedFigures,
  MeteredResource,
  UsageGrouping,
  UsageLine,
} from '@flytower/plugin-metering-common';
import {
  Age,
  DataColumn,
  DataTable,
  personName,
  useFormat,
} from '@flytower/ui';
import styles from '../metering.module.css';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';
import { useFigures } from './useFigures';
import { useKeyName } from './useKeyName';

/** One line a resource, or a group. */
export function UsageTable(props: {
  grouping: UsageGrouping;
  lines: readonly UsageLine[];
}) {
  const { grouping, lines } = props;
  const { t } = useTranslationRef(meteringTranslationRef);
  const figures = useFigures();
  const format = useFormat();
  const keyName = useKeyName(grouping);
  const sums: DataColumn<UsageLine>[] = boundedFigures.map(figure => ({
    id: figure,
    title: t(`figure.${figure}`),
    align: 'end',
    cell: line => (
      <span className={styles.sum}>
        {figures.bounds(figure, line.figures[figure])}
      </span>
    ),
  }));
  const columns: DataColumn<UsageLine>[] =
    grouping === 'resource'
      ? [
          {
            id: 'name',
            title: t('line.resource'),
            cell: ({ key, resource }) =>
              resource ? <Name resource={resource} /> : key,
          },
          {
            id: 'belongs',
            title: t('line.belongs'),
            cell: ({ resource }) => resource && <Belongs resource={resource} />,
          },
          {
            id: 'requester',
            title: t('filter.requester'),
            cell: ({ resource }) =>
              resource?.requester ? (
                <span title={resource.requester}>
                  {personName(resource.requester)}
                </span>
              ) : (
                '–'
              ),
          },
          {
            id: 'opened',
            title: t('line.opened'),
            cell: ({ resource }) => resource && <Life resource={resource} />,
          },
          ...sums,
        ]
      : [
          {
            id: 'key',
            title: t(`filter.${grouping}`),
            cell: ({ key }) => keyName(key),
          },
          {
            id: 'resources',
            title: t('figure.resources'),
            align: 'end',
            cell: line => format.number(line.figures.resources),
          },
          ...sums,
        ];
  return (
    <DataTable
      label={t('usage.what')}
      rows={lines}
      rowKey={({ key }) => key}
      columns={columns}
    />
  );
}

function Name({ resource }: { resource: MeteredResource }) {
  const { t } = useTranslationRef(meteringTranslationRef);
  return (
    <>
      {resource.name}
      <div className={styles.secondary}>
        {[t(`type.${resource.type}`), resource.environment, resource.cluster]
          .filter(Boolean)
          .join(' · ')}
      </div>
    </>
  );
}

function Belongs({ resource }: { resource: MeteredResource }) {
  const { tenant, application, teams } = resource;
  return (
    <>
      {[tenant, application].filter(Boolean).join('/')}
      {teams.length > 0 ? (
        <div className={styles.secondary}>{teams.join(', ')}</div>
      ) : null}
    </>
  );
}

function Life({ resource }: { resource: MeteredResource }) {
  const { t } = useTranslationRef(meteringTranslationRef);
  const format = useFormat();
  const { openedAt, closedAt } = resource;
  const ended = () => {
    if (!closedAt) {
      return t('line.goesOn');
    }
    const [earliest, latest] = [closedAt.earliest, closedAt.latest].map(at =>
      format.instant(at),
    );
    return earliest === latest
      ? t('line.closed', { at: latest })
      : t('line.closedBetween', { earliest, latest });
  };
  return (
    <>
      <Age at={openedAt} />
      <div className={styles.secondary}>{ended()}</div>
    </>
  );
}
