import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import {
  auditContract,
  AuditVerdict,
  findingsOf,
  IntegrityStanding,
  standingOf,
} from '@flytower/plugin-audit-common';
import {
  Panel,
  Status,
  StatusLine,
  useContractClient,
  useFormat,
  useLive,
} from '@flytower/ui';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './home.module.css';
import { homeExternalRoutes } from './routes';

const statusOf: Record<Exclude<IntegrityStanding, 'whole'>, Status> = {
  broken: 'failed',
  never: 'unknown',
  checking: 'progressing',
  stale: 'unknown',
};

/** Whether the operation log is whole, for those who look after it; nothing where it is. */
export function OperationLogPanel() {
  const { t } = useTranslationRef(appTranslationRef);
  const toLog = useRouteRef(homeExternalRoutes.operationLog);
  const audit = useContractClient(auditContract);
  const live = useLive(signal => audit.getIntegrity({ signal }), {
    key: 'integrity',
    intervalMs: 60_000,
    progressing: ({ running }) => running !== undefined,
  });
  const known = live.kind === 'ready' ? live.value : undefined;
  const standing = known && standingOf(known, new Date());
  if (live.kind === 'loading' || standing === 'whole') {
    return null;
  }
  return (
    <div className={styles.across}>
      <Panel
        title={t('title.operationLog')}
        action={
          toLog ? <Link href={toLog()}>{t('home.logShow')}</Link> : undefined
        }
      >
        {known && standing ? (
          <Standing standing={standing} verdict={known.verdict} />
        ) : (
          <StatusLine
            status="unknown"
            word={t('home.logUnknown')}
            reason={live.kind === 'failed' ? live.error.message : undefined}
          />
        )}
      </Panel>
    </div>
  );
}

function Standing(props: {
  standing: Exclude<IntegrityStanding, 'whole'>;
  verdict: AuditVerdict | undefined;
}) {
  const { standing, verdict } = props;
  const { t } = useTranslationRef(appTranslationRef);
  const format = useFormat();
  const count = verdict ? findingsOf(verdict) : 0;
  const words = {
    broken: t('home.logBroken', { count, places: format.number(count) }),
    never: t('home.logNever'),
    checking: t('home.logChecking'),
    stale: t('home.logStale'),
  };
  return <StatusLine status={statusOf[standing]} word={words[standing]} />;
}
