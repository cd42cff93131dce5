import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, CellText, ColumnConfig, Table } from '@backstage/ui';
import { Instances } from '@flytower/plugin-delivery-common';
import { Age, StatusLine } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';

/** One line a cluster: how the service is there and why, and how old that news is. */
export function ClusterTable({ instances }: { instances: Instances }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  type Row = Instances['clusters'][number] & { id: string };
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'cluster',
      label: t('clusters.cluster'),
      isRowHeader: true,
      minWidth: 140,
      cell: ({ displayName, dataCentre }) => (
        <CellText title={displayName} description={dataCentre} />
      ),
    },
    {
      id: 'health',
      label: t('clusters.health'),
      minWidth: 260,
      cell: ({ health }) => (
        <Cell>
          <StatusLine status={health.status} reason={health.sentence} />
        </Cell>
      ),
    },
    {
      id: 'ready',
      label: t('clusters.instances'),
      minWidth: 90,
      cell: ({ ready, desired }) => (
        <CellText title={`${ready} / ${desired}`} />
      ),
    },
    {
      id: 'updated',
      label: t('clusters.updated'),
      minWidth: 130,
      cell: ({ updated, desired }) => (
        <CellText title={`${updated} / ${desired}`} />
      ),
    },
    {
      id: 'seen',
      label: t('clusters.seen'),
      minWidth: 150,
      cell: ({ data, simulated }) => (
        <Cell>
          <Age at={data.lastContactAt} />
          {simulated ? (
            <div className={styles.secondary}>{t('clusters.simulated')}</div>
          ) : null}
        </Cell>
      ),
    },
  ];
  return (
    <div className={styles.scroll}>
      <Table
        columnConfig={columns}
        data={instances.clusters.map(one => ({ ...one, id: one.cluster }))}
        pagination={{ type: 'none' }}
      />
    </div>
  );
}
