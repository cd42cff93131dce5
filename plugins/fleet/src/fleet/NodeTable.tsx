import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { NodeView } from '@flytower/plugin-fleet-common';
import { DataTable, ShareMeter, StatusLine } from '@flytower/ui';
import styles from '../fleet.module.css';
import { clusterRouteRef, nodeRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** Nodes with what is requested of them. */
export function NodeTable(props: {
  nodes: readonly NodeView[];
  showCluster: boolean;
}) {
  const { nodes, showCluster } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const toNode = useRouteRef(nodeRouteRef);
  const toCluster = useRouteRef(clusterRouteRef);
  return (
    <DataTable
      label={t('fleet.nodes')}
      rows={nodes}
      rowKey={({ uid }) => uid}
      columns={[
        {
          id: 'name',
          title: t('node.name'),
          cell: ({ cluster, name, simulated, architecture }) => (
            <>
              <span className={styles.name}>
                <Link href={toNode?.({ cluster, node: name }) ?? ''}>
                  {name}
                </Link>
                {simulated ? (
                  <span className={styles.tag}>{t('cluster.simulated')}</span>
                ) : null}
              </span>
              <span className={styles.secondary}>{architecture}</span>
            </>
          ),
        },
        ...(showCluster
          ? [
              {
                id: 'cluster',
                title: t('fleet.cluster'),
                cell: ({ cluster }: NodeView) => (
                  <Link href={toCluster?.({ cluster }) ?? ''}>{cluster}</Link>
                ),
              },
            ]
          : []),
        {
          id: 'status',
          title: t('cluster.status'),
          cell: ({ health, unschedulable }) => (
            <>
              <StatusLine status={health.status} reason={health.sentence} />
              {unschedulable ? (
                <span className={styles.secondary}>
                  {t('node.unschedulable')}
                </span>
              ) : null}
            </>
          ),
        },
        ...(['cpu', 'memory', 'pods'] as const).map(resource => ({
          id: resource,
          title: t(`cluster.${resource}`),
          cell: ({ requested, allocatable }: NodeView) => (
            <ShareMeter
              resource={resource}
              part={requested}
              whole={allocatable}
            />
          ),
        })),
      ]}
    />
  );
}
