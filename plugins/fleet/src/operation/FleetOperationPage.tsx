import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Flex } from '@backstage/ui';
import { isFinished, Operation } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  LiveView,
  ObjectHeader,
  OperationView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useParams } from 'react-router-dom';
import { clusterRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { useOperationTitle } from './useOperationTitle';

/** One operation on the fleet: each step, until it is done and after. */
export function FleetOperationPage() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { operation: id = '' } = useParams();
  const titleOf = useOperationTitle();
  const fleet = useContractClient(fleetContract);
  const live = useLive(
    signal => fleet.getOperation({ params: { id }, signal }),
    {
      key: `operation/${id}`,
      progressing: ({ state }) => !isFinished(state),
    },
  );
  return (
    <Container my="4">
      <LiveView live={live} what={t('operation.what')}>
        {operation => (
          <Flex direction="column" gap="4">
            <ObjectHeader
              title={titleOf(operation)}
              actions={<ToCluster operation={operation} />}
            />
            <OperationView operation={operation} />
          </Flex>
        )}
      </LiveView>
    </Container>
  );
}

/** Leads to the cluster, unless it is the one that was removed. */
function ToCluster({ operation }: { operation: Operation }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const toCluster = useRouteRef(clusterRouteRef);
  const { kind, state, subject } = operation;
  return kind === 'cluster.delete' ||
    state === 'failed' ||
    !toCluster ? null : (
    <ButtonLink variant="primary" href={toCluster({ cluster: subject.name })}>
      {t('operation.toCluster', { name: subject.name })}
    </ButtonLink>
  );
}
