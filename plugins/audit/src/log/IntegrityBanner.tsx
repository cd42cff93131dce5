import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { AuditIntegrity, standingOf } from '@flytower/plugin-audit-common';
import { Age, StatusLine, useFormat } from '@flytower/ui';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { INTEGRITY_PART } from './Integrity';
import { IntegrityOfLog } from './useIntegrity';
import { useVerdictWord } from './useVerdictWord';

/** On top of the log: whether it is whole. Loud where it is not, one quiet line where it is. */
export function IntegrityBanner({ integrity }: { integrity: IntegrityOfLog }) {
  const { t } = useTranslationRef(auditTranslationRef);
  const { live } = integrity;
  switch (live.kind) {
    case 'loading':
      return null;
    case 'failed':
      return (
        <div role="status">
          <Alert
            status="info"
            icon
            title={t('banner.unknown')}
            customActions={<ShowButton />}
          />
        </div>
      );
    default:
      return <Known integrity={integrity} value={live.value} />;
  }
}

function Known(props: { integrity: IntegrityOfLog; value: AuditIntegrity }) {
  const { integrity, value } = props;
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const wordOf = useVerdictWord();
  const { verdict, running } = value;
  const standing = standingOf(value, new Date());
  if (verdict && standing === 'broken') {
    return (
      <div role="alert">
        <Alert
          status="danger"
          icon
          title={wordOf(verdict).word}
          description={t('integrity.brokenNext')}
          customActions={<ShowButton />}
        />
      </div>
    );
  }
  if (running) {
    return (
      <div role="status">
        <Alert
          status="info"
          isPending
          title={t('integrity.running', {
            sequence: format.number(running.sequence),
            of: format.number(running.of),
          })}
          description={verdict ? wordOf(verdict).word : undefined}
        />
      </div>
    );
  }
  if (verdict && standing === 'whole') {
    return (
      <div className={styles.quiet}>
        <StatusLine status="healthy" {...wordOf(verdict)} />
        <span className={styles.secondary}>
          {t('banner.checked')} <Age at={verdict.checkedAt} />
        </span>
      </div>
    );
  }
  return (
    <div role="status">
      <Alert
        status="info"
        icon
        title={standing === 'stale' ? t('banner.stale') : t('banner.never')}
        description={standing === 'stale' ? t('banner.staleText') : undefined}
        customActions={
          <Button
            size="small"
            variant="secondary"
            isPending={integrity.busy}
            onPress={() => integrity.check.run('beginning')}
          >
            {t('integrity.checkAll')}
          </Button>
        }
      />
    </div>
  );
}

/** Goes to the part of the page that says it all. */
function ShowButton() {
  const { t } = useTranslationRef(auditTranslationRef);
  return (
    <Button
      size="small"
      variant="secondary"
      onPress={() =>
        document
          .getElementById(INTEGRITY_PART)
          ?.scrollIntoView({ block: 'start' })
      }
    >
      {t('banner.show')}
    </Button>
  );
}
