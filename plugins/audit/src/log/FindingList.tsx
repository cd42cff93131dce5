import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditVerdict } from '@flytower/plugin-audit-common';
import { useFormat } from '@flytower/ui';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { FindingPlace } from './FindingPlace';

/** What a check found and nobody has acknowledged, each with its place and time, how many more there are, and what to do. */
export function FindingList(props: {
  verdict: Extract<AuditVerdict, { kind: 'broken' }>;
}) {
  const { findings, counts } = props.verdict;
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const more = counts.flatMap(({ code, count }) => {
    const named = findings.filter(finding => finding.code === code).length;
    return count > named ? [{ code, count: count - named }] : [];
  });
  return (
    <>
      <ul className={styles.findings} aria-label={t('integrity.findings')}>
        {findings.map(finding => (
          <li key={finding.id}>
            <FindingPlace finding={finding} />
          </li>
        ))}
        {more.map(({ code, count }) => (
          <li key={code}>
            {t('integrity.at', {
              place: t('integrity.more', {
                count,
                places: format.number(count),
              }),
              what: t(`finding.${code}`),
            })}
          </li>
        ))}
      </ul>
      <div className={styles.secondary}>{t('integrity.brokenNext')}</div>
    </>
  );
}
