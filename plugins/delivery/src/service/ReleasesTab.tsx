import { useTranslationRef } from '@backstage/frontend-plugin-api';

import { followPages, isFinished } from '@flytower/contract';
import { deliveryContract, Release } from '@flytower/plugin-delivery-common';
import {
  Age,
  DataColumn,
  DataTable,
  EmptyPanel,
  LiveView,
  NameCell,
  OperationChip,
  personName,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useReleaseSummary } from '../release/useReleaseSummary';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { usePaths } from '../usePaths';
import type { ServiceTabProps } from './ServicePage';

/** Each change of what runs, the latest first. */
export function ReleasesTab({ service: { tenant, slug } }: ServiceTabProps) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const live = useLive(
    async signal =>
      (
        await followPages(500, page =>
          client.listTenantReleases({
            params: { tenant },
            query: { service: slug, ...page },
            signal,
          }),
        )
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
  const columns: DataColumn<Release>[] = [
    {
      id: 'release',
      title: t('releases.release'),
      cell: release => (
        <NameCell
          title={t('releases.number', { number: String(release.number) })}
          description={summaryOf(release)}
          href={paths.release(release, release.id)}
        />
      ),
    },
    {
      id: 'state',
      title: t('releases.state'),
      cell: ({ operation }) => (
        <>
          <OperationChip state={operation.state} />
        </>
      ),
    },
    {
      id: 'environment',
      title: t('releases.environment'),
      cell: ({ environment }) => <NameCell title={environment} />,
    },
    {
      id: 'by',
      title: t('releases.by'),
      cell: ({ requester }) => <NameCell title={personName(requester)} />,
    },
    {
      id: 'when',
      title: t('releases.when'),
      cell: ({ createdAt }) => (
        <>
          <Age at={createdAt} />
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('service.releases')}
      columns={columns}
      rows={releases}
      rowKey={({ id }) => id}
    />
  );
}
