import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SightGap } from '@flytower/plugin-metering-common';
import {
  DataTable,
  Duration,
  Panel,
  PartialBanner,
  useFormat,
} from '@flytower/ui';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';

/** One line for each source that is out of sight now. */
export function OpenGaps({ gaps }: { gaps: readonly SightGap[] }) {
  const { t } = useTranslationRef(meteringTranslationRef);
  const format = useFormat();
  const openOnes = gaps.filter(({ to }) => to === undefined);
  return (
    <>
      {withoutEchoes(openOnes).map(({ source, from }) => (
        <PartialBanner
          key={`${source.kind}:${source.name}`}
          title={t(`gap.${source.kind}`, {
            name: source.name,
            from: format.instant(from),
          })}
        />
      ))}
    </>
  );
}

/** The gaps of the time shown. */
export function GapList({ gaps }: { gaps: readonly SightGap[] }) {
  const { t } = useTranslationRef(meteringTranslationRef);
  const format = useFormat();
  const rows = withoutEchoes(gaps).reverse();
  if (rows.length === 0) {
    return null;
  }
  return (
    <Panel title={t('gap.title')}>
      <p>{t('gap.text')}</p>
      <DataTable
        label={t('gap.title')}
        rows={rows}
        rowKey={({ source, from }) => `${source.kind}:${source.name}:${from}`}
        columns={[
          {
            id: 'source',
            title: t('gap.source'),
            cell: ({ source }) =>
              t(`gap.kind.${source.kind}`, { name: source.name }),
          },
          {
            id: 'from',
            title: t('gap.from'),
            cell: ({ from }) => format.instant(from),
          },
          {
            id: 'to',
            title: t('gap.to'),
            cell: ({ to }) => (to === undefined ? '–' : format.instant(to)),
          },
          {
            id: 'length',
            title: t('gap.length'),
            align: 'end',
            cell: ({ from, to }) => <Duration from={from} to={to} />,
          },
        ]}
      />
    </Panel>
  );
}

/** When a whole cluster was out of sight, its volumes were too: that need not be said twice. */
function withoutEchoes(gaps: readonly SightGap[]): SightGap[] {
  return gaps.filter(
    gap =>
      gap.source.kind !== 'volumes' ||
      !gaps.some(
        other =>
          other.source.kind === 'cluster' &&
          other.source.name === gap.source.name &&
          (other.to ?? '9') >= gap.from &&
          (gap.to ?? '9') >= other.from,
      ),
  );
}
