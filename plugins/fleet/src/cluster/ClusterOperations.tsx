import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { isFinished } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  Age,
  DataTable,
  EmptyPanel,
  LiveView,
  OperationChip,
  Panel,
  personName,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useOperationTitle } from '../operation/useOperationTitle';
import { operationRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** What was done to a cluster, the newest first. */
export function ClusterOperations({ id }: { id: string }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const titleOf = useOperationTitle();
  const toOperation = useRouteRef(operationRouteRef);
  const fleet = useContractClient(fleetContract);
  const live = useLive(
    signal =>
      fleet.listOperations({ query: { cluster: id, limit: 50 }, signal }),
    {
      key: `operations/${id}`,
      progressing: ({ items }) => items.some(one => !isFinished(one.state)),
    },
  );
  return (
    <LiveView live={live} what={t('cluster.tabs.operations')}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyPanel title={t('cluster.noOperations')}>
            {t('cluster.noOperationsText')}
          </EmptyPanel>
        ) : (
          <Panel title={t('cluster.tabs.operations')}>
            <DataTable
              label={t('cluster.tabs.operations')}
              rows={items}
              rowKey={operation => operation.id}
              columns={[
                {
                  id: 'title',
                  title: t('operation.what'),
                  cell: operation => (
                    <Link
                      href={toOperation?.({ operation: operation.id }) ?? ''}
                    >
                      {titleOf(operation)}
                    </Link>
                  ),
                },
                {
                  id: 'state',
                  title: t('cluster.status'),
                  cell: ({ state, reason }) => (
                    <OperationChip state={state} reason={reason} />
                  ),
                },
                {
                  id: 'who',
                  title: t('operation.requester'),
                  cell: ({ requester }) => personName(requester),
                },
                {
                  id: 'when',
                  title: t('operation.when'),
                  cell: ({ createdAt }) => <Age at={createdAt} />,
                },
              ]}
            />
          </Panel>
        )
      }
    </LiveView>
  );
}
