import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditVerdict } from '@flytower/plugin-audit-common';
import { Age, StatusLine, useFormat } from '@flytower/ui';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { useVerdictWord } from './useVerdictWord';

/** What the last check found, of which facts, and when each of them was looked at. */
export function Verdict(props: { verdict: AuditVerdict; newest: number }) {
  const { verdict, newest } = props;
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const wordOf = useVerdictWord();
  const { until, full, inherited, inheritedAt } = verdict;
  const unseen = newest - until;
  return (
    <>
      <StatusLine
        status={verdict.kind === 'whole' ? 'healthy' : 'failed'}
        {...wordOf(verdict)}
      />
      <div className={styles.secondary}>
        {t('integrity.checked', {
          until: format.number(until),
          newest: format.number(Math.max(newest, until)),
        })}{' '}
        · <Age at={verdict.checkedAt} />
      </div>
      <ul className={styles.ranges}>
        <li>
          {t('integrity.byFull', {
            first: format.number(Math.min(full.since + 1, full.until)),
            until: format.number(full.until),
            at: format.instant(full.checkedAt),
          })}
        </li>
        {until > full.until ? (
          <li>
            {t('integrity.byNew', {
              first: format.number(full.until + 1),
              until: format.number(until),
              at: format.instant(verdict.checkedAt),
            })}
          </li>
        ) : null}
        {unseen > 0 ? (
          <li>
            {t('integrity.unseen', {
              count: unseen,
              facts: format.number(unseen),
            })}
          </li>
        ) : null}
      </ul>
      {inherited > full.since ? (
        <div className={styles.secondary}>
          {t('integrity.inherited', {
            until: format.number(inherited),
            at: inheritedAt === undefined ? '–' : format.instant(inheritedAt),
          })}
        </div>
      ) : null}
    </>
  );
}
