import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditFinding } from '@flytower/plugin-audit-common';
import { useFormat } from '@flytower/ui';
import { auditTranslationRef } from '../translation/auditTranslationRef';

/** Where something does not fit, and what: "Fact 7, 1 Mar 2026, 10:00:00: changed after it was recorded". */
export function FindingPlace({ finding }: { finding: AuditFinding }) {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const { sequence, until = sequence, entry, keyId, at } = finding;
  const facts =
    sequence === undefined || until === undefined
      ? []
      : [
          until === sequence
            ? t('integrity.fact', { sequence: format.number(sequence) })
            : t('integrity.facts', {
                sequence: format.number(sequence),
                until: format.number(until),
              }),
        ];
  const place = [
    ...facts,
    ...(entry === undefined ? [] : [t('integrity.entry', { entry })]),
    ...(keyId === undefined ? [] : [keyId]),
    ...(at === undefined ? [] : [format.instant(at)]),
  ];
  const what = t(`finding.${finding.code}`);
  return (
    <>
      {place.length === 0
        ? what
        : t('integrity.at', { place: place.join(t('integrity.comma')), what })}
    </>
  );
}
