import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Container, Flex, Link, Text } from '@backstage/ui';
import { fleetContract, NodeView } from '@flytower/plugin-fleet-common';
import {
  Age,
  ConditionList,
  CopyCommand,
  Facts,
  LiveView,
  ObjectHeader,
  Panel,
  QuotaBars,
  Status,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useParams } from 'react-router-dom';
import styles from '../fleet.module.css';
import { clusterRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { NodePods } from './NodePods';

/** One node: how it is, what it has, and the pods on it. */
export function NodePage() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { cluster = '', node: name = '' } = useParams();
  const fleet = useContractClient(fleetContract);
  const live = useLive(
    signal => fleet.getNode({ params: { cluster, node: name }, signal }),
    { key: `node/${cluster}/${name}` },
  );
  return (
    <Container my="4">
      <LiveView live={live} what={t('node.what', { name })}>
        {node => (
          <Flex direction="column" gap="4">
            <ObjectHeader
              title={node.name}
              tags={[
                node.cluster,
                node.securityZone,
                ...(node.simulated ? [t('cluster.simulated')] : []),
                ...(node.unschedulable ? [t('node.unschedulable')] : []),
              ]}
              status={node.health.status}
              reason={node.health.sentence}
              actions={
                <CopyCommand command={`kubectl describe node ${node.name}`} />
              }
            />
            {node.simulated ? (
              <Alert status="info" icon title={t('cluster.simulatedText')} />
            ) : null}
            <NodeFacts node={node} />
            <NodePods cluster={cluster} node={name} />
          </Flex>
        )}
      </LiveView>
    </Container>
  );
}

function NodeFacts({ node }: { node: NodeView }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const toCluster = useRouteRef(clusterRouteRef);
  return (
    <div className={styles.two}>
      <Panel title={t('cluster.capacity')}>
        <QuotaBars
          limit={node.allocatable}
          used={node.requested}
          usedLabel={t('fleet.requested')}
        />
      </Panel>
      <Panel title={t('node.conditions')}>
        {node.conditions.length === 0 ? (
          <Text as="p" color="secondary">
            {t('node.noConditions')}
          </Text>
        ) : (
          <ConditionList
            label={t('node.conditions')}
            conditions={node.conditions.map(condition => ({
              id: condition.type,
              title: condition.type,
              status: statusOfCondition(condition),
              message: condition.message || condition.reason,
            }))}
          />
        )}
      </Panel>
      <Panel title={t('cluster.facts')}>
        <Facts
          facts={[
            {
              term: t('fleet.cluster'),
              value: (
                <Link href={toCluster?.({ cluster: node.cluster }) ?? ''}>
                  {node.cluster}
                </Link>
              ),
            },
            { term: t('fleet.dataCentre'), value: node.dataCentre },
            { term: t('node.zone'), value: node.zone },
            { term: t('cluster.region'), value: node.region },
            { term: t('node.architecture'), value: node.architecture },
            { term: t('node.os'), value: node.osImage ?? node.os },
            { term: t('node.kubelet'), value: node.kubelet },
            { term: t('node.runtime'), value: node.runtime },
            { term: t('node.created'), value: <Age at={node.createdAt} /> },
          ]}
        />
      </Panel>
    </div>
  );
}

/** Of a node's conditions, Ready is good when true and decides; all others are complaints. */
function statusOfCondition(condition: NodeView['conditions'][number]): Status {
  if (condition.status === 'Unknown') {
    return 'unknown';
  }
  if (condition.type === 'Ready') {
    return condition.status === 'True' ? 'healthy' : 'failed';
  }
  return condition.status === 'False' ? 'healthy' : 'degraded';
}
