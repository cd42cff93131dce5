import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditVerdict, findingsOf } from '@flytower/plugin-audit-common';
import { useFormat } from '@flytower/ui';
import { auditTranslationRef } from '../translation/auditTranslationRef';

/** Says of a verdict in some words what it is, and of which facts; and with which exceptions. */
export function useVerdictWord(): (verdict: AuditVerdict) => {
  word: string;
  reason?: string;
} {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  return verdict => {
    const { kind, acknowledged } = verdict;
    if (kind === 'broken') {
      const count = findingsOf(verdict);
      const places = format.number(count);
      return { word: t('integrity.broken', { count, places }) };
    }
    const word = t('integrity.whole', { until: format.number(verdict.until) });
    if (acknowledged.count === 0) {
      return { word };
    }
    const last = acknowledged.places
      .map(({ acknowledged: { at } }) => at)
      .sort()
      .at(-1);
    return {
      word,
      reason: t('integrity.except', {
        count: acknowledged.count,
        places: format.number(acknowledged.count),
        at: last === undefined ? '–' : format.instant(last),
      }),
    };
  };
}
