import { useTranslationRef } from '@backstage/frontend-plugin-api';

import { Instances } from '@flytower/plugin-delivery-common';
import { Age, DataColumn, DataTable, NameCell, StatusLine } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';

/** One line a cluster: how the service is there and why, and how old that news is. */
export function ClusterTable({ instances }: { instances: Instances }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  type Row = Instances['clusters'][number] & { id: string };
  const counts: DataColumn<Row>[] = [
    {
      id: 'ready',
      title: t('clusters.instances'),
      cell: ({ ready, desired }) => (
        <NameCell title={`${ready} / ${desired}`} />
      ),
    },
    {
      id: 'updated',
      title: t('clusters.updated'),
      cell: ({ updated, desired }) => (
        <NameCell title={`${updated} / ${desired}`} />
      ),
    },
  ];
  const columns: DataColumn<Row>[] = [
    {
      id: 'cluster',
      title: t('clusters.cluster'),
      cell: ({ displayName, dataCentre }) => (
        <NameCell title={displayName} description={dataCentre} />
      ),
    },
    {
      id: 'health',
      title: t('clusters.health'),
      cell: ({ health }) => (
        <>
          <StatusLine status={health.status} reason={health.sentence} />
        </>
      ),
    },
    ...(instances.schedule ? [] : counts),
    {
      id: 'seen',
      title: t('clusters.seen'),
      cell: ({ data, simulated }) => (
        <>
          <Age at={data.lastContactAt} />
          {simulated ? (
            <div className={styles.secondary}>{t('clusters.simulated')}</div>
          ) : null}
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('service.clusters')}
      columns={columns}
      rows={instances.clusters.map(one => ({ ...one, id: one.cluster }))}
      rowKey={({ id }) => id}
    />
  );
}
