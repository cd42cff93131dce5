import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { followPages, isFinished, Operation } from '@flytower/contract';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
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
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import type { InstanceTabProps } from './InstancePage';

/** What was done to the instance and its bindings, latest first. */
export function OperationsTab({ instance }: InstanceTabProps) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const paths = usePaths();
  const titleOf = useKindTitle();
  const { tenant, name, id } = instance;
  const live = useLive(
    async signal => {
      const { items: bindings } = await followPages(200, page =>
        client.listBindings({
          query: { tenant, instance: name, ...page },
          signal,
        }),
      );
      const pages = await Promise.all(
        [id, ...bindings.map(binding => binding.id)].map(subject =>
          followPages(500, page =>
            client.listOperations({ query: { subject, ...page }, signal }),
          ),
        ),
      );
      return pages
        .flatMap(({ items }) => items)
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    },
    {
      key: id,
      progressing: operations =>
        operations.some(({ state }) => !isFinished(state)),
    },
  );
  const columns: DataColumn<Operation>[] = [
    {
      id: 'operation',
      title: t('operation.operation'),
      cell: operation => (
        <NameCell
          title={titleOf(operation)}
          description={operation.reason}
          href={paths.operation({ tenant, instance: name }, operation.id)}
        />
      ),
    },
    {
      id: 'state',
      title: t('list.status'),
      cell: operation => <OperationChip state={operation.state} />,
    },
    {
      id: 'requester',
      title: t('operation.requester'),
      cell: ({ requester }) => personName(requester),
    },
    {
      id: 'created',
      title: t('operation.started'),
      cell: ({ createdAt }) => <Age at={createdAt} />,
    },
  ];
  return (
    <LiveView live={live} what={t('instance.operations')}>
      {operations =>
        operations.length === 0 ? (
          <EmptyPanel title={t('operation.emptyTitle')}>
            {t('operation.emptyText')}
          </EmptyPanel>
        ) : (
          <DataTable
            label={t('instance.operations')}
            columns={columns}
            rows={operations}
            rowKey={operation => operation.id}
          />
        )
      }
    </LiveView>
  );
}
