import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Container,
  Flex,
  Tab,
  TabList,
  TabPanel,
  Tabs,
} from '@backstage/ui';
import { ClusterDetail, fleetContract } from '@flytower/plugin-fleet-common';
import {
  LiveView,
  ObjectHeader,
  useContractClient,
  useLive,
  useUrlFilters,
} from '@flytower/ui';
import { useParams } from 'react-router-dom';
import { DataAgeText } from '../fleet/DataAgeText';
import { fleetFilters } from '../fleet/filters';
import { NodeList } from '../fleet/NodeList';
import styles from '../fleet.module.css';
import { ClusterStatus } from '../loss/ClusterStatus';
import { LossActions } from '../loss/LossActions';
import { LossBanner } from '../loss/LossBanner';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { BundleNotice } from './BundleNotice';
import { ClusterActions } from './ClusterActions';
import { ClusterOperations } from './ClusterOperations';
import { ClusterOverview } from './ClusterOverview';
import { CredentialPanel } from './CredentialPanel';
import { ReadinessPanel } from './ReadinessPanel';

const tabs = [
  'overview',
  'readiness',
  'nodes',
  'credential',
  'operations',
] as const;
const clusterFilters = { ...fleetFilters, tab: 'overview' } as const;

/** One cluster: what it is, whether it is well, what it is ready for, and what may be done with it. */
export function ClusterPage() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { cluster: name = '' } = useParams();
  const fleet = useContractClient(fleetContract);
  const live = useLive(
    signal => fleet.getCluster({ params: { cluster: name }, signal }),
    {
      key: `cluster/${name}`,
      progressing: ({ data }) => data.state === 'syncing',
    },
  );
  return (
    <Container my="4">
      <LiveView live={live} what={t('cluster.what', { name })}>
        {cluster => (
          <Flex direction="column" gap="4">
            <ObjectHeader
              title={cluster.displayName}
              tags={[
                ...(cluster.displayName === cluster.name ? [] : [cluster.name]),
                cluster.dataCentre.displayName,
                cluster.securityZone,
                ...(cluster.simulated ? [t('cluster.simulated')] : []),
              ]}
              actions={
                <>
                  <ClusterActions cluster={cluster} onDone={live.refresh} />
                  <LossActions cluster={cluster} onDone={live.refresh} />
                </>
              }
            >
              <ClusterStatus cluster={cluster} />
              <DataAgeText data={cluster.data} />
            </ObjectHeader>
            <LossBanner cluster={cluster} />
            {cluster.nodes.simulated > 0 ? (
              <Alert
                status="info"
                icon
                title={
                  cluster.simulated
                    ? t('cluster.simulatedText')
                    : t('cluster.someSimulated')
                }
              />
            ) : null}
            <BundleNotice bundle={cluster.bundle} />
            <ClusterTabs cluster={cluster} onChanged={live.refresh} />
          </Flex>
        )}
      </LiveView>
    </Container>
  );
}

function ClusterTabs(props: { cluster: ClusterDetail; onChanged: () => void }) {
  const { cluster, onChanged } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const [filters, setFilters] = useUrlFilters(clusterFilters);
  const tab = tabs.find(one => one === filters.tab) ?? 'overview';
  const content = {
    overview: () => <ClusterOverview cluster={cluster} />,
    readiness: () => <ReadinessPanel cluster={cluster} />,
    nodes: () => (
      <NodeList
        filters={{ ...filters, dataCentre: '', securityZone: '' }}
        cluster={cluster.name}
        onChange={setFilters}
      />
    ),
    credential: () => (
      <CredentialPanel cluster={cluster} onChanged={onChanged} />
    ),
    operations: () => <ClusterOperations id={cluster.id} />,
  }[tab];
  return (
    <Tabs
      selectedKey={tab}
      onSelectionChange={key => setFilters({ tab: String(key) })}
    >
      <TabList className={styles.tabs} aria-label={cluster.displayName}>
        {tabs.map(id => (
          <Tab key={id} id={id}>
            {t(`cluster.tabs.${id}`)}
          </Tab>
        ))}
      </TabList>
      {tabs.map(id => (
        <TabPanel key={id} id={id} className={styles.tabPanel}>
          {content()}
        </TabPanel>
      ))}
    </Tabs>
  );
}
