import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';

import { followPages, isFinished, Operation } from '@flytower/contract';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
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
import { useKindTitle } from '../operation/useKindTitle';
import { operationRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import type { TenantTabProps } from './TenantPage';

/** The long pieces of work on a tenant, the latest first. */
export function OperationsTab({ tenant: { slug } }: TenantTabProps) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const live = useLive(
    async signal =>
      (
        await followPages(500, page =>
          client.listOperations({ query: { tenant: slug, ...page }, signal }),
        )
      ).items,
    {
      key: slug,
      progressing: operations =>
        operations.some(({ state }) => !isFinished(state)),
    },
  );
  return (
    <LiveView live={live} what={t('operations.what', { tenant: slug })}>
      {operations =>
        operations.length === 0 ? (
          <EmptyPanel title={t('operations.emptyTitle')}>
            {t('operations.emptyText')}
          </EmptyPanel>
        ) : (
          <OperationTable tenant={slug} operations={operations} />
        )
      }
    </LiveView>
  );
}

function OperationTable(props: { tenant: string; operations: Operation[] }) {
  const { tenant, operations } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const operationPath = useRouteRef(operationRouteRef);
  const titleOf = useKindTitle();
  const columns: DataColumn<Operation>[] = [
    {
      id: 'operation',
      title: t('operations.operation'),
      cell: ({ id, kind, reason }) => (
        <NameCell
          title={titleOf(kind, tenant)}
          description={reason}
          href={operationPath?.({ tenant, operation: id })}
        />
      ),
    },
    {
      id: 'state',
      title: t('operations.state'),
      cell: ({ state }) => (
        <>
          <OperationChip state={state} />
        </>
      ),
    },
    {
      id: 'by',
      title: t('operations.by'),
      cell: ({ requester }) => <NameCell title={personName(requester)} />,
    },
    {
      id: 'started',
      title: t('operations.started'),
      cell: ({ createdAt }) => (
        <>
          <Age at={createdAt} />
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('tenant.operations')}
      columns={columns}
      rows={operations}
      rowKey={({ id }) => id}
    />
  );
}
