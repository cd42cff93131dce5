import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, CellText, ColumnConfig, Table, useTable } from '@backstage/ui';
import { isFinished, Operation } from '@flytower/contract';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  Age,
  EmptyPanel,
  LiveView,
  OperationChip,
  personName,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useKindTitle } from '../operation/useKindTitle';
import { operationRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import type { TenantTabProps } from './TenantPage';

/** The long pieces of work on a tenant, the latest first. */
export function OperationsTab({ tenant: { slug } }: TenantTabProps) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const live = useLive(
    async signal =>
      (await client.listOperations({ query: { tenant: slug }, signal })).items,
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
  const { tableProps } = useTable({
    mode: 'complete',
    data: operations,
    paginationOptions: { type: operations.length > 20 ? 'page' : 'none' },
  });
  const columns: ColumnConfig<Operation>[] = [
    {
      id: 'operation',
      label: t('operations.operation'),
      isRowHeader: true,
      minWidth: 240,
      cell: ({ id, kind, reason }) => (
        <CellText
          title={titleOf(kind, tenant)}
          description={reason}
          href={operationPath?.({ tenant, operation: id })}
        />
      ),
    },
    {
      id: 'state',
      label: t('operations.state'),
      minWidth: 130,
      cell: ({ state }) => (
        <Cell>
          <OperationChip state={state} />
        </Cell>
      ),
    },
    {
      id: 'by',
      label: t('operations.by'),
      minWidth: 120,
      cell: ({ requester }) => <CellText title={personName(requester)} />,
    },
    {
      id: 'started',
      label: t('operations.started'),
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
