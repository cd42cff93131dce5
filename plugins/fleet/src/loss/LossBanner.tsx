import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link } from '@backstage/ui';
import {
  ClusterDetail,
  ClusterLoss,
  DataAge,
} from '@flytower/plugin-fleet-common';
import { personName, useFormat } from '@flytower/ui';
import styles from '../fleet.module.css';
import { clusterRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** On the page of a cluster that was declared lost: by whom and why, and what comes next. */
export function LossBanner({ cluster }: { cluster: ClusterDetail }) {
  const { displayName, data, lost, name } = cluster;
  const { t } = useTranslationRef(fleetTranslationRef);
  const toCluster = useRouteRef(clusterRouteRef);
  const title = useTitle();
  if (!lost) {
    return null;
  }
  return (
    <div role="status">
      <Alert
        status={data.state === 'live' ? 'warning' : 'info'}
        icon
        title={title(displayName, lost, data)}
        description={
          <>
            <p className={styles.noMargin}>{nextStep()}</p>
            <p className={styles.noMargin}>
              {t('loss.declaredBy', {
                person: personName(lost.by),
                reason: lost.reason,
              })}
            </p>
          </>
        }
        customActions={
          lost.state === 'returning' ? (
            <Link
              href={`${toCluster?.({ cluster: name }) ?? ''}?tab=operations`}
            >
              {t('cluster.tabs.operations')}
            </Link>
          ) : undefined
        }
      />
    </div>
  );

  function nextStep(): string {
    if (lost?.state === 'returning') {
      return t('loss.returningText');
    }
    return data.state === 'live' ? t('loss.answersText') : t('loss.silentText');
  }
}

function useTitle() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const format = useFormat();
  return (name: string, lost: ClusterLoss, data: DataAge) => {
    if (lost.state === 'returning') {
      return t('loss.isReturning', { name });
    }
    if (data.state !== 'live') {
      return t('loss.isLost', { name });
    }
    return lost.answeredAt === undefined
      ? t('loss.answers', { name })
      : t('loss.answersSince', { name, time: format.instant(lost.answeredAt) });
  };
}
