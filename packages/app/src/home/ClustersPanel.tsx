import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  compareStatus,
  LiveView,
  Panel,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './home.module.css';
import { homeExternalRoutes } from './routes';

/** How the clusters are, for those who run them. */
export function ClustersPanel() {
  const { t } = useTranslationRef(appTranslationRef);
  const toFleet = useRouteRef(homeExternalRoutes.fleet);
  const toCluster = useRouteRef(homeExternalRoutes.cluster);
  const fleet = useContractClient(fleetContract);
  const live = useLive(signal => fleet.listTargets({ signal }), {
    key: 'targets',
  });
  return (
    <Panel
      title={t('home.fleet')}
      action={
        toFleet ? <Link href={toFleet()}>{t('home.all')}</Link> : undefined
      }
    >
      <LiveView live={live} what={t('home.fleet')}>
        {({ items }) => (
          <ul className={styles.list}>
            {[...items]
              .sort((a, b) => compareStatus(a.health.status, b.health.status))
              .map(({ name, health, dataCentre }) => (
                <li key={name} className={styles.row}>
                  <div className={styles.rowHead}>
                    <strong>
                      {toCluster ? (
                        <Link href={toCluster({ cluster: name })}>{name}</Link>
                      ) : (
                        name
                      )}
                    </strong>
                    <span className={styles.context}>
                      {dataCentre.displayName}
                    </span>
                  </div>
                  <StatusLine status={health.status} reason={health.sentence} />
                </li>
              ))}
          </ul>
        )}
      </LiveView>
    </Panel>
  );
}
