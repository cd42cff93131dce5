import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AuditVerdict } from '@flytower/plugin-audit-common';
import { personName, useFormat } from '@flytower/ui';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { FindingPlace } from './FindingPlace';

/** What does not fit and is known, with who said so, when, and why. */
export function KnownList(props: {
  acknowledged: AuditVerdict['acknowledged'];
}) {
  const { count, places } = props.acknowledged;
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const more = count - places.length;
  return (
    <details>
      <summary>
        {t('known.title', { count, places: format.number(count) })}
      </summary>
      <ul className={styles.findings} aria-label={t('known.list')}>
        {places.map(finding => {
          const { by, at, reason } = finding.acknowledged;
          return (
            <li key={finding.id}>
              <FindingPlace finding={finding} />
              <div className={styles.secondary}>
                <span title={by}>
                  {t('integrity.at', {
                    place: [personName(by), format.instant(at)].join(
                      t('integrity.comma'),
                    ),
                    what: reason,
                  })}
                </span>
              </div>
            </li>
          );
        })}
        {more > 0 ? (
          <li>
            {t('integrity.more', { count: more, places: format.number(more) })}
          </li>
        ) : null}
      </ul>
    </details>
  );
}
