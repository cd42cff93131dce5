import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditVerdict, findingsOf } from '@flytower/plugin-audit-common';
import { useFormat } from '@flytower/ui';
import { auditTranslationRef } from '../translation/auditTranslationRef';

/** Says of a verdict in one line what it is, and of which facts. */
export function useVerdictWord(): (verdict: AuditVerdict) => string {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  return verdict => {
    const { kind, acknowledged } = verdict;
    const until = format.number(verdict.until);
    if (kind === 'broken') {
      const count = findingsOf(verdict);
      return t('integrity.broken', { count, places: format.number(count) });
    }
    if (acknowledged.count === 0) {
      return t('integrity.whole', { until });
    }
    const last = acknowledged.places
      .map(({ acknowledged: { at } }) => at)
      .sort()
      .at(-1);
    return t('integrity.wholeExcept', {
      until,
      count: acknowledged.count,
      places: format.number(acknowledged.count),
      at: last === undefined ? '–' : format.instant(last),
    });
  };
}
