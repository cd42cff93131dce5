import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Card,
  CardBody,
  CardHeader,
  Cell,
  CellText,
  ColumnConfig,
  Link,
  Table,
  Text,
} from '@backstage/ui';
import { OverviewItem } from '@flytower/plugin-delivery-common';
import { ClusterDots, StatusLine } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import type { OverviewGroup } from './groupOverview';

/** An application with a line for each service in each environment. */
export function ApplicationCard({ group }: { group: OverviewGroup }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  type Row = OverviewItem & { id: string };
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'service',
      label: t('list.service'),
      isRowHeader: true,
      minWidth: 160,
      cell: item => (
        <CellText
          title={item.serviceName}
          description={item.environment ?? t('list.notPublished')}
          href={paths.service(item)}
        />
      ),
    },
    {
      id: 'health',
      label: t('list.health'),
      minWidth: 260,
      cell: ({ health }) => (
        <Cell>
          <StatusLine
            status={health.status}
            reason={health.status === 'healthy' ? undefined : health.sentence}
          />
        </Cell>
      ),
    },
    {
      id: 'instances',
      label: t('list.instances'),
      minWidth: 220,
      cell: ({ clusters }) => (
        <Cell>
          <ClusterDots
            shares={clusters.map(({ cluster, desired, ready }) => ({
              cluster,
              wanted: desired,
              ready,
            }))}
          />
        </Cell>
      ),
    },
    {
      id: 'image',
      label: t('list.image'),
      minWidth: 200,
      cell: ({ image }) => (
        <Cell>
          <span className={styles.image}>{image}</span>
        </Cell>
      ),
    },
    {
      id: 'release',
      label: t('list.release'),
      minWidth: 120,
      cell: item => (
        <Cell>
          {item.release ? (
            <Link href={paths.release(item, item.release.id)}>
              {t('list.releaseNumber', { number: String(item.release.number) })}
            </Link>
          ) : (
            '–'
          )}
        </Cell>
      ),
    },
  ];
  return (
    <Card>
      <CardHeader>
        <div className={styles.cardHead}>
          <Text as="h2" variant="title-x-small">
            <Link href={paths.application(group)}>{group.name}</Link>
          </Text>
          <span className={styles.secondary}>{group.tenant}</span>
        </div>
      </CardHeader>
      <CardBody>
        {group.items.length === 0 ? (
          <Text color="secondary">{t('list.noServices')}</Text>
        ) : (
          <div className={styles.scroll}>
            <Table
              columnConfig={columns}
              data={group.items.map(item => ({
                ...item,
                id: `${item.service}/${item.environment ?? ''}`,
              }))}
              pagination={{ type: 'none' }}
            />
          </div>
        )}
      </CardBody>
    </Card>
  );
}
