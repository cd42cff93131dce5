import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, CellText, ColumnConfig, Table, useTable } from '@backstage/ui';
import { isFinished } from '@flytower/contract';
import { deliveryContract, Release } from '@flytower/plugin-delivery-common';
import {
  Age,
  EmptyPanel,
  LiveView,
  OperationChip,
  personName,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useReleaseSummary } from '../release/useReleaseSummary';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import type { ServiceTabProps } from './ServicePage';

/** Each change of what runs, the latest first. */
export function ReleasesTab({ service: { tenant, slug } }: ServiceTabProps) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const live = useLive(
    async signal =>
      (
        await client.listTenantReleases({
          params: { tenant },
          query: { service: slug, limit: 500 },
          signal,
        })
      ).items,
    {
      key: `${tenant}/${slug}`,
      progressing: releases =>
        releases.some(({ operation }) => !isFinished(operation.state)),
    },
  );
  return (
    <LiveView live={live} what={t('releases.what', { service: slug })}>
      {releases =>
        releases.length === 0 ? (
          <EmptyPanel title={t('releases.emptyTitle')}>
            {t('releases.emptyText')}
          </EmptyPanel>
        ) : (
          <ReleaseTable releases={releases} />
        )
      }
    </LiveView>
  );
}

function ReleaseTable({ releases }: { releases: Release[] }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const summaryOf = useReleaseSummary();
  const { tableProps } = useTable({
    mode: 'complete',
    data: releases,
    paginationOptions: { type: releases.length > 20 ? 'page' : 'none' },
  });
  const columns: ColumnConfig<Release>[] = [
    {
      id: 'release',
      label: t('releases.release'),
      isRowHeader: true,
      minWidth: 260,
      cell: release => (
        <CellText
          title={t('releases.number', { number: String(release.number) })}
          description={summaryOf(release)}
          href={paths.release(release, release.id)}
        />
      ),
    },
    {
      id: 'state',
      label: t('releases.state'),
      minWidth: 130,
      cell: ({ operation }) => (
        <Cell>
          <OperationChip state={operation.state} />
        </Cell>
      ),
    },
    {
      id: 'environment',
      label: t('releases.environment'),
      minWidth: 110,
      cell: ({ environment }) => <CellText title={environment} />,
    },
    {
      id: 'by',
      label: t('releases.by'),
      minWidth: 100,
      cell: ({ requester }) => <CellText title={personName(requester)} />,
    },
    {
      id: 'when',
      label: t('releases.when'),
      minWidth: 140,
      cell: ({ createdAt }) => (
        <Cell>
          <Age at={createdAt} />
        </Cell>
      ),
    },
  ];
  return (
    <div className={styles.scroll}>
      <Table {...tableProps} columnConfig={columns} />
    </div>
  );
}
