import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Link, Text } from '@backstage/ui';
import {
  OverviewItem,
  scheduleInWords,
} from '@flytower/plugin-delivery-common';
import {
  ClusterDots,
  DataColumn,
  DataTable,
  NameCell,
  StatusLine,
} from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import type { OverviewGroup } from './groupOverview';

/** An application with a line for each service in each environment. */
export function ApplicationCard({ group }: { group: OverviewGroup }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  type Row = OverviewItem & { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'service',
      title: t('list.service'),
      cell: item => (
        <NameCell
          title={item.serviceName}
          description={item.environment ?? t('list.notPublished')}
          href={paths.service(item)}
        />
      ),
    },
    {
      id: 'health',
      title: t('list.health'),
      cell: ({ health }) => (
        <>
          <StatusLine
            status={health.status}
            reason={health.status === 'healthy' ? undefined : health.sentence}
          />
        </>
      ),
    },
    {
      id: 'instances',
      title: t('list.instances'),
      cell: ({ clusters, schedule }) => (
        <>
          <ClusterDots
            schedule={schedule && scheduleInWords(schedule)}
            shares={clusters.map(({ cluster, desired, ready }) => ({
              cluster,
              wanted: desired,
              ready,
            }))}
          />
        </>
      ),
    },
    {
      id: 'image',
      title: t('list.image'),
      cell: ({ image }) => (
        <>
          <span className={styles.image}>{image}</span>
        </>
      ),
    },
    {
      id: 'release',
      title: t('list.release'),
      cell: item => (
        <>
          {item.release ? (
            <Link href={paths.release(item, item.release.id)}>
              {t('list.releaseNumber', { number: String(item.release.number) })}
            </Link>
          ) : (
            '–'
          )}
        </>
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
          <DataTable
            label={group.name}
            columns={columns}
            rows={group.items.map(item => ({
              ...item,
              id: `${item.service}/${item.environment ?? ''}`,
            }))}
            rowKey={({ id }) => id}
          />
        )}
      </CardBody>
    </Card>
  );
}
