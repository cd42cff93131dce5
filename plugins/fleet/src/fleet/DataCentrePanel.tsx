import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import { ClusterSummary, DataCentreView } from '@flytower/plugin-fleet-common';
import {
  compareStatus,
  DataColumn,
  DataTable,
  Panel,
  ShareMeter,
  StatusLine,
} from '@flytower/ui';
import styles from '../fleet.module.css';
import { clusterRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { DataAgeText } from './DataAgeText';

/** How many problems of a cluster stand in its line; its own page has them all. */
const MOST_PROBLEMS = 3;

/** One data centre with its clusters, problems first. */
export function DataCentrePanel(props: {
  dataCentre: DataCentreView;
  clusters: readonly ClusterSummary[];
  /** How many more there are that are declared lost. */
  lost: number;
}) {
  const { dataCentre, clusters, lost } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const columns = useColumns();
  return (
    <Panel title={dataCentre.displayName}>
      <p className={styles.facts}>
        <span>{t(`fleet.${dataCentre.role}`)}</span>
        <span>{dataCentre.region}</span>
        <span>{dataCentre.provider}</span>
        <span>
          {t('fleet.clusterCount', { count: dataCentre.clusters.length })}
        </span>
        <span>{t('fleet.nodeCount', { count: dataCentre.nodes })}</span>
        <span>{t('fleet.podCount', { count: dataCentre.pods })}</span>
      </p>
      {clusters.length === 0 ? (
        <Text as="p" color="secondary">
          {lost > 0
            ? t('loss.onlyLost', { count: lost })
            : t('fleet.noClusters')}
        </Text>
      ) : (
        <DataTable
          label={dataCentre.displayName}
          columns={columns}
          rows={[...clusters].sort((a, b) =>
            compareStatus(a.health.status, b.health.status),
          )}
          rowKey={({ id }) => id}
        />
      )}
    </Panel>
  );
}

function useColumns(): DataColumn<ClusterSummary>[] {
  const { t } = useTranslationRef(fleetTranslationRef);
  const toCluster = useRouteRef(clusterRouteRef);
  return [
    {
      id: 'name',
      title: t('fleet.cluster'),
      width: '16%',
      cell: ({ name, displayName, securityZone, simulated }) => (
        <>
          <span className={styles.name}>
            <Link href={toCluster?.({ cluster: name }) ?? ''}>{name}</Link>
            {simulated ? (
              <span className={styles.tag} title={t('cluster.simulatedText')}>
                {t('cluster.simulated')}
              </span>
            ) : null}
          </span>
          <span className={styles.secondary}>
            {displayName === name
              ? securityZone
              : `${displayName} · ${securityZone}`}
          </span>
        </>
      ),
    },
    {
      id: 'status',
      title: t('cluster.status'),
      cell: ({ health, problems, problemCount }) => (
        <>
          <StatusLine status={health.status} reason={health.sentence} />
          {problems.length > 0 ? (
            <ul className={styles.problems}>
              {problems.slice(0, MOST_PROBLEMS).map(({ subject, sentence }) => (
                <li key={`${subject.kind}/${subject.name}/${sentence}`}>
                  {sentence}
                </li>
              ))}
              {problemCount > MOST_PROBLEMS ? (
                <li>
                  {t('fleet.moreProblems', {
                    rest: String(problemCount - MOST_PROBLEMS),
                  })}
                </li>
              ) : null}
            </ul>
          ) : null}
        </>
      ),
    },
    {
      id: 'data',
      title: t('cluster.data'),
      width: '11%',
      cell: ({ data }) => <DataAgeText data={data} />,
    },
    {
      id: 'nodes',
      title: t('cluster.nodes'),
      width: '6%',
      cell: ({ nodes }) => `${nodes.ready}/${nodes.total}`,
    },
    {
      id: 'cpu',
      title: `${t('cluster.cpu')} · ${t('fleet.requested')}`,
      width: '13%',
      cell: ({ requested, allocatable }) => (
        <ShareMeter resource="cpu" part={requested} whole={allocatable} />
      ),
    },
    {
      id: 'memory',
      title: `${t('cluster.memory')} · ${t('fleet.requested')}`,
      width: '13%',
      cell: ({ requested, allocatable }) => (
        <ShareMeter resource="memory" part={requested} whole={allocatable} />
      ),
    },
    {
      id: 'pods',
      title: t('cluster.pods'),
      width: '10%',
      cell: ({ requested, allocatable }) => (
        <ShareMeter resource="pods" part={requested} whole={allocatable} />
      ),
    },
  ];
}
