import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { ClusterSummary } from '@flytower/plugin-fleet-common';
import { DataTable, Panel, personName } from '@flytower/ui';
import { DataAgeText } from '../fleet/DataAgeText';
import styles from '../fleet.module.css';
import { clusterRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { ClusterStatus } from './ClusterStatus';

/** The clusters that are declared lost, apart from the others: they are in no sum. Nothing where there is none. */
export function LostPanel({
  clusters,
}: {
  clusters: readonly ClusterSummary[];
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const toCluster = useRouteRef(clusterRouteRef);
  return clusters.length === 0 ? null : (
    <Panel title={t('loss.panel')}>
      <DataTable
        label={t('loss.panel')}
        rows={clusters}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'name',
            title: t('fleet.cluster'),
            width: '16%',
            cell: ({ name, dataCentre }) => (
              <>
                <Link href={toCluster?.({ cluster: name }) ?? ''}>{name}</Link>{' '}
                <span className={styles.secondary}>
                  {dataCentre.displayName}
                </span>
              </>
            ),
          },
          {
            id: 'status',
            title: t('cluster.status'),
            cell: cluster => <ClusterStatus cluster={cluster} />,
          },
          {
            id: 'reason',
            title: t('loss.why'),
            cell: ({ lost }) =>
              lost &&
              t('loss.declaredBy', {
                person: personName(lost.by),
                reason: lost.reason,
              }),
          },
          {
            id: 'data',
            title: t('cluster.data'),
            width: '16%',
            cell: ({ data }) =>
              data.state === 'live' ? (
                t('loss.answersAgain')
              ) : (
                <DataAgeText data={data} />
              ),
          },
        ]}
      />
    </Panel>
  );
}
