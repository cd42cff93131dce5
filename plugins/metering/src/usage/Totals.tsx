import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { boundedFigures, UsageFigures } from '@flytower/plugin-metering-common';
import { Facts, Panel, useFormat } from '@flytower/ui';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';
import { useFigures } from './useFigures';

/** The sums over all lines; the same in every grouping. */
export function Totals({
  totals,
  asOf,
}: {
  totals: UsageFigures;
  asOf: string;
}) {
  const { t } = useTranslationRef(meteringTranslationRef);
  const figures = useFigures();
  const format = useFormat();
  return (
    <Panel title={t('usage.totals')}>
      <Facts
        facts={[
          {
            term: t('figure.resources'),
            value: format.number(totals.resources),
          },
          ...boundedFigures.map(figure => ({
            term: t(`figure.${figure}`),
            value: figures.bounds(figure, totals[figure]),
          })),
          { term: t('usage.asOf'), value: format.instant(asOf) },
        ]}
      />
    </Panel>
  );
}
