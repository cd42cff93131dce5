import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditFinding } from '@flytower/plugin-audit-common';
import { useFormat } from '@flytower/ui';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';

/** What a check found, each with its place and time, and what to do. */
export function FindingList({ findings }: { findings: AuditFinding[] }) {
  const { t } = useTranslationRef(auditTranslationRef);
  return (
    <>
      <ul className={styles.findings} aria-label={t('integrity.findings')}>
        {findings.map(finding => (
          <li key={JSON.stringify(finding)}>
            <Place finding={finding} />: {t(`finding.${finding.code}`)}
          </li>
        ))}
      </ul>
      <div className={styles.secondary}>{t('integrity.brokenNext')}</div>
    </>
  );
}

function Place({ finding }: { finding: AuditFinding }) {
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
  return (
    <>
      {[
        ...facts,
        ...(entry === undefined ? [] : [t('integrity.entry', { entry })]),
        ...(keyId === undefined ? [] : [keyId]),
        ...(at === undefined ? [] : [format.instant(at)]),
      ].join(', ')}
    </>
  );
}
